public import Canonical

/// A set of playbooks that were read together, so that calls between them can be judged.
public struct Library: Sendable {
    /// The name of one version of one playbook.
    public struct Key: Sendable, Hashable, Comparable {
        /// The playbook.
        public var id: String
        /// Its version.
        public var version: Version
        /// The name of one version of one playbook.
        public init(_ id: String, _ version: Version) { (self.id, self.version) = (id, version) }
        /// By id, then by version.
        public static func < (left: Key, right: Key) -> Bool { (left.id, left.version) < (right.id, right.version) }
    }

    /// The playbooks, in the order in which they were given.
    public let playbooks: [LoadedPlaybook]
    private let all: [Key: LoadedPlaybook]

    /// A set of playbooks; of two with one id and version the first counts.
    public init(_ playbooks: [LoadedPlaybook]) {
        self.playbooks = playbooks
        all = Dictionary(playbooks.map { ($0.playbook.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The playbook of this id and version.
    public subscript(id: String, version: Version) -> LoadedPlaybook? { all[Key(id, version)] }

    /// Reads and judges files together; the order of the files does not matter.
    ///
    /// - Parameters:
    ///   - known: Versions that are stored already and that calls may refer to. They are not judged again.
    ///   - retired: Those of them that are out of use: nothing new may call them.
    ///   - parameters: Sets that hold already; files among the sources that begin with `parameters:` lie over them.
    ///   - today: The day against which days of review are held; nil to leave them alone.
    /// - Returns: The playbooks that could be read in full, whether or not something was found in them, and all that
    ///   was found in all files. A file is fit to run when none of its findings is an error.
    public static func load(
        _ sources: [PlaybookSource], known: [LoadedPlaybook] = [], retired: Set<Key> = [],
        parameters: [ParameterSet] = [], desk: DeskVocabulary = .standard, today: Day? = nil
    ) -> (playbooks: [LoadedPlaybook], findings: [Finding]) {
        let judgement = judge(
            sources, known: known, retired: retired, parameters: parameters, desk: desk, today: today)
        return (judgement.playbooks, judgement.findings)
    }

    /// What came of a set of files.
    public struct Judgement: Sendable {
        /// The playbooks that could be read in full.
        public let playbooks: [LoadedPlaybook]
        /// The parameters that could be read in full, each with the file that it came from.
        public let parameters: [(set: ParameterSet, file: String)]
        /// All that was found in all files.
        public let findings: [Finding]
    }

    /// As ``load(_:known:retired:parameters:desk:today:)``; files that begin with `parameters:` are told apart.
    ///
    /// - Parameter parameters: Sets that hold already; a file of the same jurisdiction is laid over them.
    public static func judge(
        _ sources: [PlaybookSource], known: [LoadedPlaybook] = [], retired: Set<Key> = [],
        parameters: [ParameterSet] = [], desk: DeskVocabulary = .standard, today: Day? = nil
    ) -> Judgement {
        var shelf = Shelf(known: known, retired: retired)
        for source in sources {
            if ParameterFile.isOne(source) {
                shelf.add(ParameterFile.read(source))
            } else {
                shelf.add(PlaybookFile.read(source))
            }
        }
        shelf.judge(parameters: parameters, desk: desk, today: today)
        return Judgement(
            playbooks: shelf.loaded, parameters: shelf.parameters, findings: shelf.findings.inFileOrder)
    }
}

/// The files of a library while they are judged.
struct Shelf {
    private(set) var files: [PlaybookFile.Result] = []
    private(set) var loaded: [LoadedPlaybook] = []
    private(set) var all: [Library.Key: LoadedPlaybook] = [:]
    private var owners: [Library.Key: Int] = [:]
    private var knownKeys: Set<Library.Key> = []
    private let retired: Set<Library.Key>
    private var parameterFiles: [ParameterFile.Result] = []

    init(known: [LoadedPlaybook], retired: Set<Library.Key>) {
        self.retired = retired
        for playbook in known { all[playbook.playbook.key] = playbook }
        knownKeys = Set(all.keys)
    }

    var findings: [Finding] { files.flatMap(\.log.findings) + parameterFiles.flatMap(\.log.findings) }

    /// The parameters of the files that could be read in full.
    var parameters: [(set: ParameterSet, file: String)] {
        parameterFiles.compactMap { file in
            guard let set = file.set, !file.log.hasErrors else { return nil }
            return (set, file.log.file)
        }
    }

    /// Puts a parameters file on the shelf.
    mutating func add(_ file: ParameterFile.Result) {
        if let set = file.set, let other = parameterFiles.first(where: { $0.set?.jurisdiction == set.jurisdiction }) {
            file.log.add(
                "duplicate-parameters", at: file.map.place(of: "parameters", in: "") ?? .start,
                message: "The parameters for \(set.jurisdiction) stand in \(other.log.file) already.",
                hint: "Keep one file a jurisdiction.")
        }
        parameterFiles.append(file)
    }

    /// Puts a file on the shelf.
    mutating func add(_ file: PlaybookFile.Result) {
        files.append(file)
        guard let playbook = file.playbook, !playbook.id.isEmpty else { return }
        if let owner = owners[playbook.key] {
            file.log.add(
                "duplicate-playbook", at: file.map.place(of: "playbook", in: "") ?? .start,
                message: "\(playbook.id) \(playbook.version) stands in \(files[owner].log.file) already.",
                hint: "Raise the version, or remove one of the files.")
            return
        }
        owners[playbook.key] = files.count - 1
        guard !file.log.hasErrors else { return }
        let one = LoadedPlaybook(playbook, file: file.log.file, map: file.map)
        if let stored = all[playbook.key], stored.digest != one.digest, knownKeys.contains(playbook.key) {
            file.log.add(
                "changed-version", at: file.map.place(of: "version", in: "") ?? .start,
                message: "\(playbook.id) \(playbook.version) is stored with another content.",
                hint: "Raise the version.")
        }
        all[playbook.key] = one
        loaded.append(one)
    }

    /// The playbooks that the given ones call, directly or not, and those themselves.
    private func reached(
        from keys: some Collection<Library.Key>, in books: [Library.Key: Playbook]
    ) -> [Library.Key: Playbook] {
        var reached: [Library.Key: Playbook] = [:]
        var waiting = Array(keys)
        while let key = waiting.popLast() {
            guard reached[key] == nil, let book = books[key] else { continue }
            reached[key] = book
            waiting += book.allSteps.compactMap(\.step.callee)
        }
        return reached
    }

    /// Judges every file, called ones before their callers.
    mutating func judge(parameters given: [ParameterSet], desk: DeskVocabulary, today: Day?) {
        let parameters = known(given, desk: desk, today: today)
        var books: [Library.Key: Playbook] = all.mapValues(\.playbook)
        for (key, index) in owners { books[key] = files[index].playbook }
        let order = CallOrder(reached(from: owners.keys, in: books))
        let callees = Callees(
            known: Set(books.keys), circular: order.circular, retired: retired, stored: knownKeys)
        for key in order.keys {
            guard let playbook = books[key] else { continue }
            let file = owners[key].map { files[$0] } ?? PlaybookFile.Result(log: FindingLog(file: ""))
            let check = PlaybookCheck(
                playbook, map: file.map, log: file.log, desk: desk, today: today, callees: callees,
                parameters: parameters)
            callees.summaries[key] = check.run()
        }
        // What has no name, or the name of another one, can be called by nobody, but can be judged.
        let judged = Set(owners.values)
        for (index, file) in files.enumerated() where !judged.contains(index) {
            guard let playbook = file.playbook else { continue }
            let check = PlaybookCheck(
                playbook, map: file.map, log: file.log, desk: desk, today: today, callees: callees,
                parameters: parameters)
            _ = check.run()
        }
        checkUsage(of: parameters)
    }

    /// Judges the parameters of the files, and lays them over those that hold already.
    private func known(_ given: [ParameterSet], desk: DeskVocabulary, today: Day?) -> KnownParameters {
        var sets = Dictionary(given.map { ($0.jurisdiction, $0) }, uniquingKeysWith: { first, _ in first })
        for file in parameterFiles {
            guard let set = file.set else { continue }
            ParameterCheck(set: set, map: file.map, log: file.log, desk: desk, today: today).run()
            sets[set.jurisdiction] = sets[set.jurisdiction].map(set.over) ?? set
        }
        return KnownParameters(sets.values)
    }

    /// Values that no text shows. Told only where the playbooks were read too, and understood.
    private func checkUsage(of parameters: KnownParameters) {
        guard !owners.isEmpty, !files.contains(where: \.log.isIncomplete) else { return }
        for file in parameterFiles {
            guard let set = file.set else { continue }
            for parameter in set.values.values.sorted(by: { $0.place < $1.place })
            where parameter.kind != .calendar && parameters.used[set.jurisdiction]?.contains(parameter.name) != true {
                file.log.add(
                    "unused-parameter", .warning, at: parameter.place, path: "values/\(parameter.name)",
                    message: "No text shows '{{p.\(parameter.name)}}' in \(set.jurisdiction).",
                    hint: "Use it, or remove it.")
            }
        }
    }
}

extension Playbook {
    /// The name of this version.
    var key: Library.Key { Library.Key(id, version) }
    /// Whether it is only called by others: it fits no case by itself.
    var isModule: Bool { applies == nil }
}

/// What checks may know of other playbooks: one list for all of them, which grows while they run.
final class Callees {
    /// Those that were looked at before.
    var summaries: [Library.Key: Summary] = [:]
    /// All that there are.
    let known: Set<Library.Key>
    /// Those that call themselves, directly or through others.
    let circular: Set<Library.Key>

    /// Those that are out of use.
    let retired: Set<Library.Key>
    /// Those that the store has already.
    let stored: Set<Library.Key>

    /// Nothing was looked at yet.
    init(
        known: Set<Library.Key>, circular: Set<Library.Key>, retired: Set<Library.Key>, stored: Set<Library.Key>
    ) {
        (self.known, self.circular, self.retired, self.stored) = (known, circular, retired, stored)
    }
}

/// The playbooks in an order in which each comes after those that it calls.
struct CallOrder {
    /// The order; those on a circle come last.
    let keys: [Library.Key]
    /// Those on a circle of calls.
    let circular: Set<Library.Key>

    init(_ books: [Library.Key: Playbook]) {
        let calls = books.mapValues { book in
            Set(book.allSteps.compactMap { $0.step.callee }).filter { books[$0] != nil }
        }
        var callers: [Library.Key: [Library.Key]] = [:]
        for (key, callees) in calls { for callee in callees { callers[callee, default: []].append(key) } }
        let first = CallOrder.peel(Set(books.keys), next: { callers[$0] ?? [] }, degree: calls.mapValues(\.count))
        let left = Set(books.keys).subtracting(first)
        let leftCalls = calls.filter { left.contains($0.key) }
        let degree = left.reduce(into: [:]) { counts, key in
            counts[key] = (callers[key] ?? []).count { left.contains($0) }
        }
        let last = CallOrder.peel(left, next: { (leftCalls[$0] ?? []).filter(left.contains) }, degree: degree)
        circular = left.subtracting(last)
        keys = first + circular.sorted() + last.reversed()
    }

    /// Takes away again and again what has no more edges.
    private static func peel(
        _ keys: Set<Library.Key>, next: (Library.Key) -> some Sequence<Library.Key>, degree: [Library.Key: Int]
    ) -> [Library.Key] {
        var degree = degree
        var ready = keys.filter { degree[$0, default: 0] == 0 }.sorted()
        var order: [Library.Key] = []
        while let key = ready.popLast() {
            order.append(key)
            for other in next(key) {
                degree[other, default: 0] -= 1
                if degree[other] == 0 { ready.append(other) }
            }
        }
        return order
    }
}

extension Step {
    /// The playbook that the step calls.
    var callee: Library.Key? {
        if case .call(let call) = kind { Library.Key(call.playbook, call.version) } else { nil }
    }
}
