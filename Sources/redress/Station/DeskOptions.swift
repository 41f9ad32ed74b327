import ArgumentParser
import Canonical
import Casework
import Terminal

/// What every command that works at the desk takes.
struct DeskOptions: ParsableArguments {
    @Flag(help: "Print one JSON document with stable keys; messages go to standard error.")
    var json = false

    /// Opens the desk, does one operation, prints its answer and leaves.
    func perform<O: Operation>(_ operation: O, keepingTrail: Bool = false, showing: (JSON) -> String) async throws {
        try await withDesk(keepingTrail: keepingTrail) { station, actor in
            let answer = try await station.desk.perform(operation, by: actor).json
            json ? Output.json(answer) : Output.line(showing(answer))
        }
    }

    /// Opens the desk for `body` and leaves it again, whatever happens. `keepingTrail` brings a sealer and a signer along.
    func withDesk(keepingTrail: Bool = false, _ body: (Station, Actor) async throws -> Void) async throws {
        let station = try await Station.open(try Settings.read(), Station.Wish(keepsTrail: keepingTrail))
        do {
            if keepingTrail { try await station.desk.keeper?.agreeWhereSigned() }
            try await body(station, try await station.actor())
            await station.close()
        } catch {
            await station.close()
            throw error
        }
    }
}

/// The case that a command is about.
struct CaseArgument: ParsableArguments {
    @Argument(help: "The case's number, as 26-000123-4; spaces and missing hyphens do not matter.")
    var ref: String

    func reference() throws -> CaseReference { try CaseReference.read(ref) }
}

/// The key that makes a repeated command harmless.
struct KeyOption: ParsableArguments {
    @Option(help: "Idempotency key: the same key and inputs have one effect, however often they are sent.")
    var key: String?
}
