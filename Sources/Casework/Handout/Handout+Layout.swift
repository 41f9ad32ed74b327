internal import Canonical

extension Handout {
    /// The most characters of a number that fit half of a page without a break.
    private static let longestUnbroken = 18

    /// Plain text, wrapped by whoever shows it.
    var text: String {
        var lines = ["\(words.title.uppercased())", "\(words.number): \(reference)", ""]
        lines.append(words.next.uppercased())
        lines +=
            next.isEmpty ? ["  \(words.nothingNext)"] : next.enumerated().map { "  \($0 + 1). \($1.text)\(due($1))" }
        lines += ["", words.never.uppercased()] + words.neverList.map { "  ✗ \($0)" }
        if !numbers.isEmpty {
            lines += ["", words.official.uppercased()] + numbers.map { "  \($0.label): \($0.words)" }
        }
        lines += ["", words.comfort.uppercased()] + comfort.map { "  \($0)" }
        if !done.isEmpty { lines += ["", words.done.uppercased()] + done.map { "  ✓ \($0)" } }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A page in large type that prints on one sheet where it can; no script, no picture, nothing from outside. What is to
    /// be done is the largest; what is done comes last and smaller, for it asks nothing of the reader.
    var html: String {
        func list(_ items: [String], _ tag: String, _ kind: String = "") -> String {
            "<\(tag)\(kind.isEmpty ? "" : " class=\"\(kind)\"")>" + items.map { "<li>\($0)</li>" }.joined()
                + "</\(tag)>"
        }
        let tasks = next.map { task in
            escaped(task.text) + (task.due == nil ? "" : "<b>\(escaped(due(task)))</b>")
        }
        let plan = next.isEmpty ? "<p>\(escaped(words.nothingNext))</p>" : list(tasks, "ol")
        let finished = done.isEmpty ? "" : "<h2>\(escaped(words.done))</h2>" + list(done.map(escaped), "ul", "done")
        // A number stays in one piece; what is longer may break, and then there is one column, or it would run over the
        // edge or into its neighbour.
        let phones = numbers.map { number in
            let kind = number.words.count > Handout.longestUnbroken ? " class=\"long\"" : ""
            return "\(escaped(number.label)): <b\(kind)>\(escaped(number.words))</b>"
        }
        let isNarrow = numbers.allSatisfy { $0.words.count <= Handout.longestUnbroken }
        let official =
            phones.isEmpty ? "" : "<h2>\(escaped(words.official))</h2>" + list(phones, "ul", isNarrow ? "two" : "")
        return """
            <!doctype html><html lang="\(words.language)"><head><meta charset="utf-8">
            <title>\(escaped(words.title)) \(reference)</title><style>
            @page{size:A4;margin:14mm 16mm}
            body{font:18pt/1.4 "DejaVu Sans","Liberation Sans",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}
            h1{font-size:28pt;margin:0}h2{font-size:19pt;margin:1rem 0 .2rem;break-after:avoid}p{margin:.2rem 0}
            .ref{font-size:24pt;font-weight:bold}ol,ul{margin:.2rem 0;padding-left:1.6rem}ol{padding-left:2.6rem}
            li{margin:.25rem 0;break-inside:avoid}li b{white-space:nowrap}li b.long{white-space:normal}.done{color:#333;font-size:.8em}
            @media print{body{margin:0;padding:0;max-width:none;font-size:14pt;line-height:1.3}h2{font-size:16pt;margin-top:.7rem}
            .two,.done{columns:2;column-gap:2rem}.never li{margin:.15rem 0}}
            </style></head><body><h1>\(escaped(words.title))</h1>
            <p>\(escaped(words.number)): <span class="ref">\(reference)</span></p>
            <h2>\(escaped(words.next))</h2>\(plan)<h2>\(escaped(words.never))</h2>\(list(words.neverList.map(escaped), "ul", "never"))
            \(official)<h2>\(escaped(words.comfort))</h2>\(list(comfort.map(escaped), "ul"))\(finished)</body></html>

            """
    }

    private func due(_ task: Task) -> String {
        guard let due = task.due else { return "" }
        let local = due.adding(seconds: Int64(offsetMinutes) * 60)
        let (year, month, day) = local.day.civil
        let second = local.seconds - Int64(local.day.number) * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(Int(second / 3600))):\(two(Int(second / 60 % 60)))"
        let date = "\(two(day)).\(two(month))" + (year == self.year ? "" : ".\(year)")
        return " (\(words.until) \(date) \(clock) \(zone))"
    }

    /// The clock that times are told by: that of the case's calendar, which knows no summer time.
    private var zone: String {
        if offsetMinutes == 180 { return words.moscow }
        if offsetMinutes == 0 { return "UTC" }
        let (hours, minutes) = (abs(offsetMinutes) / 60, abs(offsetMinutes) % 60)
        return "UTC\(offsetMinutes < 0 ? "−" : "+")\(hours)\(minutes == 0 ? "" : ":\(minutes)")"
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
