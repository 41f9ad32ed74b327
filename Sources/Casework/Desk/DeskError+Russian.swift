internal import Playbook

/// The refusals in Russian: the same facts as in `DeskError+Wording.swift`, for people who speak it. The switch has no
/// default, so that a refusal cannot be added in English alone.
extension DeskError {
    var russian: Explanation.Words {
        switch self {
        case .malformed(let field, let problem, let value): problem.russian(of: field, value: value)
        case .notAllowed(let permission):
            .init(
                "Вашей роли это не разрешено (нужна: \(permission.roles.map(\.names.ru).sorted().joined(separator: ", "))).",
                wayOut: "Попросите того, у кого такая роль есть.")
        case .notYours(let reference):
            .init("Обращение \(reference) ведёт коллега.", wayOut: "Попросите старшего передать его вам.")
        case .noSuchCase(let reference):
            .init("Обращения \(reference) нет.", wayOut: "Уточните номер.")
        case .noSuchPart(let reference, let part, let number):
            .init(
                "В обращении \(reference) нет \(part) с номером \(number).",
                wayOut: "Что есть, покажет: redress case show \(reference)")
        case .consentNeeded(let reference, let purpose):
            .init(
                "Человек не дал на это согласия: \(purpose.names.ru).",
                wayOut: "Спросите его, затем: redress case consent \(reference) \(purpose.rawValue)")
        case .notSafeToContact(let reference):
            .init(
                "С человеком из обращения \(reference) нельзя связываться: это может заметить опасный для него.",
                wayOut: "Дождитесь, пока он обратится сам.")
        case .queueBusy: .init("Сейчас из очереди берут все сразу.", wayOut: "Повторите.")
        case .queueEmpty: .init("Никто не ждёт.", wayOut: "Загляните позже.")
        case .caseClosed(let reference):
            .init(
                "Обращение \(reference) закрыто.",
                wayOut: "Сначала откройте его снова: redress case status \(reference) REOPENED")
        case .mandatoryOpen(let reference, let steps):
            .init(
                "Обращение \(reference) нельзя закрыть: открыты обязательные шаги: \(steps.joined(separator: ", ")).",
                wayOut: "Отметьте каждый: done, либо cannot или not_needed с причиной.")
        case .guideUnfinished(let reference, let steps):
            .init(
                "Обращение \(reference) закрывать рано: шаги ещё идут: \(steps.joined(separator: ", ")).",
                wayOut: "Пройдите их, либо закройте с исходом NOT_FRAUD или LOST_CONTACT.")
        case .outcomeNeeded(let reference):
            .init(
                "Чтобы закрыть обращение \(reference), нужен исход.",
                wayOut: "Пройдите шаги до конца или назовите его: --outcome LOSS_NO_RETURN")
        case .statusNotReachable(let from, let to, let allowed):
            .init(
                "Из состояния \(from) нельзя перейти в \(to).",
                wayOut: to == "CLOSED"
                    ? "Закройте так: redress case close" : "Можно: \(allowed.joined(separator: ", ")).")
        case .revisionConflict(let reference, let expected, let actual):
            .init(
                "Обращение \(reference) изменилось с тех пор, как вы смотрели (сейчас версия \(actual), у вас \(expected)).",
                wayOut: "Посмотрите заново и повторите.")
        case .alreadyAssigned(let reference, let staff):
            .init("Обращение \(reference) уже ведёт \(staff).", wayOut: "Передать его может старший.")
        case .refused(let refusal): refusal.russian
        case .noRun(let reference): .init("В обращении \(reference) сценарий не идёт.")
        case .noPlaybook(let scamType, let jurisdiction):
            .init(
                "Нет действующего сценария для \(scamType) в \(jurisdiction).",
                wayOut: "Загрузите его, дайте одобрить и введите в действие: redress playbook --help")
        case .noPageRenderer:
            .init(
                "Программы, которая делает PDF, здесь нет.",
                wayOut: "Поставьте её (apt-get install chromium или weasyprint) либо возьмите --format html.")
        case .pageRendererFailed(let program):
            .init("\(program) не сделал PDF за минуту.", wayOut: "Повторите или возьмите --format html.")
        case .noSuchPlaybook(let name): .init("Сценария \(Self.placed(name) ?? name.echoed(or: "с таким именем")) нет.")
        case .versionTaken(let playbook, let version):
            .init(
                "\(playbook) \(version) уже есть с другим содержанием; версия не меняется никогда.",
                wayOut: "Дайте новому содержанию новый номер.")
        case .playbookFindings(let findings):
            .init(
                "В сценариях ошибки: \(findings.filter { $0.severity == .error }.count); ничего не загружено.",
                wayOut: findings.first { $0.severity == .error }?.line ?? "")
        case .playbookState(let playbook, let version, let state, let needed):
            .init("\(playbook) \(version) сейчас \(state), а нужно \(needed).")
        case .calleeNotPublished(let playbook, let version, let callee):
            .init(
                "\(playbook) \(version) вызывает \(callee), который к тому времени не действует.",
                wayOut: "Сначала введите \(callee) или выберите время позже.")
        case .playbookInUse(let playbook, let version, let user):
            .init(
                "\(playbook) \(version) нужен для \(user).",
                wayOut: "Сначала введите другую версию и уберите то, чему нужна эта.")
        case .noTriageLeft(let playbook, let version, let jurisdictions):
            .init(
                "После этого изменения \(playbook) \(version) не останется разбора для "
                    + "\(jurisdictions.joined(separator: ", ")).",
                wayOut: "Сначала введите в действие разбор, который их обслуживает.")
        case .secondPersonNeeded:
            .init(
                "Это должен одобрить второй человек.",
                wayOut:
                    "Попросите коллегу, которому можно; сценарий одобряет старший: redress playbook approve ID VERSION")
        case .shutOut(let staff): .init("Доступ \(staff) закрыт.", wayOut: "Почему, знает администратор.")
        case .noSuchStaff(let staff): .init("Сотрудника \(staff.echoed(or: "с таким именем")) нет.")
        case .staffTaken(let staff): .init("Сотрудник \(staff) уже есть.")
        case .badToken:
            .init(
                "Токен не действует: он неизвестен, истёк или отозван.", wayOut: "Получите новый: redress token issue")
        case .noSuchToken(let token): .init("Токена \(token.echoed(or: "с таким именем")) нет.")
        case .positionAhead(let known):
            .init(
                "Журнал этой базы кончается на позиции \(known), запрошенная дальше.",
                wayOut: "База восстановлена из копии, или это другая: прочтите обращения заново и начните без позиции.")
        case .noSuchWebhook(let webhook):
            .init(
                "Вебхука \(webhook.echoed(or: "с таким именем")) нет.",
                wayOut: "Какие есть, покажет: redress webhook list")
        case .noSuchDelivery(let message):
            .init(
                "У этого вебхука нет сообщения \(message.echoed(or: "с таким именем")).",
                wayOut: "Какие есть, покажет: redress webhook deliveries ID")
        case .webhookAddress(let refusal):
            .init(
                "На этот адрес вебхуки не отправляются: \(refusal.russianWords).",
                wayOut: refusal == .form
                    ? "Пример: https://hooks.example.org/redress"
                    : "Разрешить может владелец: webhook.allow в настройках.")
        case .noRole:
            .init(
                "Вас знают, но ни одна ваша роль у поставщика входа здесь не значится.",
                wayOut: "Попросите администратора сопоставить её: oidc.roles в настройках.")
        case .keyUsedForAnotherRequest:
            .init("Этот ключ идемпотентности уже был у другого запроса.", wayOut: "Возьмите новый ключ.")
        case .keyBusy: .init("Запрос с этим ключом ещё выполняется.", wayOut: "Повторите.")
        case .personErased:
            .init(
                "Личные данные этого человека уничтожены; остаток обращения можно только смотреть.",
                wayOut: "Если человек придёт снова, откройте новое обращение.")
        case .caseMerged, .notMerged, .sameCase, .onHold, .actionState, .actionWaiting: togetherRussian
        case .fileTooLarge, .fileNotTaken, .alreadyAttached, .fileDamaged: fileRussian
        case .nobodyFound:
            .init("Такого человека нет ни в одном обращении.", wayOut: "Попробуйте другой телефон или номер обращения.")
        case .keyNeeded(let key, let number, let count):
            .init(
                "Ключ \(key) \(number) нужен: под ним записей: \(count).",
                wayOut: key == "kek"
                    ? "Сначала завершите смену: redress privacy key rotate" : "Они уйдут по сроку хранения.")
        case .keysElsewhere: .init("Ключи лежат не в файле, который можно изменить отсюда.")
        case .erasureWaiting(let reference):
            .init(
                "Уничтожение по обращению \(reference) ждёт второго человека.",
                wayOut: "Решает коллега: redress privacy erase \(reference) --approve")
        case .noOpeningExport:
            .init(
                "Такой выгрузки с персональными данными, ждущей этого, нет.",
                wayOut:
                    "Один просит: redress audit export --with-openings --purpose CODE; второй одобряет в течение дня; попросивший выгружает в течение дня, один раз."
            )
        case .erasureRefused(let reference, let refusal, let until):
            .init(
                "Данные человека из обращения \(reference) не уничтожаются: \(refusal.names.ru)\(until.map { ", до \($0)" } ?? "").",
                wayOut: refusal.russianWayOut(reference))
        case .noSuchConversation: .init("Разговора с таким номером нет.", wayOut: "Сначала начните его.")
        case .notSelfService(let step):
            .init(
                "\(step) – не открытый шаг самообслуживания.",
                wayOut: "Возьмите один из шагов разговора или передайте его человеку.")
        case .handedOver:
            .init(
                "Этот разговор уже ведут люди.", wayOut: "Слова человека присылайте как text: их прочтут.")
        case .linesRefused(let refused, let lines):
            .init(
                "Строк, которые не могут стать обращениями: \(refused.count) из \(lines); ничего не открыто.",
                wayOut: refused.first.map { "Строка \($0.line): \($0.message)" } ?? "")
        case .nothingToReveal(let field): .init("У этого человека нет \(field).")
        case .trailStopped:
            .init(
                "Записать ничего нельзя: подписант или свидетель знает историю длиннее здешней.",
                wayOut: "Решает служба контроля: «After a restore» в docs/audit.md.")
        case .noSigner:
            .init(
                "Здесь некому подписывать контрольные точки.",
                wayOut: "Запустите redress audit signer и назовите его сокет в REDRESS_SIGNER.")
        case .signerAway:
            .init(
                "Подписант недоступен.", wayOut: "Проверьте, что redress audit signer работает и REDRESS_SIGNER верен.")
        case .signerRefused(let reason):
            .init("Подписант отказывает: \(reason).", wayOut: "См. «After a restore» в docs/audit.md.")
        case .noSuchEntry(let id):
            .init(
                "Записи \(id.echoed(or: id.hasPrefix("at ") ? id : "с таким номером")) в журнале нет.",
                wayOut: "Сверьте номер; если он верен, запись пропала: запустите redress audit verify.")
        }
    }
}

extension DeskError.Problem {
    func russian(of field: String, value: String?) -> Explanation.Words {
        let shown = value.map { $0.echoed(or: "") }.flatMap { $0.isEmpty ? nil : "«\($0)»" } ?? "Значение"
        return switch self {
        case .missing: .init("Нет поля \(field).")
        case .form(let example): .init("\(shown) не подходит для \(field).", wayOut: "Например: \(example).")
        case .notOnList(let suggestion, let allowed):
            .init(
                "\(shown) нет в списке \(field).",
                wayOut: suggestion.map { "Может быть, \($0)?" } ?? "Есть: \(allowed.joined(separator: ", ")).")
        case .checkDigit:
            .init("\(shown) – не номер обращения: какая-то цифра не та.", wayOut: "Уточните номер, цифру за цифрой.")
        case .tooLong(let limit): .init("\(field) длиннее \(limit) знаков.", wayOut: "Сократите.")
        case .range(let range): .init("\(field) должно быть в пределах \(range).")
        case .inThePast:
            .init("\(field) уже прошло.", wayOut: "Не указывайте его, если это сейчас, или назовите время позже.")
        case .inTheFuture: .init("\(field) ещё не наступило.", wayOut: "Проверьте дату и часовой пояс.")
        case .notOfType(let type, let error): error.russian(of: field, type: type)
        }
    }
}

extension ErasureRefusal {
    fileprivate func russianWayOut(_ reference: String) -> String {
        switch self {
        case .hold: "Попросите снова, когда запрет снимут: redress privacy release \(reference)"
        case .caseOpen: "Сначала закройте обращение: redress case close \(reference)"
        case .retentionDuty: "Когда срок хранения истечёт, это сделается само."
        case .notIdentified: "Попросите человека подтвердить, кто он, и повторите."
        case .legalClaim: "Попросите снова, когда спор решится."
        }
    }
}

extension NormalisationError {
    /// What is wrong with a trace, in Russian; the value itself is not repeated.
    fileprivate func russian(of field: String, type: IndicatorType) -> Explanation.Words {
        let subject = "Это не подходит для \(field) вида \(type.rawValue)"
        let example = "Например: \(type.rawValue):\(type.example)."
        return switch self {
        case .empty: .init("\(subject): после двоеточия пусто.", wayOut: example)
        case .tooShort(let minimum): .init("\(subject): короче \(minimum) знаков.", wayOut: example)
        case .tooLong(let maximum): .init("\(subject): длиннее \(maximum) знаков.", wayOut: example)
        case .invalidCharacter: .init("\(subject): в нём лишний знак.", wayOut: example)
        case .checksum:
            .init(
                "\(subject): контрольные цифры не сходятся.",
                wayOut: "Уточните знак за знаком или попросите скопировать.")
        case .countryNeeded:
            .init("\(subject): без кода страны номер ничего не значит.", wayOut: "Поставьте впереди + и код: +7, +44.")
        case .unknownForm: .init("\(subject): вид записи незнаком.", wayOut: example)
        }
    }
}
