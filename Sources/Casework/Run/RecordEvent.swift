public import Canonical
internal import Ledger
internal import Playbook

/// Something came that the case may wait for: the bank's reply, a number from the police. Every open wait that listens for
/// it is satisfied. Writes `case.step_recorded`.
public struct RecordEvent: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.event"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let event: String
    private let values: JSON.Members
    private let language: String?
    private let key: RequestKey?

    /// An event by its name in the playbook, with what it brings by name, `o.` before it or not.
    public init(
        _ reference: CaseReference, event: String, values: JSON.Members = [:], language: String? = nil,
        key: String? = nil
    ) {
        (self.reference, self.event, self.language) = (reference, event, language)
        self.values = values
        self.key = key.map {
            RequestKey(
                $0,
                request: [
                    "operation": .string(Self.name), "ref": .string(reference.text), "event": .string(event),
                    "values": .object(values),
                ])
        }
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/refused(_:)`` when nothing waits for it, or it brings what no wait declares.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            let language = Language(self.language ?? file.now.language)
            let waiting = file.waiting(for: event)
            let came = try waiting.map { try $0.awaited.read(values, at: $0.path, now: at) } ?? [:]
            let events = try file.step(.event(event, came), at: at, by: actor)
            file.moveOn()
            return Change(
                answer: { file, receipt in GuideDocument.json(file, language: language, at: at, receipt: receipt) },
                entry: Draft(
                    type: .caseStepRecorded,
                    data: JSON.members([
                        "step": waiting.map { .string($0.path.auditCode) }, "result": "came",
                        "run_seq": .int(Int64(file.run?.seq ?? 0)), "events": .int(Int64(events.count)),
                    ]).object ?? [:], committed: values.isEmpty ? [:] : ["value": .values(values)]))
        }.json
    }
}

extension CaseFile {
    /// What the open step at a path waits for.
    func awaited(at path: StepPath) -> AwaitedEvent? { openWaits.first { $0.path == path }?.awaited }

    /// The first open step that waits for an event.
    fileprivate func waiting(for event: String) -> (path: StepPath, awaited: AwaitedEvent)? {
        openWaits.first { $0.awaited.event == event }
    }

    private var openWaits: [(path: StepPath, awaited: AwaitedEvent)] {
        guard let run else { return [] }
        return run.run.openSteps(in: run.program).compactMap { step in step.awaited.map { (step.path, $0) } }
    }
}

extension JSON {
    /// What an event brought, by bare names, as an entry commits to it.
    static func values(_ values: JSON.Members) -> JSON {
        .object(JSON.Members(values.map { ($0.key.withoutRoot, $0.value) }) { first, _ in first })
    }
}

extension String {
    /// The name of an output without its `o.`.
    fileprivate var withoutRoot: String { hasPrefix("o.") ? String(dropFirst(2)) : self }
}

extension AwaitedEvent {
    /// The values of an event, by their bare names.
    func read(_ values: JSON.Members, at path: StepPath, now: Timestamp) throws(DeskError) -> [String: Value] {
        var came: [String: Value] = [:]
        for (name, json) in values {
            let bare = name.withoutRoot
            guard let awaited = self.values.first(where: { $0.name == bare }) else {
                throw .refused(.wrongValue(name: name))
            }
            do throws(WrongAnswer) {
                let value = try awaited.read(json, now: now)
                if case .text? = awaited.type, case .string(let text) = value {
                    came[bare] = .string(Redactor.redact(text).text)
                } else {
                    came[bare] = value
                }
            } catch {
                throw .refused(.wrongAnswer(path, reason: error))
            }
        }
        return came
    }
}
