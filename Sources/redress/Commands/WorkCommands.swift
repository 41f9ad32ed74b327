import ArgumentParser
import Canonical
import Casework

/// `redress case record`
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record what became of a step; prints the guide after it.",
        discussion: """
            Examples:
              redress case record 26-000001-7 safety/on_line --answer yes
              redress case record 26-000001-7 call_bank --result cannot --reason "no answer for ten minutes"
              redress case record 26-000001-7 bank_reply --answer hold_placed
              redress case record 26-000001-7 keep_proof --item screenshots=done --item receipts="no receipts"
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The step: its path, or its id when only one open step has it.") var step: String
    @Option(help: "The answer to a question: a code, text, JSON, unknown or refused.") var answer: String?
    @Option(help: "done, cannot, not_needed or referred.") var result: String?
    @Option(help: "An item of a checklist, NAME=done or NAME=why it does not apply; may be repeated.") var item:
        [String] = []
    @OptionGroup var values: ValueOptions
    @Option(help: "The case taken of an advised decision, from 0.") var choose: Int?
    @Option(help: "Why: for cannot, not_needed, and a choice against the advice.") var reason: String?
    @Option(help: "The number that the other side gave to a referral.") var reference: String?
    @Option(help: "The language in which the step was read.") var lang: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, report) = (try argument.reference(), try report())
        let operation = RecordStep(reference, step: step, report: report, language: lang, key: keyOption.key)
        try await options.perform(
            operation, over: .recording(reference, step: step, report.json, language: lang).once(keyOption.key),
            showing: CaseText.guide)
    }

    private func report() throws -> StepReport {
        let given = [answer != nil, result != nil, !item.isEmpty, choose != nil, !values.set.isEmpty].filter { $0 }
        guard given.count == 1 else {
            throw UsageError(
                "Say one of --answer, --result, --item, --set or --choose.", wayOut: "For example: --answer yes")
        }
        if let answer { return .answer(.answer(answer)) }
        if !values.set.isEmpty { return .came(try values.read()) }
        if let choose { return .choose(case: choose, reason: reason) }
        if let result { return try StepReport.read(result: result, reason: reason, reference: reference) }
        return .items(try items())
    }

    private func items() throws -> [String: StepReport.ItemReport] {
        var reports: [String: StepReport.ItemReport] = [:]
        for text in item {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageError("“\(text)” is not an item.", wayOut: "For example: screenshots=done")
            }
            reports[parts[0]] = parts[1] == "done" ? .done : .notApplicable(reason: parts[1])
        }
        return reports
    }
}

extension JSON {
    /// Whether it is a list or an object: what a bare word on the command line never is.
    var isContainer: Bool { array != nil || object != nil }
}

/// `redress case correct`
struct CorrectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct", abstract: "Correct an answer that was wrong; --preview shows what that would change.",
        discussion:
            "Example: redress case correct 26-000001-7 safety/on_line --answer no --reason \"misheard\" --preview")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The question: its path, or its id when only one was answered.") var step: String
    @Option(help: "The right answer.") var answer: String
    @Option(help: "Why it was wrong.") var reason: String = ""
    @Flag(help: "Only show what would change.") var preview = false
    @Option(help: "The language of the guide.") var lang: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        let operation = CorrectAnswer(
            reference, step: step, answer: .answer(answer), reason: reason, isPreview: preview, language: lang,
            key: keyOption.key)
        let request = RemoteRequest.correcting(
            reference, step: step, .answer(answer), reason: reason, preview: preview, language: lang)
        try await options.perform(
            operation, over: request.once(keyOption.key), showing: preview ? CaseText.preview : CaseText.guide)
    }
}

/// `redress case why`
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Why a step is there, or why it is not: the answers and cases that led to it.",
        discussion: "Example: redress case why 26-000001-9 call_bank")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The step: its path, or its id when only one has it.") var step: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        try await options.perform(
            ExplainStep(reference, step: step), over: .case(.get, reference, "why").asking(["step": step]),
            showing: CaseText.why)
    }
}

/// `redress case interrupt`
struct InterruptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interrupt", abstract: "Enter a side path: danger to life, the caller is gone, the scam goes on.",
        discussion: "Example: redress case interrupt 26-000001-7 danger")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The interrupt, as the guide lists them.") var interrupt: String
    @Option(help: "The language of the guide.") var lang: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        let operation = RaiseInterrupt(reference, interrupt: interrupt, language: lang, key: keyOption.key)
        try await options.perform(
            operation, over: .interrupting(reference, interrupt, language: lang).once(keyOption.key),
            showing: CaseText.guide)
    }
}

/// `redress case note`
struct NoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Add a note. Codes, cards and passwords in it are masked before it is stored.",
        discussion: "Example: redress case note 26-000001-7 \"Neighbour is with her now.\"")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The note; - reads it from standard input.") var text: String
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        var body = text
        if text == "-" {
            body = ""
            while let line = readLine(strippingNewline: false) { body += line }
        }
        let reference = try argument.reference()
        let operation = AddNote(
            reference, text: body,
            key: keyOption.key.map {
                RequestKey(
                    $0, request: ["operation": "case.note", "ref": .string(argument.ref), "text": .string(body)])
            })
        try await options.perform(
            operation, over: .noting(reference, body).once(keyOption.key), showing: CaseText.noted)
    }
}

/// `redress case assign`
struct AssignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Take a case, give it to somebody, or put it back with -.",
        discussion:
            "Example: redress case assign 26-000001-7 anna.petrova --words \"The bank calls back at six; she is alone.\""
    )
    @OptionGroup var argument: CaseArgument
    @Argument(help: "Who; nobody named is oneself, - is nobody.") var staff: String?
    @Option(help: "What the next one must know; shown to him first.") var words: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        guard let remote = try options.remote() else {
            return try await options.withDesk { station, actor in
                let to = staff == "-" ? nil : staff ?? actor.id
                show(try await station.desk.perform(AssignCase(reference, to: to, words: words), by: actor))
            }
        }
        try await remote.session { session in
            var to = staff == "-" ? nil : staff
            if staff == nil { to = try await session.answer(to: .get("me"))["staff"]?.string }
            let body = JSON.members(["assignee": to.map(JSON.string) ?? .null, "words": .text(words)])
            show(try await session.answer(to: .case(.put, reference, "assignment", body: body)))
        }
    }

    private func show(_ answer: JSON) {
        options.json ? Output.json(answer) : Output.line(CaseText.summary(answer))
    }
}

/// `redress case status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Move a case to another status; a closed one is reopened with REOPENED.",
        discussion: "Example: redress case status 26-000001-7 WAIT_THIRD_PARTY")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "NEW, IN_PROGRESS, WAIT_VICTIM, WAIT_THIRD_PARTY, MONITORING or REOPENED.") var status: String
    @Option(help: "Refuse when the case was changed since this revision.") var revision: Int?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, status) = (try argument.reference(), try CaseStatus.parse(status))
        try await options.perform(
            ChangeStatus(reference, to: status, expectedRevision: revision),
            over: .moving(reference, to: status).once(nil, at: revision), showing: CaseText.summary)
    }
}

/// `redress case retype`
struct RetypeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retype",
        abstract: "Correct the kind of scam: the case goes on in its playbook, and nothing is asked twice.",
        discussion: "Example: redress case retype 26-000001-7 SIM_SWAP")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The kind of scam: a wrong code is answered with the list.") var type: String
    @Option(help: "The language of the guide; the victim's when nothing is said.") var lang: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, type) = (try argument.reference(), try ScamType.parse(type))
        try await options.perform(
            ChangeScamType(reference, to: type, language: lang), over: .retyping(reference, type, language: lang),
            showing: CaseText.guide)
    }
}

/// `redress case close`
struct CloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close a case. Refused while a mandatory step is open.",
        discussion: "Example: redress case close 26-000001-7 --outcome LOSS_NO_RETURN")
    @OptionGroup var argument: CaseArgument
    @Option(help: "How it ended; what the guide came to when nothing is said.") var outcome: String?
    @Option(help: "Refuse when the case was changed since this revision.") var revision: Int?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, outcome) = (try argument.reference(), try outcome.map { try Outcome.parse($0) })
        try await options.perform(
            CloseCase(reference, outcome: outcome, expectedRevision: revision),
            over: .moving(reference, to: .closed, outcome: outcome).once(nil, at: revision), showing: CaseText.summary)
    }
}
