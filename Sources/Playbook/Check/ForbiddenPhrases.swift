/// What is never said to a victim (domain.md 3.2), in the languages of the desk.
///
/// A phrase is a row of words; `*` at the end of a word stands for any ending. Letters are compared without case, `ё` as
/// `е`; signs between the words do not count. A promise that the words around it deny is none. What stands in quotation marks are the words of somebody else: a playbook
/// may warn of what the swindlers say.
enum ForbiddenPhrases {
    /// Why a phrase is not said.
    enum Reason: String, Sendable {
        case blame = "it lays the blame on the victim"
        case order = "feelings do not obey orders"
        case promise = "nobody can promise money"
        case despair = "nobody can know that yet"
        case insult = "it belittles the victim"
        case secret = "nobody of the desk asks for codes or passwords"
        case verdict = "nobody can promise what the police will do"
        case recovery = "nobody pays to get money back"
    }
    /// A phrase in a text.
    struct Match: Equatable {
        /// The words as they stand in the text, in small letters.
        var words: String
        /// The first character in the text, from 0.
        var index: Int
        var reason: Reason
    }

    /// The phrases by language and reason.
    static let table: [(language: Language, reason: Reason, phrases: [String])] = [
        (
            "ru", .blame,
            [
                "как вы могли", "как же вы", "как ты мог*", "все об этом знают", "всем известно", "это же очевидно",
                "надо было", "нужно было", "следовало", "вам стоило", "не надо было", "зачем вы", "почему вы сами",
                "почему сами назвали", "почему вы назвали", "почему вы перевели", "сами виноваты", "вы сами виноваты",
                "ваша вина", "по вашей вине", "вас предупреждали", "о чем вы думали",
            ]
        ),
        (
            "ru", .order,
            ["успокойтесь", "успокойся", "не плачьте", "не нервничайте", "не паникуйте", "возьмите себя в руки"]
        ),
        (
            "ru", .promise,
            [
                "деньги точно верн*", "точно верн*", "обязательно верн*", "гарантированно верн*", "вернем деньги",
                "вернем вам деньги", "вернем все", "деньги вернутся", "деньги вернут", "вам вернут деньги",
                "вам все вернут", "банк вернет", "банк вернет вам", "гарантируем возврат", "гарантирую возврат",
                "обещаю вернуть", "обещаем вернуть", "вы получите деньги обратно", "вы получите свои деньги",
            ]
        ),
        (
            "ru", .despair,
            [
                "уже не вернуть", "деньги не вернуть", "денег не вернуть", "ничего не вернуть", "деньги пропали",
                "денег больше нет", "ничего нельзя сделать", "ничего не поделаешь", "шансов нет",
            ]
        ),
        (
            "ru", .insult,
            ["жертв*", "повелись", "повелся", "повелась", "развели", "развод", "лох*", "глуп*", "доверчив*", "наивн*"]
        ),
        (
            "ru", .secret,
            [
                "назовите код", "назовите мне код", "назовите пароль", "назовите пин*", "назовите cvv", "назовите cvc",
                "скажите код", "скажите мне код", "скажите пароль", "скажите пин*", "продиктуйте код",
                "продиктуйте пароль", "продиктуйте пин*", "продиктуйте номер карты", "сообщите код",
                "сообщите пароль", "сообщите пин*", "какой код", "какой пароль", "какой пин*", "пришлите код",
                "пришлите пароль",
            ]
        ),
        (
            "ru", .verdict,
            [
                "полиция найдет", "полиция поймает", "их найдут", "их поймают", "их посадят", "преступников найдут",
                "дело обязательно возбудят", "дело точно возбудят",
            ]
        ),
        ("ru", .recovery, ["заплатите за возврат", "оплатите возврат", "наймите юриста по возврату"]),
        (
            "en", .blame,
            [
                "how could you", "everyone knows", "everybody knows", "you should have", "you should not have",
                "you shouldn't have", "you ought to have", "why did you give", "why did you send", "why did you tell",
                "why did you trust", "why didn't you", "why did not you", "your fault", "your own fault",
                "you were warned", "what were you thinking", "it is obvious", "it's obvious",
            ]
        ),
        (
            "en", .order,
            ["calm down", "stop crying", "don't cry", "do not cry", "don't panic", "do not panic", "relax"]
        ),
        (
            "en", .promise,
            [
                "you will get it back", "you'll get it back", "you will get your money back",
                "you'll get your money back", "we will get it back", "we'll get it back",
                "we will get your money back", "we'll get your money back", "we will return your money",
                "we'll return your money", "will return your money", "your money will be returned",
                "your money will come back", "money will be returned", "will be refunded", "will refund you",
                "the bank will refund", "guarantee a refund", "guaranteed refund", "we guarantee", "i guarantee",
                "we promise to return", "i promise to return",
            ]
        ),
        (
            "en", .despair,
            [
                "it's gone", "it is gone", "money is gone", "money's gone", "gone for good", "nothing can be done",
                "there is nothing we can do", "there's nothing we can do", "you will never get", "you'll never get",
            ]
        ),
        (
            "en", .insult,
            [
                "fell for", "fall for", "falling for", "duped", "gullible", "naive", "stupid", "foolish", "sucker",
                "the victim", "a victim", "scam victim",
            ]
        ),
        (
            "en", .secret,
            [
                "tell me the code", "tell me your code", "tell me your pin", "tell me your password",
                "tell me the password", "give me the code", "give me your code", "give me your pin",
                "give me your password", "read me the code", "read out the code", "what is the code",
                "what is your pin", "what is your password", "what's your pin", "what's your password",
                "what's the code", "send me the code", "your cvv", "your cvc",
            ]
        ),
        (
            "en", .verdict,
            [
                "police will find", "police will catch", "they will be caught", "they'll be caught",
                "they will be arrested", "they will go to prison",
            ]
        ),
        ("en", .recovery, ["pay for recovery", "pay a recovery", "hire a recovery"]),
    ]
}
