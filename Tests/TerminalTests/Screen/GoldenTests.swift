import Canonical
import Foundation
import Testing

@testable import Terminal

/// Frames as they were looked at and found good. `REDRESS_RECORD_GOLDEN=1 swift test` writes them anew.
@Suite struct GoldenTests {
    private static let sizes = [Size(width: 100, height: 30), Size(width: 60, height: 20)]
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    private static let scenes = [
        "say", "ask", "typed", "refused", "list", "decide", "refer", "parallel", "late", "interrupts", "note",
        "history", "kinds",
        "correct", "end", "review",
    ]

    @Test(arguments: scenes, ["ru", "en"])
    func `a screen looks as it did`(_ scene: String, _ language: String) throws {
        for size in Self.sizes {
            let frame = Self.model(scene, language).render(size)
            var text = frame.lines.map { $0.text.trimmedEnd }.joined(separator: "\n") + "\n"
            text += frame.cursor.map { "cursor \($0.row),\($0.column)\n" } ?? "no cursor\n"
            let file = Self.folder.appending(path: "\(scene)-\(language)-\(size.width)x\(size.height).txt")
            if ProcessInfo.processInfo.environment["REDRESS_RECORD_GOLDEN"] != nil {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
        }
    }

    static func model(_ scene: String, _ language: String) -> GuideModel {
        var model = Sample.model(
            steps(scene), trail: Sample.trail, language: language, more: more(scene),
            kinds: scene == "kinds" ? Sample.kinds : [])
        switch scene {
        case "ask": model.press(.character("w"))
        case "typed": model.type("150000 RU")
        case "refused":
            model.type("150000")
            model.press(.enter)
            _ = model.receive(
                .failed(sentence: "The answer is not an amount. For example: 150000 RUB", isRetryable: false))
            _ = model.receive(.guide(Sample.document(steps(scene))))
        case "list": model.press(.character("2"))
        case "refer": model.press(.enter)
        case "late": model.tick(Sample.now.adding(seconds: 90_000))
        case "interrupts": model.press(.character("!"))
        case "note":
            model.press(.character("m"))
            model.type("Звонит дочь, +7…")
            model.press(.enter)
            model.type("second line")
        case "history": model.press(.character("b"))
        case "kinds": model.press(.character("k"), .character("3"))
        case "correct":
            model.press(.character("b"), .character("2"), .character("2"))
            _ = model.receive(.preview(["kept": ["greet"], "ask_again": ["second_number"], "opened": ["dial_bank"]]))
            model.type("misheard")
        default: break
        }
        return model
    }

    private static func steps(_ scene: String) -> [JSON] {
        switch scene {
        case "say": [Sample.verbatim]
        case "ask": [Sample.consent]
        case "typed", "refused": [Sample.amount]
        case "list": [Sample.checklist]
        case "decide": [Sample.decide]
        case "refer": [Sample.refer]
        case "parallel": [Sample.consent, Sample.dialBank, Sample.verbatim]
        case "review": [Sample.review]
        case "end": []
        default: [Sample.dialBank]
        }
    }

    private static func more(_ scene: String) -> JSON.Members {
        scene == "end" ? ["ended": true, "outcome": "STOPPED_PARTIAL", "interrupts": []] : [:]
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
