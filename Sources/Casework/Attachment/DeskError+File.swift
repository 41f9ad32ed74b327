extension DeskError {
    /// What is the matter with a file.
    var fileExplanation: Explanation {
        switch self {
        case .fileTooLarge(let limit):
            Explanation(
                .badInput, "file-too-large", "The file is larger than \(limit >> 20) MiB.",
                wayOut: "Send the part that matters, or several parts.", field: "file")
        case .fileNotTaken:
            Explanation(
                .badInput, "file-not-taken", "The file is empty, or of a kind that is not taken.",
                wayOut: "Taken are: \(MediaType.taken).", field: "file")
        case .alreadyAttached(let reference, let number):
            Explanation(
                .conflict, "already-attached", "Case \(reference) has this very file already: it is number \(number).")
        case .fileDamaged(let reference, let number):
            Explanation(
                .fault, "file-damaged", "File \(number) of case \(reference) is not what was attached.",
                wayOut: "redress doctor tells more; bring it back from a backup.")
        default: Explanation(.fault, "internal", "Something went wrong inside of Redress.")
        }
    }
}

extension DeskError {
    /// The same in Russian.
    var fileRussian: Explanation.Words {
        switch self {
        case .fileTooLarge(let limit):
            .init("Файл больше \(limit >> 20) МиБ.", wayOut: "Пришлите нужную часть или несколько частей.")
        case .fileNotTaken:
            .init("Файл пуст или такие файлы не принимаются.", wayOut: "Принимаются: \(MediaType.taken).")
        case .alreadyAttached(let reference, let number):
            .init("В обращении \(reference) этот файл уже есть, под номером \(number).")
        case .fileDamaged(let reference, let number):
            .init(
                "Файл \(number) в обращении \(reference) не тот, что был приложен.",
                wayOut: "Подробнее: redress doctor. Восстановите его из резервной копии.")
        default: .init("Внутренняя ошибка Redress.")
        }
    }
}
