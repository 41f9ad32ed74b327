import ArgumentParser
import Canonical
import Casework
import Foundation
import Playbook
import Terminal

/// `redress playbook graph`
struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw a playbook: svg, dot or mermaid.",
        discussion: "Example: redress playbook graph Playbooks/pb01-safe-account.yaml --format svg --lang ru > pb01.svg"
    )
    @OptionGroup var argument: PlaybookFileArgument
    @Option(help: "svg, dot or mermaid.") var format = "svg"
    @Option(help: "The language of the words.") var lang = "en"

    func run() async throws {
        let playbook = try argument.load().resolved
        switch format {
        case "svg": Output.line(PlaybookGraph.svg(playbook, language: Language(lang)))
        case "dot": Output.line(PlaybookGraph.dot(playbook, language: Language(lang)))
        case "mermaid": Output.line(PlaybookGraph.mermaid(playbook, language: Language(lang)))
        default:
            throw DeskError.malformed(
                field: "format", problem: .notOnList(suggestion: nil, allowed: ["svg", "dot", "mermaid"]), value: format
            )
        }
    }
}

/// `redress playbook card`
struct CardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card", abstract: "The paper form of a playbook, for the day the system is down.",
        discussion:
            "Example: redress playbook card Playbooks/pb01-safe-account.yaml --lang ru --format html > card.html")
    @OptionGroup var argument: PlaybookFileArgument
    @Option(help: "text or html.") var format = "text"
    @Option(help: "The language of the words.") var lang = "en"

    func run() async throws {
        let playbook = try argument.load().resolved
        switch format {
        case "text": Output.line(PlaybookCard.text(playbook, language: Language(lang)))
        case "html": Output.line(PlaybookCard.html(playbook, language: Language(lang)))
        default:
            throw DeskError.malformed(
                field: "format", problem: .notOnList(suggestion: nil, allowed: ["text", "html"]), value: format)
        }
    }
}

/// `redress playbook diff`
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What changed between two files, structure and wording apart. Exit 1 when they differ.",
        discussion: "Example: redress playbook diff old/pb01-safe-account.yaml Playbooks/pb01-safe-account.yaml")
    @Argument(help: "The file before.") var old: String
    @Argument(help: "The file after.") var new: String
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let playbooks = try [old, new].map { path in
            let source = try PlaybookPaths.sources([path])
            guard let first = source.first else { throw DeskError.noSuchPlaybook("at \(path)") }
            let (loaded, findings) = PlaybookFile.parse(first)
            guard let loaded else { throw DeskError.playbookFindings(findings) }
            return loaded.playbook
        }
        let diff = PlaybookDiff(from: playbooks[0], to: playbooks[1])
        if json { Output.json(diff.json) } else { for line in diff.lines { Output.line(line) } }
        if !diff.isEmpty { throw ExitCode(1) }
    }
}

/// `redress playbook schema`
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "The JSON Schema of the format, for editors.",
        discussion: "Example: redress playbook schema > playbook.schema.json")

    func run() async throws { Output.line(PlaybookSchema.json.prettyText) }
}

/// `redress playbook simulate`
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Walk a playbook without a database, with a clock that can be moved.",
        discussion: """
            Example: redress playbook simulate Playbooks/modules/m2-bank.yaml --lang ru --jurisdiction RU
            While walking: an answer or Enter; +15m moves the clock, !danger enters an interrupt, u undoes, q leaves.
            --answers FILE takes the members of a scenario (inputs, answers, results, clock) as JSON.
            """)
    @OptionGroup var argument: PlaybookFileArgument
    @Option(help: "A JSON file with answers; nothing is asked then.") var answers: String?
    @Option(help: "The language of the words.") var lang = "en"

    func run() async throws {
        let (program, jurisdiction) = try argument.program()
        if let answers {
            guard let data = FileManager.default.contents(atPath: answers) else {
                throw UsageError("\(answers) cannot be read.")
            }
            let report = Simulation.run(
                program, answers: try JSON(parsing: Array(data)), language: Language(lang),
                calendar: .of(jurisdiction: jurisdiction))
            return Output.json(report)
        }
        try walk(program, jurisdiction)
    }

    private func walk(_ program: Program, _ jurisdiction: String) throws {
        let now = Timestamp.now
        var simulation = try Simulation(
            program: program, inputs: SimulationInputs.usual(program, jurisdiction: jurisdiction, at: now),
            language: Language(lang), start: now, calendar: .of(jurisdiction: jurisdiction))
        while !simulation.run.isEnded, let open = simulation.openSteps.first {
            Output.line("\n\(simulation.now.wholeSecondsText)  \(open.path)\(open.isMandatory ? " !" : "")")
            Output.line("  \(open.wording(in: Language(lang)) ?? open.path.text)")
            for option in open.options {
                Output.line("    \(option.value) = \(option.label?.wording(in: Language(lang)) ?? option.value)")
            }
            guard let line = Prompt().line("›", preset: "") else { return }
            if line == "q" { return }
            do throws(Refusal) { try SimulationMove(line).make(&simulation, open) } catch {
                Output.line("  " + Casework.Explanation(DeskError.refused(error)).line)
            }
        }
        Output.line("\nThe run is over: \(simulation.run.outcome ?? "no outcome").")
    }
}

/// What a typed line does to a simulation.
struct SimulationMove {
    private let line: String
    init(_ line: String) { self.line = line }

    func make(_ simulation: inout Simulation, _ open: OpenStep) throws(Refusal) {
        if line == "u" {
            _ = simulation.undo()
        } else if line.hasPrefix("+"), let span = Span(String(line.dropFirst())) {
            _ = try simulation.advance(span)
        } else if line.hasPrefix("!") {
            _ = try simulation.raise(String(line.dropFirst()))
        } else if open.answerType != nil {
            _ = try simulation.answer(open.path, line)
        } else if open.recommended != nil, let number = Int(line.isEmpty ? "\(open.recommended ?? 0)" : line) {
            _ = try simulation.record(open.path, .choose(case: number, reason: "simulated"))
        } else if line.hasPrefix("cannot") {
            _ = try simulation.record(open.path, .cannot(reason: "simulated"))
        } else if case .refer = open.step.kind {
            _ = try simulation.record(open.path, .consentedDone(reference: nil))
        } else {
            _ = try simulation.record(open.path, .done)
        }
    }
}

/// Inputs of a case that nobody opened.
enum SimulationInputs {
    static func usual(_ program: Program, jurisdiction: String, at now: Timestamp) -> [String: Value] {
        let known: [String: Value] = [
            "reference": .string("26-000000-0"), "opened_at": .timestamp(now), "channel": .string("HOTLINE"),
            "language": .string("ru"), "jurisdiction": .string(jurisdiction), "scam_type": .string("SAFE_ACCOUNT"),
        ]
        let declared = Set(([program.playbook] + program.called).flatMap { $0.inputs.map(\.name) })
        return known.filter { declared.contains($0.key) }
    }
}
