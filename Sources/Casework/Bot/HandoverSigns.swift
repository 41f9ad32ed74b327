internal import Foundation

/// What in somebody's words means that a human must take over at once.
///
/// A list of words is a signal for a human and decides nothing else: a false alarm costs a minute, a missed one may cost a
/// life, so it errs to the side of the human. Levels are those of the distress protocol: 1 upset, 2 danger to life.
public struct HandoverSigns: Sendable, Hashable {
    /// 0 to 2.
    public let distress: Int
    /// Whether the person asks for a human.
    public let wantsHuman: Bool

    /// Why the conversation goes to a human; nil when nothing demands it.
    public var reason: HandoverReason? { distress > 0 ? .distress : wantsHuman ? .humanAsked : nil }

    /// Reads a message in Russian, English or both.
    public init(_ text: String) {
        let words = PlainWords(text)
        func met(_ phrases: [Phrase], _ words: [String]) -> Bool { phrases.contains { $0.stands(in: words) } }
        let isSqueezed = Lexicon.squeezedDanger.contains { words.squeezed.contains($0) }
        if isSqueezed || met(Lexicon.danger, words.russian) || met(Lexicon.danger, words.english) {
            distress = 2
        } else {
            distress = met(Lexicon.upset, words.russian) || met(Lexicon.upset, words.english) ? 1 : 0
        }
        let isShort = words.russian.count <= 3
        wantsHuman =
            met(Lexicon.human, words.russian) || met(Lexicon.human, words.english)
            || words.spelled.contains { word in Lexicon.squeezedHuman.contains { word.contains($0) } }
            || (isShort && (met(Lexicon.humanAlone, words.russian) || met(Lexicon.humanAlone, words.english)))
    }

    /// The words of this and of another text together.
    func joined(_ other: HandoverSigns) -> HandoverSigns {
        HandoverSigns(distress: max(distress, other.distress), wantsHuman: wantsHuman || other.wantsHuman)
    }

    private init(distress: Int, wantsHuman: Bool) { (self.distress, self.wantsHuman) = (distress, wantsHuman) }
}

/// Beginnings of words in their order, with at most three other words between: `не хоч жит` is “не хочу больше жить”.
/// A bar stands between alternatives, a dollar after a whole word.
struct Phrase: Sendable, ExpressibleByStringLiteral {
    private struct Stem: Sendable {
        let text: String
        let isWhole: Bool

        func begins(_ word: String) -> Bool { isWhole ? word == text : word.hasPrefix(text) }
    }
    private let places: [[Stem]]

    init(stringLiteral value: String) {
        // Folded like the words that it is compared with: й is и with a mark.
        let folded = value.decomposedStringWithCompatibilityMapping.unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
        places = String(String.UnicodeScalarView(folded)).split(separator: " ").map { place in
            place.split(separator: "|").map { stem in
                Stem(text: String(stem.hasSuffix("$") ? stem.dropLast() : stem), isWhole: stem.hasSuffix("$"))
            }
        }
    }

    func stands(in words: [String]) -> Bool {
        words.indices.contains { stands(in: words, from: $0, place: 0) }
    }

    private func stands(in words: [String], from index: Int, place: Int) -> Bool {
        guard index < words.count, places[place].contains(where: { $0.begins(words[index]) }) else { return false }
        if place == places.count - 1 { return true }
        return (1...4).contains { stands(in: words, from: index + $0, place: place + 1) }
    }
}

/// The words themselves. A crisis psychologist must look at them before a release.
enum Lexicon {
    static let danger: [Phrase] = [
        "не хоч|хот жить|жит$", "жить не хоч|хот", "незачем|зачем жить", "жить незачем|зачем", "нет смысл жить|жизн",
        "нет выход", "не вижу выход", "выход нет", "не вижу смысл", "покончить|покончу|кончать|кончу с соб|жизн",
        "с собой покончить|покончу",
        "суицид", "самоуби", "убью|убить|убива себя", "наложу|наложить на себя рук", "повешус", "повеситьс", "повесюс",
        "вскро вен", "вены вскро|порез", "порежу вен|себя", "прыгну|спрыгну|выброшус|сброшус",
        "броситьс|брошусь|прыгнуть под|с$|из$",
        "наглота", "напью|выпью|съем|выпить все|много|пачк таблет", "свести|сведу счет|счеты жизн",
        "прости|простите меня",
        "прощай", "лучше умер|сдох", "лучше не$ жить", "хоч|хотел умер|сдохн|исчезн", "умереть хоч|хотел",
        "уйти из жизн",
        "меня убь|убив|бьют|бьет|реж", "угрожа|грозятс|грозит", "у нег|них нож|оруж|пистолет|ножом", "заперл меня|нас",
        "не хочу просыпат", "жизн кончен|законч", "больше не увид",
        "kill|killing|killed myself", "end|ending my life", "end it all", "suicid", "want|wanna|wish to die",
        "wanna die",
        "want|wish i$ was|were dead", "don t|not want to live", "dont|don’t|not want live", "dont want to live",
        "no way out",
        "no reason|point to|in live|living", "better off dead", "hang|cut|shoot|harm|hurt|hurting myself",
        "jump|jumping off|from|under",
        "goodbye everyone|all|forever|world", "overdos", "take all pills|tablets", "can t go on", "cant|cannot go on",
        "kms$",
        "kill|kills|killing|beat|beating|hurting me$", "threaten", "have|has|with a$ knife|gun", "locked me in",
        "life is over",
        "ne hochu|hocu zhit|jit|zit", "pokonchu s soboi|soboj|soboy",
    ]

    static let upset: [Phrase] = [
        "паник", "плач", "плака", "рыда", "истерик", "отчаян", "страшно", "боюсь", "в ужас", "ужас какой", "в шоке",
        "трясет|трясут|трясутс",
        "стыдно", "стыд какой", "не сплю|спать|спал", "не могу больше|так", "больше не могу", "ненавижу себя",
        "все потерял|пропало",
        "мне плохо|дурно", "плохо сердц|стало", "сердц болит|колит|прихват|колет", "давление|скорую", "задыха",
        "сойду|схожу с ум", "что мне делать теперь",
        "никому не могу|скажу сказать", "семья|муж|жена не простит|узнает", "один|одна осталас|осталс|совсем", "безнад",
        "сил нет", "нет сил",
        "panic", "crying", "sobbing", "desperate", "hopeless", "ashamed", "scared", "terrified", "frightened",
        "can t sleep|breathe",
        "cant|cannot sleep|breathe", "lost everything|all", "hate myself", "all alone", "can t cope|take",
        "cant|cannot cope|take",
        "my$ heart hurts|pain", "shaking", "devastated", "pomogite",
    ]

    static let human: [Phrase] = [
        "живо|живы|живом чел|операт|сотруд|люд|консул", "настоящ чел|операт|сотруд", "реальн чел|операт",
        "поговор|говорит|пообща|обща|связа|свяж|соедин|переключ|перевед|переведи|позов|дай|дайте|подключ чел|операт|специалист|сотрудник|менеджер|консульт|люд",
        "нужен|нужна|нужны|хочу|хотел|прошу|можно|треб чел|операт|специалист|сотрудник|менеджер|консульт|люд|поговор|живо",
        "чел|операт|специалист|сотрудник позов|дай|дайте|соедин|переключ|нужен|пожалуйст", "не с бот|робот",
        "не хочу|буду бот|робот",
        "ты|вы бот|робот", "позвоните|перезвоните мне", "пусть позвон|перезвон",
        "talk|speak|connect|transfer|need|want|give|get|let|put|reach|chat human|person|agent|operator|someone|somebody|representative|advisor|adviser|people|staff|manager",
        "real|live|actual person|human|agent|people", "are you a$ bot|robot", "you|youre bot|robot",
        "not a$ bot|robot|machine", "no bots", "call me$ back|please|now",
        "chelovek|chelovekom|operatora$|operator$ pozov|daite|dayte|soedin|nuzhen",
        "pozovite|soedinite|nuzhen chelovek|operator",
    ]

    /// What is recognised though there is nothing, or something that nobody sees, between the words.
    static let squeezedDanger = [
        "нехочужить", "нехочубольшежить", "житьнехочу", "покончитьссоб", "покончуссоб", "самоубий", "суицид",
        "хочуумереть",
        "killmyself", "endmylife", "wanttodie", "suicide", "dontwanttolive", "nowayout",
    ].map { $0.replacing("й", with: "и") }

    /// The same in words that somebody spelled out, letter by letter.
    static let squeezedHuman = ["человек", "оператор", "специалист", "human", "operator", "agent"]

    /// In a message of up to three words the word alone is a request.
    static let humanAlone: [Phrase] = [
        "человек", "оператор", "специалист", "сотрудник", "менеджер", "консультант", "human", "agent", "operator",
        "representative", "person", "operatora", "chelovek",
    ]
}
