extension PlaybookCard {
    /// The card as one HTML page without scripts or anything from outside, for A4.
    public static func html(_ playbook: Playbook, language: Language) -> String {
        let card = CardWords(playbook, language)
        var parts = [
            "<!doctype html>", "<html lang=\"\(language.code.markupEscaped)\">", "<head>", "<meta charset=\"utf-8\">",
            "<title>\(card.title.markupEscaped)</title>", style, "</head>", "<body>",
            "<h1>\(card.title.markupEscaped)</h1>",
        ]
        parts += card.header.map { "<p>\($0.markupEscaped)</p>" }
        parts.append("<aside><h2>\(card.neverTitle.markupEscaped)</h2><ul>")
        parts += card.never.map { "<li>\($0.markupEscaped)</li>" }
        parts.append("</ul></aside>")
        for (range, title) in card.sections {
            if let title { parts.append("<h2>\(title.markupEscaped)</h2>") }
            for index in range { parts.append(html(of: card.list.entries[index], index + 1, card)) }
        }
        parts.append("<h2>\(card.notesTitle.markupEscaped)</h2>")
        parts += Array(repeating: "<div class=\"rule\"></div>", count: 8)
        return (parts + ["</body>", "</html>"]).joined(separator: "\n") + "\n"
    }

    private static func html(of entry: CardEntry, _ number: Int, _ card: CardWords) -> String {
        var parts: [String] = []
        if let heading = entry.heading { parts.append("<h3>\(heading.markupEscaped)</h3>") }
        parts.append("<section class=\"\(entry.step.look)\" id=\"s\(number)\">")
        parts.append("<h4><b class=\"number\">\(number)</b> \(card.name(of: entry).markupEscaped)</h4>")
        if !entry.words.isEmpty { parts.append("<p class=\"words\">\(entry.words.markupEscaped)</p>") }
        if let clock = entry.clock {
            let words = "\(card.due): \(clock). \(card.dueBy)".markupEscaped
            parts.append("<p class=\"clock\">\(words) <span class=\"blank\"></span></p>")
        }
        parts += entry.lines.map { html(of: $0, card) }
        if let way = card.wayOn(from: entry, number) { parts.append("<p class=\"way\">\(way.markupEscaped)</p>") }
        parts.append("<p class=\"note\">\(card.note.markupEscaped)</p></section>")
        return parts.joined(separator: "\n")
    }

    private static func html(of line: CardEntry.Line, _ card: CardWords) -> String {
        switch line {
        case .tick(let words, let target):
            let way = card.arrow(target).markupEscaped
            return "<p class=\"tick\"><span class=\"box\"></span> \(words.markupEscaped)<b>\(way)</b></p>"
        case .blank(let words): return "<p>\(words.markupEscaped): <span class=\"blank\"></span></p>"
        case .note(let words): return "<p>\(words.markupEscaped)</p>"
        case .onlyIf(let words, let target):
            return "<p class=\"only\">\(card.onlyIf(words, target).markupEscaped)</p>"
        }
    }

    private static let style = """
        <style>
        @page { size: A4; margin: 14mm 14mm 16mm; }
        body { font: 10.5pt/1.35 Arial, "DejaVu Sans", sans-serif; color: #000; background: #fff; max-width: 182mm;
          margin: 0 auto; }
        h1 { font-size: 15pt; margin: 0 0 2mm; } h2 { font-size: 12pt; margin: 5mm 0 2mm; break-after: avoid; }
        h3 { font-size: 10.5pt; margin: 3mm 0 1mm; padding-left: 3mm; border-left: 1mm solid #000; break-after: avoid; }
        h4 { font-size: 10.5pt; margin: 0 0 1mm; } p { margin: 0 0 1mm; }
        section { border: 0.3mm solid #777; padding: 2mm 3mm; margin: 0 0 2mm; break-inside: avoid; }
        section.verbatim, section.end { border-width: 0.7mm; border-color: #000; }
        aside { border: 0.7mm solid #000; padding: 1mm 3mm; margin: 3mm 0; break-inside: avoid; }
        aside h2 { margin: 1mm 0; } aside ul { margin: 0 0 1mm; padding-left: 5mm; }
        .number { display: inline-block; min-width: 6mm; padding: 0 1mm; text-align: center; background: #000; color: #fff;
          print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        .words { font-size: 11pt; } .clock { font-weight: bold; } .only { font-style: italic; }
        .box { display: inline-block; width: 3.2mm; height: 3.2mm; border: 0.4mm solid #000; vertical-align: -0.4mm; }
        .blank { display: inline-block; width: 55mm; border-bottom: 0.3mm solid #000; }
        .note { color: #444; font-size: 9pt; border-bottom: 0.2mm dotted #777; margin-top: 2mm; }
        .rule { border-bottom: 0.3mm solid #777; height: 8mm; }
        </style>
        """
}
