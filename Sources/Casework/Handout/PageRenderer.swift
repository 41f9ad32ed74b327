internal import Dispatch
internal import Foundation
internal import Synchronization

/// Makes a PDF of a page with a program that is installed: Chromium, as Debian ships it (`chromium`), or WeasyPrint. What
/// the first cannot do the next one tries.
///
/// The page is the desk's own and holds nothing from outside; the program gets no network to look for anything, a
/// directory of its own that nobody else can read and that is removed, and no more than ``timeout`` seconds.
struct PageRenderer: Sendable {
    /// The renderer of this machine.
    static let shared = PageRenderer(
        path: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
    /// The most seconds that a page may take, on a slow machine too.
    static let timeout = 60
    /// The programs that can do it, the preferred ones first.
    private static let programs = [
        "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "weasyprint",
    ]
    /// A page costs a core and some hundred megabytes for seconds: two are made at a time, the others wait their turn. All
    /// at once would be slower for each, until none was ready in time.
    private static let line: OperationQueue = {
        let line = OperationQueue()
        line.maxConcurrentOperationCount = 2
        return line
    }()

    /// Where programs are looked for.
    private let path: [String]

    /// The renderer that finds its programs in the directories of `path`, which is written like PATH.
    init(path: String) { self.path = path.split(separator: ":").map(String.init) }

    /// The PDF of a page.
    ///
    /// - Throws: ``DeskError/noPageRenderer`` when none is installed, ``DeskError/pageRendererFailed(program:)``,
    ///   `CancellationError` when it was called off before its turn.
    func pdf(of html: String) async throws -> [UInt8] {
        let programs = try installed()
        let callOff = CallOff()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Self.line.addOperation {
                    continuation.resume(
                        with: Swift.Result {
                            guard !callOff.isCalled.load(ordering: .acquiring) else { throw CancellationError() }
                            return try render(html, with: programs)
                        })
                }
            }
        } onCancel: {
            callOff.isCalled.store(true, ordering: .releasing)
        }
    }

    /// The paths of the programs that are installed.
    ///
    /// - Throws: ``DeskError/noPageRenderer`` when there is none.
    func installed() throws -> [String] {
        let found = Self.programs.compactMap { name in
            path.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        }
        if found.isEmpty { throw DeskError.noPageRenderer }
        return found
    }

    private func render(_ html: String, with programs: [String]) throws -> [UInt8] {
        for program in programs.dropLast() {
            if let pdf = try? render(html, with: program) { return pdf }
        }
        return try render(html, with: programs[programs.count - 1])
    }

    private func render(_ html: String, with program: String) throws -> [UInt8] {
        let name = URL(filePath: program).lastPathComponent
        let failed = DeskError.pageRendererFailed(program: name)
        let folder = FileManager.default.temporaryDirectory.appending(path: "redress-page-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch { throw failed }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (page, pdf) = ("\(folder)/plan.html", "\(folder)/plan.pdf")
        guard FileManager.default.createFile(atPath: page, contents: Data(html.utf8)) else { throw failed }
        let arguments = name == "weasyprint" ? ["--quiet", page, pdf] : Self.chromium(folder, page, pdf)
        guard run(program, arguments, home: folder) else { throw failed }
        let bytes = FileManager.default.contents(atPath: pdf).map { [UInt8]($0) } ?? []
        // Whatever the program says of itself: what does not begin like a PDF is none.
        guard bytes.starts(with: "%PDF-".utf8) else { throw failed }
        return bytes
    }

    private static func chromium(_ folder: String, _ page: String, _ pdf: String) -> [String] {
        let flags = [
            "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--proxy-server=127.0.0.1:9", "--no-pdf-header-footer", "--user-data-dir=\(folder)/profile",
            "--print-to-pdf=\(pdf)", "file://\(page)",
        ]
        // Chromium's sandbox does not start as root; the page is the desk's own and has no script.
        return geteuid() == 0 ? ["--no-sandbox"] + flags : flags
    }

    /// Runs a program with little around it; false when it did not start, failed or took too long.
    private func run(_ program: String, _ arguments: [String], home: String) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["PATH": path.joined(separator: ":"), "HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8"]
        process.currentDirectoryURL = URL(filePath: home)
        (process.standardInput, process.standardOutput, process.standardError) = (
            FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice
        )
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch { return false }
        if ended.wait(timeout: .now() + .seconds(Self.timeout)) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            return false
        }
        return process.terminationStatus == 0
    }
}

/// Whether somebody who waits does so no longer.
private final class CallOff: Sendable {
    let isCalled = Atomic(false)
}
