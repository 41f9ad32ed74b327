import Foundation
import Testing

@testable import Casework

@Suite struct `Pages become PDFs` {
    private static let html =
        "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\"><title>План</title><p>Ваш план</html>"
    private static let chromium = "/usr/bin/chromium"
    private static let isPossible = FileManager.default.isExecutableFile(atPath: chromium)

    /// A directory of programs of one's own.
    private func programs() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "redress-programs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func `where no program is installed it is refused at once`() async throws {
        let folder = try programs()
        defer { try? FileManager.default.removeItem(at: folder) }
        await #expect(throws: DeskError.noPageRenderer) {
            _ = try await PageRenderer(path: folder.path).pdf(of: Self.html)
        }
    }

    @Test(.enabled(if: isPossible)) func `what one program cannot do the next one tries, and the last one is named`()
        async throws
    {
        let folder = try programs()
        defer { try? FileManager.default.removeItem(at: folder) }
        let broken = folder.appending(path: "chromium")
        try Data("#!/bin/sh\nexit 3\n".utf8).write(to: broken)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: broken.path)
        let renderer = PageRenderer(path: folder.path)
        await #expect(throws: DeskError.pageRendererFailed(program: "chromium")) {
            _ = try await renderer.pdf(of: Self.html)
        }
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "google-chrome").path, withDestinationPath: Self.chromium)
        let pdf = try await PageRenderer(path: "\(folder.path):/usr/bin:/bin").pdf(of: Self.html)
        #expect(pdf.starts(with: "%PDF-".utf8))
    }

    @Test(.enabled(if: isPossible)) func `many at once are all made, in their turn`() async throws {
        let pages = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { try await PageRenderer.shared.pdf(of: Self.html) } }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(pages.count == 8 && pages.allSatisfy { $0.starts(with: "%PDF-".utf8) })
    }

    @Test(.enabled(if: isPossible)) func `who no longer waits gets none made`() async {
        let outcome = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await PageRenderer.shared.pdf(of: Self.html)
        }.result
        #expect(throws: CancellationError.self) { try outcome.get() }
    }
}
