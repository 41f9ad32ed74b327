extension PlaybookGraph {
    /// A picture with a layout of its own: as much of each text as lets the whole be read on one screen, and all of it
    /// in the tooltips. White ground and dark lines, so that it prints.
    ///
    /// Each step is a `g` of the class `step` with its id in `data-step` and its place in `data-box`.
    public static func svg(_ playbook: Playbook, language: Language) -> String {
        let book = SketchBook(playbook, language)
        let page = fittingPage(book)
        let margin = 20
        let top = 48
        let (width, height) = (max(page.width, 420) + 2 * margin, page.height + top + margin)
        let title = "\(playbook.title.wording(in: language)) · \(playbook.id) \(playbook.version)"
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" role=\"img\" lang=\"\(language.code.markupEscaped)\">",
            "<title>\(title.markupEscaped)</title>", SVGDrawing.style, SVGDrawing.arrowHead,
            "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
            "<text class=\"title\" x=\"\(margin)\" y=\"28\">\(title.markupEscaped)</text>",
        ]
        let items = page.items.map { $0.moved(margin, top) }
        lines += items.compactMap { item in if case .frame = item { SVGDrawing.markup(item) } else { nil } }
        lines += items.compactMap { item in if case .arrow = item { SVGDrawing.markup(item) } else { nil } }
        lines += items.compactMap { item in
            switch item {
            case .frame, .arrow: nil
            case .box, .label: SVGDrawing.markup(item)
            }
        }
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }

    /// The layout with the most words that still has the form of a screen.
    private static func fittingPage(_ book: SketchBook) -> GraphPiece {
        for limit in [6, 5, 4, 3, 2] {
            for width in [1100, 1300, 1500, 1700, 1900, 2100] {
                let page = GraphLayout(lineLimit: limit).page(book, width: width)
                if page.height * 100 <= max(page.width, 1000) * 62 { return page }
            }
        }
        // Too long for one screen: then it is read from top to bottom, with all that is needed to understand it.
        return GraphLayout(lineLimit: 3).page(book, width: 2100)
    }
}

extension String {
    /// As text or as the value of an attribute in XML and HTML; what XML cannot hold is left out.
    var markupEscaped: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
