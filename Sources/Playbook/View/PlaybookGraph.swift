/// Pictures of a playbook: as Mermaid and DOT for tools that lay out by themselves, and as SVG with a layout of its own.
///
/// Each is a pure function of the playbook and the language; text is escaped for its notation.
public enum PlaybookGraph {
    /// A Mermaid flow chart, as Markdown viewers draw it.
    public static func mermaid(_ playbook: Playbook, language: Language) -> String {
        mermaid(playbook, language: language, isOutline: false)
    }

    /// A Mermaid flow chart without the words: kinds and ids, and where each way leads.
    static func outline(_ playbook: Playbook) -> String { mermaid(playbook, language: "en", isOutline: true) }

    private static func mermaid(_ playbook: Playbook, language: Language, isOutline: Bool) -> String {
        let book = SketchBook(playbook, language)
        let chart = FlowChart(book)
        var lines = ["flowchart TD"]
        let inSides = Set(chart.sides.flatMap { Array($0.nodes) })
        for index in chart.nodes.indices where !inSides.contains(index) {
            lines.append("    " + mermaid(index, chart, isOutline))
        }
        for (number, side) in chart.sides.enumerated() {
            lines.append("    subgraph side\(number)[\"\(side.label.mermaidEscaped)\"]")
            lines += side.nodes.map { "        " + mermaid($0, chart, isOutline) }
            lines.append("    end")
        }
        for edge in chart.edges {
            let arrow = edge.isBack ? "-.->" : "-->"
            let words = isOutline && edge.label.count > 40 ? edge.label.prefix(40) + "…" : edge.label[...]
            let label = words.isEmpty ? "" : "|\"\(String(words).mermaidEscaped)\"|"
            lines.append("    n\(edge.from) \(arrow)\(label) n\(edge.to)")
        }
        for (look, colors) in StepColors.all.sorted(by: { $0.key < $1.key }) {
            lines.append("    classDef \(look)_ fill:\(colors.fill),stroke:\(colors.line),color:#111")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func mermaid(_ index: Int, _ chart: FlowChart, _ isOutline: Bool) -> String {
        guard let sketch = chart.nodes[index].sketch else {
            let label = chart.nodes[index].label
            return label.isEmpty ? "n\(index)(( ))" : "n\(index)([\"\(label.mermaidEscaped)\"])"
        }
        let text = sketch.lines(width: 34).prefix(isOutline ? 1 : .max).map(\.mermaidEscaped).joined(separator: "<br/>")
        let (left, right) = mermaidShapes[sketch.step.kindKey] ?? ("[", "]")
        return "n\(index)\(left)\"\(text)\"\(right):::\(sketch.step.look)_"
    }

    private static let mermaidShapes = [
        "say": ("(", ")"), "ask": ("[/", "/]"), "decide": ("{", "}"), "wait": ("([", "])"),
        "parallel": ("{{", "}}"), "repeat": ("{{", "}}"), "call": ("[[", "]]"), "refer": (">", "]"),
        "end": ("([", "])"),
    ]
}

extension StepSketch {
    /// The text of a box in lines of about `width` characters: kind and id, condition, words, clock.
    func lines(width: Int) -> [String] {
        var lines = ["\(kind) · \(step.id)"]
        for part in [condition, words] {
            if let part, !part.isEmpty { lines += part.brokenIntoLines(of: width) }
        }
        if let clock { lines.append(clockWord + clock) }
        return lines
    }
}

extension String {
    /// Broken between words into lines of at most `width` characters; a longer word has a line of its own.
    func brokenIntoLines(of width: Int) -> [String] {
        var lines: [String] = []
        for word in split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + word.count < width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// With the entity codes of Mermaid for all signs that mean something in it.
    fileprivate var mermaidEscaped: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "#", "<", ">", "&", "`", "|", ";", "\\": result += "#\(scalar.value);"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// How the kinds of steps look: light fills and dark lines, so that they print.
enum StepColors {
    /// Fill and line by ``Step/look``.
    static let all: [String: (fill: String, line: String)] = [
        "say": ("#eef4fc", "#34679c"), "verbatim": ("#dbe9fa", "#1d4f86"), "ask": ("#fff7dd", "#9a7400"),
        "do": ("#ebf7ee", "#2c7a4b"), "checklist": ("#ebf7ee", "#2c7a4b"), "decide": ("#f5effb", "#744b9e"),
        "wait": ("#f1f1ef", "#66645c"), "parallel": ("#eef1f4", "#3f4a57"), "repeat": ("#eef1f4", "#3f4a57"),
        "call": ("#ffffff", "#333333"), "refer": ("#fceff5", "#9c3469"), "escalate": ("#fdecea", "#b3352a"),
        "end": ("#e4e4e4", "#1c1c1c"),
    ]
}
