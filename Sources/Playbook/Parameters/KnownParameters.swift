/// The parameters that texts are judged by, and which of them are used.
final class KnownParameters {
    /// The sets by jurisdiction.
    let sets: [String: ParameterSet]
    /// Names that some text shows, by jurisdiction.
    private(set) var used: [String: Set<String>] = [:]

    init(_ sets: some Sequence<ParameterSet>) {
        self.sets = Dictionary(sets.map { ($0.jurisdiction, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// A reason why a parameter cannot be shown everywhere where it would have to be; nil when it can.
    ///
    /// A playbook that names its jurisdictions must find it in each; one that serves all, in each that there is a set of.
    func problem(of name: String, in text: Text, _ playbook: Playbook) -> (message: String, hint: String)? {
        let served = playbook.jurisdictions ?? ParameterSet.jurisdictions.filter { sets[$0] != nil }
        if served.isEmpty {
            return ("There is no parameters file that could give '\(name.shortened)'.", "Add one: parameters/RU.yaml.")
        }
        for jurisdiction in served {
            guard let set = sets[jurisdiction] else {
                return (
                    "There is no parameters file for \(jurisdiction), where the playbook is used.",
                    "Add parameters/\(jurisdiction).yaml."
                )
            }
            guard let parameter = set.values[name] else {
                return (
                    "The parameters for \(jurisdiction) have no '\(name.shortened)'.",
                    Spelling.guess(name, among: set.values.keys).map { "Did you mean '\($0)'?" }
                        ?? "Add it to that file, or narrow the playbook's 'jurisdictions'."
                )
            }
            used[jurisdiction, default: []].insert(name)
            if let language = text.wording.keys.sorted().first(where: { parameter.words.wording[$0] == nil }) {
                return ("In \(jurisdiction), '\(name)' has no words in '\(language)'.", "Add them to its 'text'.")
            }
        }
        return nil
    }
}
