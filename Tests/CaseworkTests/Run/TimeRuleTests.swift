import Playbook
import Testing

@testable import Casework

@Suite struct `Rules of a question` {
    @Test(arguments: [
        ("a.paid_at <= now", "still to come", "не наступил"), ("a.paid_at < now", "still to come", "не наступил"),
        ("a.next_call > now", "over already", "прошёл"), ("a.next_call >= now", "over already", "прошёл"),
    ])
    func `about a moment are told in words, without names`(rule: String, english: String, russian: String) {
        let error = DeskError.refused(.checkFailed("m2/paid_at", source: rule))
        let (en, ru) = (error.explanation.sentence, "\(error.russian)")
        #expect(en.contains(english) && !en.contains("now"))
        #expect(ru.contains(russian) && !ru.contains("now"))
        #expect(error.explanation.code == "answer-check")
    }

    @Test(arguments: ["a.sum >= 100", "now <= a.paid_at", "a.from <= a.until", "a.paid_at <= now && a.sum > 0", "now"])
    func `of another kind are shown as they stand`(rule: String) {
        let error = DeskError.refused(.checkFailed("m2/sum", source: rule))
        #expect(error.explanation.sentence.contains(rule) && "\(error.russian)".contains(rule))
    }
}
