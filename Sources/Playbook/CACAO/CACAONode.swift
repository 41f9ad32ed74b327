import Canonical

/// One value of a CACAO file with the place where it stands: what ``JSON`` is, and fractions beside it.
struct CACAONode {
    /// A member of an object.
    struct Member {
        var key: String
        var place: Place
        var value: CACAONode
    }
    /// What the value is.
    indirect enum Content {
        case null
        case bool(Bool)
        case int(Int64)
        /// A number that is not a whole one of 64 bits, as it is written. No field of CACAO takes one; extensions may.
        case number(String)
        case string(String)
        case array([CACAONode])
        /// In the order of the file; of members of one name only the first. Beside them where each one stands in the list.
        case object([Member], [String: Int])
    }
    /// What the value is.
    var content: Content
    /// Where it begins.
    var place: Place

    /// The text when this is one.
    var string: String? { if case .string(let text) = content { text } else { nil } }
    /// The truth value when this is one.
    var bool: Bool? { if case .bool(let value) = content { value } else { nil } }
    /// The elements; none when this is no list.
    var elements: [CACAONode] { if case .array(let elements) = content { elements } else { [] } }
    /// The members; none when this is no object.
    var members: [Member] { if case .object(let members, _) = content { members } else { [] } }
    /// Whether this is an object.
    var isObject: Bool { if case .object = content { true } else { false } }

    /// The member called `key`.
    subscript(key: String) -> CACAONode? {
        guard case .object(let members, let index) = content, let position = index[key] else { return nil }
        return members[position].value
    }

    /// What the value is called in messages.
    var kindName: String {
        switch content {
        case .null: "null"
        case .bool: "true or false"
        case .int, .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    /// The value without places; nil when a number in it is no whole one.
    var json: JSON? {
        switch content {
        case .null: return .some(.null)
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .number: return nil
        case .string(let text): return .string(text)
        case .array(let elements):
            var list: [JSON] = []
            for element in elements {
                guard let json = element.json else { return nil }
                list.append(json)
            }
            return .array(list)
        case .object(let members, _):
            var object: JSON.Members = [:]
            for member in members {
                guard let json = member.value.json else { return nil }
                object[member.key] = json
            }
            return .object(object)
        }
    }
}
