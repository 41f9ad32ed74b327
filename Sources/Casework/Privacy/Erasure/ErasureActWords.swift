internal import Playbook

/// The words of the act on destruction in one language.
struct ErasureActWords: Sendable {
    let language: String
    let title: String
    let organisation: String
    let person: String
    let requested: String
    let approved: String
    let categories: String
    let counts: String
    let system: String
    let method: String
    let methodUsed: String
    let reason: String
    let date: String
    let backups: String
    let extract: String
    let signature: String

    /// Russian for `ru`, English for every other language.
    static func of(_ language: Language) -> ErasureActWords { language.code == "ru" ? russian : english }

    private static let russian = ErasureActWords(
        language: "ru", title: "Акт об уничтожении персональных данных", organisation: "Оператор",
        person: "Субъект: номер обращения и псевдонимный идентификатор", requested: "Заявлено: когда и кем",
        approved: "Уничтожение одобрено: когда и кем", categories: "Категории уничтоженных данных",
        counts: "Уничтожено значений и раскрытий журнала", system: "Информационная система", method: "Способ",
        methodUsed: "уничтожен ключ шифрования субъекта и удалены зашифрованные значения, индексы и тексты",
        reason: "Основание", date: "Дата уничтожения (UTC)",
        backups: "Резервные копии не содержат данных не позднее (UTC)",
        extract: "Выгрузка из журнала регистрации событий",
        signature: "Лицо, уничтожившее данные: ____________________ (фамилия, имя, отчество, должность, подпись)")

    private static let english = ErasureActWords(
        language: "en", title: "Act on the destruction of personal data", organisation: "Operator",
        person: "Person: number of the case and pseudonymous id", requested: "Asked for: when and by whom",
        approved: "Approved: when and by whom", categories: "Categories of destroyed data",
        counts: "Values and openings of the trail destroyed", system: "Information system", method: "Method",
        methodUsed: "the person's encryption key destroyed, sealed values, indexes and texts deleted",
        reason: "Reason", date: "Date of destruction (UTC)", backups: "Backups free of the data no later than (UTC)",
        extract: "Extract of the system's log of events",
        signature: "Destroyed by: ____________________ (name, post, signature)")
}
