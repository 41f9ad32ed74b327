public import Canonical

/// A response algorithm for one kind of scam, or a module that such algorithms call, as its author wrote it.
///
/// The value is purely what the file says: conditions are still text. ``Program`` is the checked, linked form that runs.
public struct Playbook: Sendable, Hashable {
    /// The stable name: `safe-account`. Lower-case letters, digits and hyphens.
    public var id: String
    /// The author's version of the content.
    public var version: Version
    /// The languages that every text must carry.
    public var languages: [Language]
    /// What the playbook is called on screen.
    public var title: Text
    /// When this playbook fits a case; nil for a module that is only called.
    public var applies: Expression?
    /// The jurisdictions that it is written for, in order; nil for all that the library has parameters of.
    public var jurisdictions: [String]?
    /// The day by which a person must have read the playbook again; nil when the author gave none.
    public var reviewBy: Day?
    /// Named closed sets of values, beside the built-in ones.
    public var types: [String: ChoiceType]
    /// What the case, or the caller, provides: `case.<name>`.
    public var inputs: [Input]
    /// What a caller may take: the name of the output and the variable that it is read from at the end.
    public var outputs: [Output]
    /// The side paths that are open at every moment of the run.
    public var interrupts: [Interrupt]
    /// The steps, in order.
    public var steps: [Step]
    /// The author's own tests.
    public var scenarios: [Scenario]

    /// A playbook from its parts.
    public init(
        id: String, version: Version, languages: [Language], title: Text, applies: Expression? = nil,
        jurisdictions: [String]? = nil, reviewBy: Day? = nil, types: [String: ChoiceType] = [:], inputs: [Input] = [],
        outputs: [Output] = [],
        interrupts: [Interrupt] = [], steps: [Step], scenarios: [Scenario] = []
    ) {
        self.id = id
        self.version = version
        self.languages = languages
        self.title = title
        self.applies = applies
        self.jurisdictions = jurisdictions
        self.reviewBy = reviewBy
        self.types = types
        self.inputs = inputs
        self.outputs = outputs
        self.interrupts = interrupts
        self.steps = steps
        self.scenarios = scenarios
    }

    /// Whether it is used in a jurisdiction. One that names none fits wherever nothing better does.
    public func serves(_ jurisdiction: String) -> Bool { jurisdictions?.contains(jurisdiction) ?? true }

    /// A value that the case or the caller provides.
    public struct Input: Sendable, Hashable {
        /// The name after `case.`.
        public var name: String
        /// Its type as written: a built-in type or a name of ``Playbook/types``; `?` behind it means it may be absent.
        public var type: TypeName
        /// Where it is declared.
        public var place: Place
        /// An input from its parts.
        public init(name: String, type: TypeName, place: Place = .start) {
            (self.name, self.type, self.place) = (name, type, place)
        }
    }

    /// A value that a caller may take.
    public struct Output: Sendable, Hashable {
        /// The name after `o.` in this playbook's results.
        public var name: String
        /// The variable that gives the value when the playbook ends: `a.kusp_number`. Unset when that has no value.
        public var from: String
        /// Where it is declared.
        public var place: Place
        /// An output from its parts.
        public init(name: String, from: String, place: Place = .start) {
            (self.name, self.from, self.place) = (name, from, place)
        }
    }

    /// A side path that the agent can enter at any moment: danger to life, the caller is gone, the scam goes on.
    public struct Interrupt: Sendable, Hashable {
        /// The stable name.
        public var id: String
        /// What stands on the button.
        public var label: Text
        /// Whether the run ends after the side path, instead of going on where it was.
        public var aborts: Bool
        /// The steps of the side path.
        public var steps: [Step]
        /// Where it is declared.
        public var place: Place
        /// An interrupt from its parts.
        public init(id: String, label: Text, aborts: Bool = false, steps: [Step], place: Place = .start) {
            self.id = id
            self.label = label
            self.aborts = aborts
            self.steps = steps
            self.place = place
        }
    }
}

/// A semantic version: `2.1.0`.
public struct Version: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Changed when running cases cannot follow.
    public let major: Int
    /// Changed when steps were added.
    public let minor: Int
    /// Changed when only the wording differs.
    public let patch: Int

    /// A version from its numbers.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Reads `2.1.0`: three numbers without leading zeros.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.count <= 6 && part.allSatisfy(\.isASCII) && (part == "0" || part.first != "0") ? Int(part) : nil
        }
        guard parts.count == 3, numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
    }

    /// `2.1.0`
    public var description: String { "\(major).\(minor).\(patch)" }
    /// By number.
    public static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

/// A condition or other expression as the author wrote it, not yet checked.
public struct Expression: Sendable, Hashable {
    /// The text, in the subset of CEL that `docs/playbook-format.md` describes.
    public var source: String
    /// Where it begins.
    public var place: Place
    /// An expression from its text.
    public init(_ source: String, place: Place = .start) { (self.source, self.place) = (source, place) }
}

/// A type as an author writes it: `timestamp`, `YesNo`, `list(ScamType)`, `money?`.
public struct TypeName: Sendable, Hashable {
    /// The name without the question mark.
    public var name: String
    /// Whether the value may be absent.
    public var isOptional: Bool
    /// Reads the written form.
    public init(_ written: String) {
        isOptional = written.hasSuffix("?")
        name = isOptional ? String(written.dropLast()) : written
    }
}
