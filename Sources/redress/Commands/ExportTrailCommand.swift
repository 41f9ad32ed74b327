import ArgumentParser
import Canonical
import Casework

/// `redress audit export`
struct ExportTrailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the trail, or one case of it, as files that anybody can verify offline.",
        discussion: """
            Example: redress audit export --out trail-2026-11-22
                     redress audit export --case 26-000001-9 --out case   (writes case/case.json)
            With the personal data behind the commitments two people are needed:
                     redress audit export --with-openings --purpose INVESTIGATION   (one asks)
                     redress audit export --approve o-1f2e…                         (a colleague agrees)
                     redress audit export --openings o-1f2e… --out trail            (whoever asked exports, once)
            """)
    @Option(help: "A directory that does not exist yet.") var out: String?
    @Option(name: .customLong("case"), help: "One case, with the proof that it is complete.") var ref: String?
    @Option(help: "The first entry, by its index.") var from: Int64?
    @Option(help: "The last entry, by its index.") var to: Int64?
    @Flag(help: "Ask for an export with the personal data behind the commitments.") var withOpenings = false
    @Option(help: "Why personal data is needed: a code as for redress privacy reveal.") var purpose: String?
    @Option(help: "Approve what a colleague asked for.") var approve: String?
    @Option(help: "Refuse what a colleague asked for.") var refuse: String?
    @Option(help: "Export with openings what a colleague approved.") var openings: String?
    @OptionGroup var options: DeskOptions

    func validate() throws {
        if withOpenings != (purpose != nil) { throw ValidationError("--with-openings and --purpose belong together.") }
        let moves = [withOpenings, approve != nil, refuse != nil].filter(\.self).count
        if moves > 1 { throw ValidationError("Ask, approve or refuse: one at a time.") }
        if (moves == 0) != (out != nil) {
            throw ValidationError("--out names where an export goes; asking writes none.")
        }
        let isRange = from != nil || to != nil
        if ref != nil, moves > 0 || isRange || openings != nil {
            throw ValidationError("--case goes without --from, --to and openings.")
        }
        if isRange, approve != nil || refuse != nil || openings != nil {
            throw ValidationError("The range of an export with openings is that of its request.")
        }
    }

    func run() async throws {
        if let purpose {
            let purpose = try RevealPurpose.parse(purpose)
            let ask = RequestOpenings(from: from, to: to, purpose: purpose)
            let request = RemoteRequest.post(
                "audit", "openings",
                body: [
                    "purpose": .string(purpose.rawValue), "from": from.map(JSON.int), "to": to.map(JSON.int),
                ])
            return try await options.perform(ask, over: request) { answer in
                "Asked for, \(answer["request"]?.string ?? ""). "
                    + "A colleague decides: redress audit export --approve \(answer["request"]?.string ?? "")"
            }
        }
        if let request = approve ?? refuse {
            let decision = DecideOpenings(request, approves: approve != nil)
            let over = RemoteRequest.put("audit", "openings", request, body: ["approve": .bool(approve != nil)])
            return try await options.perform(decision, over: over) { answer in
                answer["state"] == "APPROVED"
                    ? "Approved. Whoever asked: redress audit export --openings \(request) --out DIRECTORY" : "Refused."
            }
        }
        guard let out else { return }
        let sink = try DirectorySink(out)
        do { try await export(to: out, sink) } catch {
            await sink.discard()
            throw error
        }
    }

    private func export(to out: String, _ sink: DirectorySink) async throws {
        if let ref {
            let bundle = try await options.bundle(of: try CaseReference.read(ref))
            try await sink.append(bundle.canonicalBytes, to: "case.json")
            let entries = bundle["entries"]?.array?.count ?? 0
            let answer: JSON = ["case": .string(ref), "entries": .int(Int64(entries)), "out": .string(out)]
            return options.json
                ? Output.json(answer) : Output.line("\(out)/case.json: \(entries) entries with their proofs.")
        }
        var answer = JSON.null
        if let remote = try options.remote() {
            answer = try await fetch(from: remote, into: sink)
        } else {
            let export = openings.map { ExportTrail(openingsOf: $0) } ?? ExportTrail(from: from, to: to)
            try await options.withDesk(keepingTrail: true) { station, actor in
                answer = try await station.desk.perform(export, by: actor).write(into: sink)
            }
        }
        options.json
            ? Output.json(answer)
            : Output.line(
                "\(out): \(answer["entries"]?.int ?? 0) entries under a checkpoint of \(answer["size"]?.int ?? 0).")
    }

    /// The archive of a server, laid out as the same files.
    private func fetch(from remote: RemoteDesk, into sink: DirectorySink) async throws -> JSON {
        let request =
            openings.map { RemoteRequest.post("audit", "openings", $0, "export") }
            ?? .get("audit", "export", query: ["from": from.map { "\($0)" }, "to": to.map { "\($0)" }])
        var archive = TarReader()
        let told = try await remote.file(request.long()) { try await archive.take($0, into: sink) }
        guard archive.isComplete else { throw RemoteRefusal.brokenOff }
        guard openings != nil else { return told }
        // An opening is a line; how many there are is known when the last one has come.
        let count = await sink.lines(in: "openings.jsonl")
        return .object((told.object ?? [:]).merging(["openings": .int(Int64(count))]) { $1 })
    }
}
