internal import Canonical
internal import Casework
internal import Hummingbird
internal import NIOCore

/// One reader's stream of changes, as server-sent events.
///
/// It holds a position and nothing else. Whoever reads slowly is behind and reads from the store; whoever does not read
/// at all is cut off (``Streams``). It ends when the token is no longer good, when its time is over and when the server
/// stops; a browser comes again by itself, with the position that it has reached.
struct EventStream: Sendable {
    let house: House
    /// Asked for again while the stream goes on.
    let token: String
    /// Where it comes from.
    let address: String
    let start: Int64
    /// When it is over at the latest.
    let lifetime: Duration

    /// How often it is asked whether the token is still good.
    private static let tokenPeriod: Duration = .seconds(5)

    func write(_ writer: inout any ResponseBodyWriter) async throws {
        let streams = house.streams
        try await streams.keep { name in
            var position = start
            let end = ContinuousClock.now + lifetime
            var lastSign = ContinuousClock.now
            try await send("retry: 2000\nid: \(position)\n\n", name, &writer)
            while !house.feed.isEnded, .now < end {
                guard let (actor, page) = try await part(behind: position) else { break }
                var text = ""
                for change in page.changes where change.isVisible(to: actor) { text += Self.event(change) }
                position = page.reached
                if text.isEmpty, .now - lastSign >= house.configuration.heartbeat {
                    // An event without data moves the reader's position on and tells nobody anything.
                    text = ": still here\nid: \(position)\n\n"
                }
                if !text.isEmpty {
                    try await send(text, name, &writer)
                    lastSign = .now
                }
                guard page.isAtEnd else { continue }
                let pause = min(Self.tokenPeriod, house.configuration.heartbeat, end - .now)
                await house.feed.wait(behind: position, atMost: max(pause, .milliseconds(1)))
                try Task.checkCancellation()
            }
        }
        try await writer.finish(nil)
    }

    /// Who reads, as the store has it now, and the next part for him; nil when he may no longer. While the store is away
    /// there is nothing to send, and nothing is passed over.
    private func part(behind position: Int64) async throws -> (Actor, ChangePage)? {
        do {
            return (try await house.tokens.actor(token, from: address), try await house.feed.page(after: position))
        } catch is DeskError { return nil } catch {
            try Task.checkCancellation()
            // Changes that are known already do not end this pause, else a reader who is behind would ask without end.
            await house.feed.wait(behind: .max, atMost: .seconds(1))
            let nobody = Actor(id: "nobody", roles: [], session: "s-door")
            return (nobody, ChangePage(changes: [], reached: position, isAtEnd: true))
        }
    }

    private func send(_ text: String, _ name: UInt64, _ writer: inout any ResponseBodyWriter) async throws {
        house.streams.note(name, isWriting: true)
        try await writer.write(ByteBuffer(string: text))
        house.streams.note(name, isWriting: false)
    }

    /// The form on the wire.
    static func event(_ change: CaseChange) -> String {
        "id: \(change.position)\nevent: \(change.kind)\ndata: \(change.json.canonicalText)\n\n"
    }
}
