/// A point of a picture in whole pixels.
struct GraphPoint: Equatable {
    var x: Int
    var y: Int
}

/// A rectangle of a picture in whole pixels.
struct GraphRect: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
    var right: Int { x + width }
    var bottom: Int { y + height }
}

/// Something that is drawn.
enum GraphItem {
    /// The box of a step: the frame of a step with others inside has it as its head.
    case box(GraphBox)
    /// The frame around a step with others inside; `look` colours it.
    case frame(GraphRect, look: String)
    /// The label of a case, a branch or a side path.
    case label(GraphRect, lines: [String], look: String)
    /// An arrow along these points; without a head when it is only a line.
    case arrow([GraphPoint], hasHead: Bool)

    /// The same, so far to the right and down.
    func moved(_ x: Int, _ y: Int) -> GraphItem {
        switch self {
        case .box(var box):
            box.rect = box.rect.moved(x, y)
            return .box(box)
        case .frame(let rect, let look): return .frame(rect.moved(x, y), look: look)
        case .label(let rect, let lines, let look): return .label(rect.moved(x, y), lines: lines, look: look)
        case .arrow(let points, let hasHead):
            return .arrow(points.map { GraphPoint(x: $0.x + x, y: $0.y + y) }, hasHead: hasHead)
        }
    }
}

extension GraphRect {
    /// The same, so far to the right and down.
    func moved(_ dx: Int, _ dy: Int) -> GraphRect { GraphRect(x: x + dx, y: y + dy, width: width, height: height) }
}

/// The box of a step with its text, wrapped.
struct GraphBox {
    var rect: GraphRect
    let sketch: StepSketch
    let head: [String]
    let condition: [String]
    let words: [String]
    let clock: [String]
}

/// A laid-out part of a picture; its items are relative to its corner.
struct GraphPiece {
    var width: Int
    var height: Int
    var items: [GraphItem]

    static let empty = GraphPiece(width: 0, height: 0, items: [])

    /// Puts another piece here; this one grows to hold it.
    mutating func place(_ piece: GraphPiece, x: Int, y: Int) {
        items += piece.items.map { $0.moved(x, y) }
        width = max(width, x + piece.width)
        height = max(height, y + piece.height)
    }

    /// Draws something that does not make the piece larger.
    mutating func draw(_ item: GraphItem) { items.append(item) }
}
