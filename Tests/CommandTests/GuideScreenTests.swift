import Foundation
import Testing

/// A person at a terminal: keys in, a screen out.
@Suite(.sharedDesk) struct GuideScreenTests {
    private let desk = SharedDesk.current

    @Test func `three steps are answered by keys, and Ctrl-C leaves with everything saved`() async throws {
        let call = try await Call.open(desk)
        let terminal = try Terminal()
        let guide = try desk.start(["case", "guide", call.reference], input: .terminal(terminal.path))
        #expect(await terminal.shows("Вы правильно сделали"), "\(terminal.text)")
        terminal.type("\r")
        #expect(await terminal.shows("Вы сейчас в безопасности"), "\(terminal.text)")
        terminal.type("1")
        #expect(await eventually { (try? await call.guide()["done"]?.count ?? 0 >= 2) == true }, "\(terminal.text)")
        let before = try await call.guide()["done"]?.count ?? 0
        terminal.type("1")
        #expect(await eventually { (try? await call.guide()["done"]?.count ?? 0 > before) == true }, "\(terminal.text)")
        terminal.resize(rows: 20, columns: 60)
        terminal.type("\u{3}")
        #expect(await guide.ending(within: .seconds(15)).code == 0)
        #expect(await terminal.shows("redress case guide \(call.reference)"), "\(terminal.text)")
        let trail = try await desk.ask("case", "show", call.reference)["trail"]?.list ?? []
        #expect(trail.contains { $0["path"] == "m0_open_safety/safe_now" && $0["answer"] == "safe" })
    }

    @Test func `a case opens by questions, and leaving them opens none`() async throws {
        let terminal = try Terminal()
        let open = try desk.start(
            ["case", "open", "--channel", "hotline", "--jurisdiction", "RU", "--scam", "SAFE_ACCOUNT"],
            input: .terminal(terminal.path))
        #expect(await terminal.shows("Language (ru, en) [en]: "), "\(terminal.text)")
        terminal.type("ru\r")
        #expect(await terminal.shows("Phone (Enter if none)"), "\(terminal.text)")
        terminal.type("+79281234567\r")
        #expect(await open.ending(within: .seconds(15)).code == 0)
        #expect(await terminal.shows("Next: redress case guide 26-"), "\(terminal.text)")

        let cases = try await desk.sql("SELECT count(*) FROM casework.\"case\" WHERE channel = 'APP_CHAT'")
        let second = try Terminal()
        let left = try desk.start(["case", "open", "--channel", "app_chat"], input: .terminal(second.path))
        #expect(await second.shows("Whose rules apply?"), "\(second.text)")
        second.type("\u{4}")
        #expect(await left.ending(within: .seconds(15)).code == 64)
        #expect(await second.shows("No case was opened"), "\(second.text)")
        #expect(try await desk.sql("SELECT count(*) FROM casework.\"case\" WHERE channel = 'APP_CHAT'") == cases)
    }
}

/// A pseudo terminal of 30 lines and 100 columns.
final class Terminal: Sendable {
    /// The end of the program.
    let path: String
    private let descriptor: Int32
    private let seen: Seen

    /// Everything that was written to it so far.
    private final class Seen: @unchecked Sendable {
        // Guarded by `lock`.
        private var bytes: [UInt8] = []
        private let lock = NSLock()
        func append(_ more: ArraySlice<UInt8>) { lock.withLock { bytes += more } }
        var all: [UInt8] { lock.withLock { bytes } }
    }

    init() throws {
        descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        var (locked, number) = (Int32(0), UInt32(0))
        // TIOCSPTLCK and TIOCGPTN, which Glibc's module leaves out with `unlockpt` and `ptsname`.
        guard descriptor >= 0, ioctl(descriptor, 0x4004_5431, &locked) == 0,
            ioctl(descriptor, 0x8004_5430, &number) == 0
        else { throw CouldNotRun(program: "/dev/ptmx", reason: String(cString: strerror(errno))) }
        path = "/dev/pts/\(number)"
        seen = Seen()
        resize(rows: 30, columns: 100)
    }

    deinit { close(descriptor) }

    func resize(rows: UInt16, columns: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }

    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }

    /// Whether a text appears within half a minute.
    func shows(_ wanted: String) async -> Bool { await eventually { self.text.contains(wanted) } }

    /// What was shown, without the sequences that place and colour it.
    var text: String {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            seen.append(buffer[..<count])
        }
        return String(decoding: seen.all, as: UTF8.self).replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
    }
}
