import ArgumentParser
import Canonical
import Casework
import Terminal

/// What every command that works at the desk takes.
struct DeskOptions: ParsableArguments {
    @Flag(help: "Print one JSON document with stable keys; messages go to standard error.")
    var json = false
    @Option(help: "The address of a server: the command is done there, with REDRESS_TOKEN. Else REDRESS_SERVER.")
    var server: String?

    /// Does one operation, at the desk here or at a server, and prints its answer.
    ///
    /// - Parameter request: The same operation in the words of the HTTP interface.
    func perform<O: Operation>(
        _ operation: O, over request: @autoclosure () -> RemoteRequest, keepingTrail: Bool = false,
        showing: (JSON) -> String
    ) async throws {
        let answer = try await answer(of: operation, over: request(), keepingTrail: keepingTrail)
        json ? Output.json(answer) : Output.line(showing(answer))
    }

    /// Does one operation that belongs to the machine on which the desk runs: its keys, its files.
    func performHere<O: Operation>(_ operation: O, keepingTrail: Bool = false, showing: (JSON) -> String) async throws {
        try await withDesk(keepingTrail: keepingTrail) { station, actor in
            let answer = try await station.desk.perform(operation, by: actor).json
            json ? Output.json(answer) : Output.line(showing(answer))
        }
    }

    /// The answer of one operation, done here or at a server.
    ///
    /// - Parameter key: For operations that do not keep it themselves: here it is kept beside, at a server by its door.
    func answer<O: Operation>(
        of operation: O, over request: @autoclosure () -> RemoteRequest, once key: RequestKey? = nil,
        keepingTrail: Bool = false, knowingKeys: Bool = false
    ) async throws -> JSON {
        if let remote = try remote() { return try await remote.answer(to: request()) }
        var answer = JSON.null
        try await withDesk(keepingTrail: keepingTrail, knowingKeys: knowingKeys) { station, actor in
            let desk = station.desk
            guard let key else {
                answer = try await desk.perform(operation, by: actor).json
                return
            }
            answer = try await desk.once(key, by: actor) { try await desk.perform(operation, by: actor).json }
        }
        return answer
    }

    /// The server at which the command is done; nil when it is done here.
    func remote() throws -> RemoteDesk? {
        let settings = try Settings.read()
        return try (server ?? settings.server).map { try RemoteDesk($0, settings) }
    }

    /// Opens the desk for `body` and leaves it again, whatever happens. `keepingTrail` brings a sealer and a signer along;
    /// `knowingKeys` too, but only to look: a store that became older is looked at and not stopped.
    ///
    /// - Throws: ``UsageError`` when a server was named: this is work for the machine on which it runs.
    func withDesk(
        keepingTrail: Bool = false, knowingKeys: Bool = false, _ body: (Station, Actor) async throws -> Void
    ) async throws {
        let settings = try Settings.read()
        if server ?? settings.server != nil {
            throw UsageError(
                "This command works on the machine of the server only.", wayOut: "Run it there, without REDRESS_SERVER."
            )
        }
        let station = try await Station.open(settings, Station.Wish(keepsTrail: keepingTrail || knowingKeys))
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
