extension CaseReference {
    /// The speakable form: `26-000123-4`.
    public var text: String { description }

    /// Reads a reference for an operation.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)``.
    public static func read(_ text: String) throws(DeskError) -> CaseReference {
        do { return try parse(text) } catch {
            switch error {
            case .malformed: throw .malformed(field: "reference", problem: .form(example: "26-000123-4"))
            case .checkDigit: throw .malformed(field: "reference", problem: .checkDigit, value: text)
            }
        }
    }
}
