import Foundation
import Testing

/// What keeps a bad sentence out of the library: the commands that CI runs really fail.
@Suite(.sharedDesk) struct GateTests {
    private let desk = SharedDesk.current

    /// A playbook with one sentence in each language, heard by the victim, and one step that nobody has checked.
    private static func file(_ ru: String, _ en: String, named name: String = "sentence") throws -> String {
        let path = "\(Workshop.shared.path)/\(name)-\(UUID().uuidString).yaml"
        let text = """
            playbook: \(name)
            schema: playbook/1
            version: 1.0.0
            languages: [ru, en]
            title: {ru: "Проба", en: "Trial"}
            steps:
              - say: words
                text: {ru: "\(ru)", en: "\(en)"}
                sources: [K]
                review_by: 2027-02-15
            scenarios:
              - name: all
                expect: {visits: [words]}

            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private static let long = Array(repeating: "слово", count: 36).joined(separator: " ") + "."
    private static let longEnglish = Array(repeating: "word", count: 36).joined(separator: " ") + "."
    private static let heavy = Array(repeating: "слово", count: 25).joined(separator: " ") + "."
    private static let bad: [(ru: String, en: String, finding: String)] = [
        ("Как вы могли поверить?", "Let us begin.", "forbidden-phrase"),
        ("Начнём.", "How could you fall for it?", "forbidden-phrase"),
        ("Вы сами назвали код, а надо было положить трубку.", "Let us begin.", "forbidden-phrase"),
        ("Деньги точно вернут.", "Let us begin.", "forbidden-phrase"),
        ("Начнём.", "You will get your money back.", "forbidden-phrase"),
        ("Начнём.", "Everyone knows this scam.", "forbidden-phrase"),
        (long, "Let us begin.", "long-sentence"), ("Начнём.", longEnglish, "long-sentence"),
        (heavy, "Let us begin.", "long-sentences"),
    ]

    @Test(arguments: bad) func `lint fails on a sentence that must not be said`(
        _ bad: (ru: String, en: String, finding: String)
    ) async throws {
        let path = try Self.file(bad.ru, bad.en)
        let ending = try await desk.run("playbook", "lint", path)
        #expect(ending.code == 1)
        #expect(ending.output.contains("[\(bad.finding)]"), "\(ending.output)")
    }

    @Test func `lint lets a good sentence pass`() async throws {
        let path = try Self.file("Вы правильно сделали, что позвонили.", "You did the right thing by calling.")
        let ending = try await desk.run("playbook", "lint", path)
        #expect(ending.code == 0, "\(ending.output)")
    }

    @Test func `review names what nobody has checked, with its day`() async throws {
        let path = try Self.file("Вы правильно сделали.", "You did right.")
        let ending = try await desk.run("playbook", "review", path)
        #expect(ending.code == 0, "\(ending.message)")
        #expect(ending.output.contains("words") && ending.output.contains("2027-02-15"), "\(ending.output)")
    }

    @Test func `pages fail when they are not those of the files`() async throws {
        let path = try Self.file("Вы правильно сделали.", "You did right.")
        let pages = "\(Workshop.shared.path)/pages-\(UUID().uuidString)"
        let written = try await desk.run("playbook", "pages", path, "--out", pages)
        #expect(written.code == 0, "\(written.message)")
        #expect(try await desk.run("playbook", "pages", path, "--out", pages, "--check").code == 0)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacingOccurrences(of: "You did right.", with: "You did well.")
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await desk.run("playbook", "pages", path, "--out", pages, "--check").code != 0)
    }
}
