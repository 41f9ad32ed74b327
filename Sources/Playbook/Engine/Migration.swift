internal import Canonical

/// A move of a run from one version of its playbook to another.
public struct Migration: Sendable, Hashable {
    /// A version, as an event names it.
    public struct Version: Sendable, Hashable {
        /// The id of the playbook.
        public let playbook: String
        /// Its version: `1.2.0`.
        public let version: String
        /// SHA-256 of its canonical form, in lower-case hexadecimal.
        public let digest: String

        /// A version, as an event names it.
        public init(playbook: String, version: String, digest: String) {
            (self.playbook, self.version, self.digest) = (playbook, version, digest)
        }
    }

    /// The version that the run leaves.
    public let from: Version
    /// The version that it goes on in.
    public let to: Version
    /// Steps that have another path in the new version. A path stands for what is inside of it, too.
    public let map: [StepPath: StepPath]
    /// What the case knows and the new version asks for; what the run was begun with stays as it is.
    public let inputs: [String: Value]
    /// Why; empty when nobody said.
    public let reason: String

    /// A move of a run from one version of its playbook to another.
    public init(
        from: Version, to: Version, map: [StepPath: StepPath] = [:], inputs: [String: Value] = [:], reason: String = ""
    ) {
        (self.from, self.to, self.map, self.inputs, self.reason) = (from, to, map, inputs, reason)
    }

    /// Where a step of the old version stands in the new one.
    func place(of path: StepPath) -> StepPath {
        if map.isEmpty { return path }
        if let place = map[path] { return place }
        var best: (from: String, to: String)?
        for (from, to) in map where path.text.hasPrefix(from.text) {
            guard let next = path.text.dropFirst(from.text.count).first, "/[#".contains(next) else { continue }
            if from.text.count > best?.from.count ?? -1 { best = (from.text, to.text) }
        }
        guard let best else { return path }
        return StepPath(best.to + path.text.dropFirst(best.from.count))
    }

    /// What a variable of the new version was called in the old one: the answer of a question that has another id.
    func oldName(of variable: String) -> String {
        guard variable.hasPrefix("a.") else { return variable }
        let id = String(variable.dropFirst(2))
        let old = map.filter { $0.value.id == id && $0.key.id != id }.map(\.key.id).min()
        return old.map { "a.\($0)" } ?? variable
    }
}

extension Program {
    /// SHA-256 of what steers a run: of the playbook without wording, and of everything that it calls, whatever the
    /// version numbers of that. Runs of two programs that are equal in this differ in wording alone.
    public var structureDigest: String {
        var known: [String: String] = [:]
        return digest(of: playbook, &known)
    }

    private func digest(of playbook: Playbook, _ known: inout [String: String]) -> String {
        let key = PlaybookPlan.key(playbook.id, playbook.version)
        if let digest = known[key] { return digest }
        let digest = sha256(withCallees(playbook.structure, &known).canonicalBytes)
        known[key] = digest
        return digest
    }

    /// The structure with the digest of each called playbook in the place of its version.
    private func withCallees(_ json: JSON, _ known: inout [String: String]) -> JSON {
        if let elements = json.array { return .array(elements.map { withCallees($0, &known) }) }
        guard var members = json.object else { return json }
        for (name, value) in members { members[name] = withCallees(value, &known) }
        if let id = members["call"]?.string, let version = members["version"]?.string,
            let callee = called.first(where: { $0.id == id && $0.version.description == version })
        {
            members["version"] = .string(digest(of: callee, &known))
        }
        return .object(members)
    }
}
