extension PlaybookGraph {
    /// A directed graph for Graphviz.
    public static func dot(_ playbook: Playbook, language: Language) -> String {
        let book = SketchBook(playbook, language)
        let chart = FlowChart(book)
        let title = "\(playbook.title.wording(in: language)) · \(playbook.id) \(playbook.version)"
        var lines = [
            "digraph playbook {",
            "    graph [rankdir=TB, fontname=\"DejaVu Sans\", labelloc=t, label=\(title.dotQuoted)]",
            "    node [fontname=\"DejaVu Sans\", fontsize=10, style=filled, shape=box, fillcolor=white]",
            "    edge [fontname=\"DejaVu Sans\", fontsize=9]",
        ]
        let inSides = Set(chart.sides.flatMap { Array($0.nodes) })
        for index in chart.nodes.indices where !inSides.contains(index) { lines.append("    " + dot(index, chart)) }
        for (number, side) in chart.sides.enumerated() {
            lines.append("    subgraph cluster_\(number) {")
            lines.append("        label=\(side.label.dotQuoted); style=dashed;")
            lines += side.nodes.map { "        " + dot($0, chart) }
            lines.append("    }")
        }
        for edge in chart.edges {
            let label = edge.label.brokenIntoLines(of: 26).joined(separator: "\n").dotQuoted
            let style = edge.isBack ? ", style=dashed, constraint=false" : ""
            lines.append("    n\(edge.from) -> n\(edge.to) [label=\(label)\(style)]")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func dot(_ index: Int, _ chart: FlowChart) -> String {
        guard let sketch = chart.nodes[index].sketch else {
            let label = chart.nodes[index].label
            if label.isEmpty { return "n\(index) [shape=point, width=0.12]" }
            return "n\(index) [shape=oval, label=\(label.dotQuoted)]"
        }
        let text = sketch.lines(width: 34).joined(separator: "\n").dotQuoted
        let colors = StepColors.all[sketch.step.look] ?? ("#ffffff", "#333333")
        let shape = dotShapes[sketch.step.look] ?? "shape=box"
        return "n\(index) [\(shape), label=\(text), fillcolor=\"\(colors.fill)\", color=\"\(colors.line)\"]"
    }

    private static let dotShapes = [
        "say": "shape=box, style=\"filled,rounded\"", "verbatim": "shape=box, style=\"filled,rounded,bold\"",
        "ask": "shape=box, style=\"filled,diagonals\"", "checklist": "shape=note", "decide": "shape=hexagon",
        "wait": "shape=oval", "parallel": "shape=box, style=\"filled,bold\"",
        "repeat": "shape=box, style=\"filled,dashed\"",
        "call": "shape=box, peripheries=2", "refer": "shape=cds", "escalate": "shape=octagon",
        "end": "shape=oval, style=\"filled,bold\"",
    ]
}

extension String {
    /// In quotation marks, as DOT reads it.
    fileprivate var dotQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
