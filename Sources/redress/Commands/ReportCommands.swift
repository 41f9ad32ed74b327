import ArgumentParser
import Canonical
import Casework

/// `redress report …`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Numbers of the desk as a table, CSV or JSON; docs/reports.md defines each.",
        subcommands: [
            VolumeCommand.self, OutcomesCommand.self, DeadlinesCommand.self, QualityCommand.self, CampaignsCommand.self,
        ])
}

/// The time that a report is about, and how it is printed.
struct ReportOptions: ParsableArguments {
    @Option(help: "The first day (UTC) or moment, as 2026-11-01.") var from: String?
    @Option(help: "The first day or moment after it; now when nothing is said.") var to: String?
    @Option(help: "In place of --from: 24h, 7d, 4w; a week when neither is given.") var last: String?
    @Option(help: "Only cases under these rules: RU, UK, US, EU …") var jurisdiction: String?
    @Flag(help: "Print CSV.") var csv = false
    @OptionGroup var options: DeskOptions

    func period(last window: String? = nil) throws -> ReportPeriod {
        try ReportPeriod(from: from, to: to, last: window ?? last, jurisdiction: jurisdiction)
    }

    func perform<O: Operation>(_ operation: O, _ name: String, _ more: [String: String?] = [:]) async throws {
        let request = request(name, more)
        if csv, !options.json, let remote = try options.remote() {
            return Output.line(String(try await remote.text(of: request.asking(query(more, "csv"))).dropLast()))
        }
        try await options.perform(operation, over: request) { answer in
            // The line feed of the last line is printed with it.
            csv ? String(ReportCSV.text(answer).dropLast()) : ReportText.table(answer)
        }
    }

    func request(_ name: String, _ more: [String: String?], format: String? = nil) -> RemoteRequest {
        .get("reports", name, query: query(more, format))
    }

    private func query(_ more: [String: String?], _ format: String?) -> [String: String?] {
        ["from": from, "to": to, "last": last, "jurisdiction": jurisdiction, "format": format].merging(more) { $1 }
    }
}

/// A report for people.
enum ReportText {
    static func table(_ report: JSON) -> String {
        let columns = (report["columns"]?.array ?? []).compactMap(\.string)
        let rows = report["rows"]?.array ?? []
        let head = "\(report["from"]?.string ?? "") to \(report["to"]?.string ?? "")"
        if rows.isEmpty { return "\(head): nothing." }
        var table = Table(columns)
        for row in rows { table.add(columns.map { ReportCSV.cell(row[$0] ?? .null) }) }
        return "\(head)\n\(table.text)"
    }
}

/// `redress report volume`
struct VolumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "volume", abstract: "How many cases were opened.",
        discussion: "Example: redress report volume --from 2026-11-01 --to 2026-12-01 --by channel --csv")
    @Option(help: "day, channel, scam_type, jurisdiction, language or priority.") var by = "day"
    @OptionGroup var report: ReportOptions

    func run() async throws {
        try await report.perform(
            ReportVolume(try report.period(), by: try ReportVolume.Grouping.parse(by)), "volume", ["by": by])
    }
}

/// `redress report outcomes`
struct OutcomesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcomes", abstract: "How the closed cases ended, and what came back of the money.",
        discussion: "Example: redress report outcomes --last 4w --jurisdiction RU")
    @OptionGroup var report: ReportOptions

    func run() async throws { try await report.perform(ReportOutcomes(try report.period()), "outcomes") }
}

/// `redress report deadlines`
struct DeadlinesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines", abstract: "Which deadlines were kept and which missed, by step, the worst first.",
        discussion: "Example: redress report deadlines --last 7d --json")
    @OptionGroup var report: ReportOptions

    func run() async throws { try await report.perform(ReportDeadlines(try report.period()), "deadlines") }
}

/// `redress report quality`
struct QualityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality", abstract: "How well people were served: reached, supported, called back in time.",
        discussion: "Example: redress report quality --last 7d")
    @OptionGroup var report: ReportOptions

    func run() async throws { try await report.perform(ReportQuality(try report.period()), "quality") }
}

/// `redress report campaigns`
struct CampaignsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "campaigns", abstract: "The same trace of a scammer in several cases of a window.",
        discussion: """
            Examples:
              redress report campaigns --window 7d --min 3
              redress report campaigns --stix > campaigns.stix.json
            The table and --json show traces masked; --csv and --stix are exports with their values, and on the trail as \
            such. Nothing of a victim is in any of them.
            """)
    @Option(help: "How far back it looks: 24h, 7d, 4w.") var window: String?
    @Option(help: "From so many cases on.") var min = 3
    @Flag(help: "Print a STIX 2.1 bundle.") var stix = false
    @OptionGroup var report: ReportOptions

    func run() async throws {
        let more: [String: String?] = ["min": "\(min)", "last": window ?? report.last]
        let operation = try ReportCampaigns(
            try report.period(last: window), least: min, showsValues: stix || report.csv)
        if stix {
            if let remote = try report.options.remote() {
                return Output.json(try await remote.answer(to: report.request("campaigns", more, format: "stix")))
            }
            return try await report.options.withDesk { station, actor in
                Output.json(StixBundle.json(try await station.desk.perform(operation, by: actor)))
            }
        }
        try await report.perform(operation, "campaigns", more)
    }
}

/// `redress codes …`
struct CodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes", abstract: "The code lists with their Russian and English names; needs no database.",
        subcommands: [ListCodesCommand.self, ShowCodesCommand.self], defaultSubcommand: ListCodesCommand.self)
}

/// `redress codes list`
struct ListCodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The names of the lists; with --json all of them whole.",
        discussion: "Example: redress codes list")
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let answer = try ListCodes.answer(nil)
        if json { return Output.json(answer) }
        var table = Table(["List", "Codes"])
        for list in answer["lists"]?.array ?? [] {
            table.add([list["list"]?.string ?? "", String(list["codes"]?.array?.count ?? 0)])
        }
        Output.line(table.text)
    }
}

/// `redress codes show`
struct ShowCodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One code list.", discussion: "Example: redress codes show payment_rail")
    @Argument(help: "The name of the list, as payment_rail.") var list: String
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let answer = try ListCodes.answer(list)
        if json { return Output.json(answer) }
        var table = Table(["Code", "Russian", "English"])
        for code in answer["codes"]?.array ?? [] {
            table.add(["code", "ru", "en"].map { code[$0]?.string ?? "" })
        }
        Output.line(table.text)
    }
}
