import Playbook

/// The parameters that the binary brings.
enum ShippedParameters {
    /// All sets.
    static let all: [ParameterSet] = Shelf.shipped.filter(ParameterFile.isOne).compactMap { ParameterFile.parse($0).0 }

    /// What files are judged by when none among them holds parameters: the shipped sets; else nothing beside theirs.
    static func missing(in sources: [PlaybookSource]) -> [ParameterSet] {
        sources.contains(where: ParameterFile.isOne) ? [] : all
    }
}
