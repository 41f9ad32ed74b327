internal import Canonical

extension Handout {
    /// Plain text, wrapped by whoever shows it.
    var text: String {
        var lines = ["\(words.title.uppercased())", "\(words.number): \(reference)", ""]
        if !done.isEmpty {
            lines.append(words.done.uppercased())
            lines += done.map { "  ✓ \($0)" }
            lines.append("")
        }
        lines.append(words.next.uppercased())
        lines +=
            next.isEmpty ? ["  \(words.nothingNext)"] : next.enumerated().map { "  \($0 + 1). \($1.text)\(due($1))" }
        lines += ["", words.never.uppercased()] + words.neverList.map { "  ✗ \($0)" }
        lines += ["", words.comfort.uppercased()] + words.comfortList.map { "  \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A page in large type that prints on one sheet where it can; no script, no picture, nothing from outside.
    var html: String {
        func list(_ items: [String], _ tag: String) -> String {
            "<\(tag)>" + items.map { "<li>\(escaped($0))</li>" }.joined() + "</\(tag)>"
        }
        let tasks = next.isEmpty ? "<p>\(escaped(words.nothingNext))</p>" : list(next.map { $0.text + due($0) }, "ol")
        let finished = done.isEmpty ? "" : "<h2>\(escaped(words.done))</h2>" + list(done, "ul")
        return """
            <!doctype html><html lang="\(words.language)"><head><meta charset="utf-8">
            <title>\(escaped(words.title)) \(reference)</title><style>
            body{font:18pt/1.4 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111}
            h1{font-size:28pt;margin:0}h2{font-size:20pt;margin:1.2rem 0 .3rem}.ref{font-size:24pt;font-weight:bold}
            li{margin:.3rem 0}@page{margin:15mm}@media print{body{margin:0;font-size:14pt}}
            </style></head><body><h1>\(escaped(words.title))</h1>
            <p>\(escaped(words.number)): <span class="ref">\(reference)</span></p>
            \(finished)<h2>\(escaped(words.next))</h2>\(tasks)<h2>\(escaped(words.never))</h2>\(list(words.neverList, "ul"))
            <h2>\(escaped(words.comfort))</h2>\(list(words.comfortList, "ul"))</body></html>

            """
    }

    private func due(_ task: Task) -> String {
        guard let due = task.due else { return "" }
        let (_, month, day) = due.day.civil
        let minute = due.seconds - Int64(due.day.number) * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let clock = "\(two(Int(minute / 3600))):\(two(Int(minute / 60 % 60)))"
        return " (\(words.until) \(two(day)).\(two(month)) \(clock) \(words.timeZone))"
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
