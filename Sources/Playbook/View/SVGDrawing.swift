/// The marks of a picture.
enum SVGDrawing {
    /// The letters.
    static let style = """
        <style>text{font-family:'DejaVu Sans',Arial,'Liberation Sans',sans-serif;font-size:11px;fill:#1a1a1a}\
        .title{font-size:16px;font-weight:bold}.head{font-size:10px;font-weight:bold}.cond{font-style:italic;fill:#5b3f80}\
        .clock{font-size:10px;font-weight:bold;fill:#9a2d1f}.label{font-size:10px;font-weight:bold}\
        .flow{fill:none;stroke:#444;stroke-width:1.2}</style>
        """
    /// The head of an arrow.
    static let arrowHead =
        "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
        + "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#444\"/></marker></defs>"

    /// One thing.
    static func markup(_ item: GraphItem) -> String {
        switch item {
        case .box(let box): return self.box(box)
        case .frame(let rect, let look): return frame(rect, look)
        case .label(let rect, let lines, let look): return label(rect, lines, look)
        case .arrow(let points, let hasHead):
            let path = points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
            let head = hasHead ? " marker-end=\"url(#head)\"" : ""
            return "<polyline class=\"flow\" points=\"\(path)\"\(head)/>"
        }
    }

    private static func frame(_ rect: GraphRect, _ look: String) -> String {
        let line = StepColors.all[look]?.line ?? "#b3352a"
        let fill = look == "side" ? "#fffaf9" : "#ffffff"
        let dash = look == "repeat" || look == "side" ? " stroke-dasharray=\"6 3\"" : ""
        return "<rect class=\"frame\" \(place(rect)) rx=\"5\" fill=\"\(fill)\" stroke=\"\(line)\" "
            + "stroke-opacity=\"0.55\"\(dash)/>"
    }

    private static func label(_ rect: GraphRect, _ lines: [String], _ look: String) -> String {
        let colors = StepColors.all[look] ?? ("#ffffff", "#333333")
        var parts = [
            "<g><rect \(place(rect)) rx=\"8\" fill=\"\(colors.fill)\" stroke=\"\(colors.line)\" stroke-width=\"0.8\"/>"
        ]
        for (index, line) in lines.enumerated() {
            parts.append(text("label", line, rect.x + 6, rect.y + 13 + index * 13))
        }
        return parts.joined() + "</g>"
    }

    private static func box(_ box: GraphBox) -> String {
        let rect = box.rect
        let step = box.sketch.step
        var parts = [
            "<g class=\"step \(step.look)\" data-step=\"\(step.id.markupEscaped)\" "
                + "data-box=\"\(rect.x) \(rect.y) \(rect.width) \(rect.height)\">",
            "<title>\(tooltip(box.sketch).markupEscaped)</title>", shape(of: step.look, rect),
        ]
        let x = rect.x + (["decide", "wait", "refer", "call", "escalate", "end"].contains(step.look) ? 14 : 8)
        var y = rect.y + GraphLayout.inset + 9
        func add(_ name: String, _ lines: [String], _ indent: Int = 0) {
            for line in lines {
                parts.append(text(name, line, x + indent, y))
                y += GraphLayout.line
            }
        }
        add("head", box.head)
        add("cond", box.condition)
        add("", box.words)
        if !box.clock.isEmpty { parts.append(clockFace(x + 4, y - 4)) }
        add("clock", box.clock, 13)
        return parts.joined() + "</g>"
    }

    private static func tooltip(_ sketch: StepSketch) -> String {
        [sketch.kind + " · " + sketch.step.id, sketch.condition ?? "", sketch.words, sketch.clock ?? ""]
            .filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func clockFace(_ x: Int, _ y: Int) -> String {
        "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"4.5\" fill=\"#fff\" stroke=\"#9a2d1f\"/>"
            + "<path d=\"M\(x) \(y - 3)V\(y)H\(x + 3)\" fill=\"none\" stroke=\"#9a2d1f\"/>"
    }

    private static func text(_ name: String, _ line: String, _ x: Int, _ y: Int) -> String {
        let attribute = name.isEmpty ? "" : " class=\"\(name)\""
        return "<text\(attribute) x=\"\(x)\" y=\"\(y)\">\(line.markupEscaped)</text>"
    }

    static func place(_ rect: GraphRect) -> String {
        "x=\"\(rect.x)\" y=\"\(rect.y)\" width=\"\(rect.width)\" height=\"\(rect.height)\""
    }
}

extension SVGDrawing {
    /// The outline by kind, so that it is told apart without colours.
    private static func shape(of look: String, _ rect: GraphRect) -> String {
        let colors = StepColors.all[look] ?? ("#ffffff", "#333333")
        let paint = "fill=\"\(colors.fill)\" stroke=\"\(colors.line)\""
        switch look {
        case "say": return "<rect \(place(rect)) rx=\"9\" \(paint)/>"
        case "verbatim": return "<rect \(place(rect)) rx=\"9\" \(paint) stroke-width=\"2.4\"/>"
        case "do", "checklist": return "<rect \(place(rect)) \(paint)/>" + ticks(look, rect, colors.line)
        case "ask": return polygon(corners(rect, cut: 8, of: [1, 3]), paint)
        case "decide": return polygon(hexagon(rect, point: 9), paint)
        case "refer": return polygon(arrowBox(rect, point: 9), paint)
        case "escalate": return polygon(corners(rect, cut: 9, of: [0, 1, 2, 3]), paint)
        case "wait": return "<rect \(place(rect)) rx=\"16\" \(paint) stroke-dasharray=\"4 2\"/>"
        case "end": return "<rect \(place(rect)) rx=\"16\" \(paint) stroke-width=\"2.6\"/>"
        case "call":
            let inner = GraphRect(x: rect.x + 4, y: rect.y + 4, width: rect.width - 8, height: rect.height - 8)
            return "<rect \(place(rect)) \(paint)/><rect \(place(inner)) \(paint) stroke-width=\"0.8\"/>"
        default: return "<rect \(place(rect)) \(paint) stroke-width=\"2\"/>"
        }
    }

    /// A bar for an action, a ticked square for a checklist, both at the right.
    private static func ticks(_ look: String, _ rect: GraphRect, _ line: String) -> String {
        guard look == "checklist" else {
            return "<path d=\"M\(rect.x + 3) \(rect.y)V\(rect.bottom)\" stroke=\"\(line)\"/>"
        }
        let (x, y) = (rect.right - 13, rect.y + 4)
        return "<path d=\"M\(x) \(y)h8v8h-8zM\(x + 2) \(y + 4)l2 2l4 -6\" fill=\"none\" stroke=\"\(line)\"/>"
    }

    private static func polygon(_ points: [GraphPoint], _ paint: String) -> String {
        "<polygon points=\"\(points.map { "\($0.x),\($0.y)" }.joined(separator: " "))\" \(paint)/>"
    }

    /// A rectangle with some corners cut: 0 is upper left, then clockwise.
    private static func corners(_ rect: GraphRect, cut: Int, of cuts: Set<Int>) -> [GraphPoint] {
        func size(_ corner: Int) -> Int { cuts.contains(corner) ? cut : 0 }
        return [
            GraphPoint(x: rect.x, y: rect.y + size(0)), GraphPoint(x: rect.x + size(0), y: rect.y),
            GraphPoint(x: rect.right - size(1), y: rect.y), GraphPoint(x: rect.right, y: rect.y + size(1)),
            GraphPoint(x: rect.right, y: rect.bottom - size(2)), GraphPoint(x: rect.right - size(2), y: rect.bottom),
            GraphPoint(x: rect.x + size(3), y: rect.bottom), GraphPoint(x: rect.x, y: rect.bottom - size(3)),
        ]
    }

    private static func hexagon(_ rect: GraphRect, point: Int) -> [GraphPoint] {
        let middle = rect.y + rect.height / 2
        return [
            GraphPoint(x: rect.x, y: middle), GraphPoint(x: rect.x + point, y: rect.y),
            GraphPoint(x: rect.right - point, y: rect.y), GraphPoint(x: rect.right, y: middle),
            GraphPoint(x: rect.right - point, y: rect.bottom), GraphPoint(x: rect.x + point, y: rect.bottom),
        ]
    }

    private static func arrowBox(_ rect: GraphRect, point: Int) -> [GraphPoint] {
        [
            GraphPoint(x: rect.x, y: rect.y), GraphPoint(x: rect.right - point, y: rect.y),
            GraphPoint(x: rect.right, y: rect.y + rect.height / 2), GraphPoint(x: rect.right - point, y: rect.bottom),
            GraphPoint(x: rect.x, y: rect.bottom),
        ]
    }
}
