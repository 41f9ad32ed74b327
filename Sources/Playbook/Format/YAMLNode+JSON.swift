import Canonical

extension YAMLNode {
    /// The node that a canonical form describes; nil when the bytes are not one.
    init?(canonical bytes: [UInt8], log: FindingLog) {
        do {
            self.init(try JSON(parsing: bytes))
        } catch {
            log.add(
                "not-canonical", at: Place(line: error.line, column: error.column),
                message: "The bytes are not canonical JSON.")
            return nil
        }
    }

    private init(_ json: JSON) {
        place = .start
        switch json {
        case .null: content = .empty
        case .bool(let value): content = .scalar(YAMLScalar(text: "\(value)", style: .plain, segments: []))
        case .int(let value): content = .scalar(YAMLScalar(text: "\(value)", style: .plain, segments: []))
        case .string(let value): content = .scalar(YAMLScalar(text: value, style: .quoted, segments: []))
        case .array(let elements): content = .sequence(elements.map { YAMLNode($0) })
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            content = .mapping(sorted.map { Member(key: $0.key, place: .start, value: YAMLNode($0.value)) })
        }
    }

    /// The value as a scenario gives it: whole numbers and truth values when they stand without quotes, else text.
    var json: JSON {
        switch content {
        case .empty, .refused: .null
        case .scalar(let scalar): YAMLNode.json(scalar)
        case .sequence(let elements): .array(elements.map(\.json))
        case .mapping(let members):
            .object(JSON.Members(members.map { ($0.key, $0.value.json) }, uniquingKeysWith: { first, _ in first }))
        }
    }

    private static func json(_ scalar: YAMLScalar) -> JSON {
        guard scalar.style == .plain else { return .string(scalar.text) }
        if let number = wholeNumber(scalar.text) { return .int(number) }
        switch scalar.text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: return .string(scalar.text)
        }
    }

    /// The number that `text` is: decimal digits without leading zeros, with a minus when it is negative.
    static func wholeNumber(_ text: String) -> Int64? {
        guard let number = Int64(text), "\(number)" == text else { return nil }
        return number
    }
}
