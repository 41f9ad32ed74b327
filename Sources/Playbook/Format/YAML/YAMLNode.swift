/// One node of a playbook file, with the place where it stands.
struct YAMLNode: Sendable {
    /// What the node holds.
    indirect enum Content: Sendable {
        /// Nothing behind a key or a dash.
        case empty
        /// Something that is refused, and was reported.
        case refused
        /// One value, still as text: what it means is decided by the type that is expected there.
        case scalar(YAMLScalar)
        /// A list.
        case sequence([YAMLNode])
        /// Keys and values in the order of the file, no key twice.
        case mapping([Member])
    }
    /// A key and its value.
    struct Member: Sendable {
        /// The key.
        var key: String
        /// Where the key begins.
        var place: Place
        /// The value.
        var value: YAMLNode
    }
    /// What the node holds.
    var content: Content
    /// Where it begins: the first character of the value itself, not of its quotes.
    var place: Place

    /// Whether the node stands for something that was reported.
    var isRefused: Bool { if case .refused = content { true } else { false } }

    /// What the node is called in a finding.
    var kindName: String {
        switch content {
        case .empty, .refused: "nothing"
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A single value as it was written.
struct YAMLScalar: Sendable, Hashable {
    /// How the value is written.
    enum Style: Sendable, Hashable {
        /// Without quotes.
        case plain
        /// In single or double quotes.
        case quoted
        /// Behind `|` or `>`.
        case block
    }
    /// A stretch of the value that stands in the file as it stands in the value.
    struct Segment: Sendable, Hashable {
        /// The first character of the value, from 0.
        var index: Int
        /// Where it stands.
        var place: Place
    }
    /// The value.
    var text: String
    /// How it is written.
    var style: Style
    /// Where its stretches stand; only one when the value is on one line and has no escapes.
    var segments: [Segment]

    /// Whether YAML would read the value as absent.
    var isNull: Bool { style == .plain && ["~", "null", "Null", "NULL"].contains(text) }

    /// Where character `index` (from 0) of the value stands.
    func place(ofCharacter index: Int) -> Place {
        YAMLScalar.place(ofCharacter: index, in: segments)
    }

    /// Where character `index` (from 0) of a value with these stretches stands.
    static func place(ofCharacter index: Int, in segments: [Segment]) -> Place {
        guard let segment = segments.last(where: { $0.index <= index }) ?? segments.first else { return .start }
        return Place(line: segment.place.line, column: segment.place.column + max(0, index - segment.index))
    }
}
