/// Lays a playbook out: blocks inside of frames, the main flow in rows as text is read, what runs side by side in
/// columns, cases below one another with their labels.
///
/// A frame is left where the arrow leaves it, whichever case was taken; so no lines have to find their way back.
struct GraphLayout {
    /// The most lines of a step's words; the whole text is in the tooltip.
    let lineLimit: Int

    static let letter = 11
    static let line = 14
    static let inset = 7
    static let gap = 15
    static let narrow = 150
    static let usual = 212
    /// Where arrows enter and leave from above, from the left edge.
    static let inlet = 22
    /// Where arrows enter and leave from the side, from the upper edge.
    static let shoulder = 15

    /// The box of one step, its words wrapped.
    func box(_ sketch: StepSketch, width: Int) -> GraphPiece {
        // Pointed and doubled sides take room from the text.
        let side = ["decide", "wait", "refer", "call", "escalate", "end"].contains(sketch.step.look) ? 14 : 8
        let room = width - 2 * side
        let size = GraphLayout.letter
        let head = LetterWidths.lines(of: "\(sketch.kind) · \(sketch.step.id)", width: room, size: 10, isBold: true)
        func lines(_ text: String?, _ limit: Int) -> [String] {
            text.map { LetterWidths.lines(of: $0, width: room, size: size, limit: limit) } ?? []
        }
        let condition = lines(sketch.condition, max(1, lineLimit - 1))
        let words = lines(sketch.words, lineLimit)
        let clock = sketch.clock.map { LetterWidths.lines(of: $0, width: room - 13, size: 10, isBold: true) } ?? []
        let count = head.count + condition.count + words.count + clock.count
        let height = count * GraphLayout.line + 2 * GraphLayout.inset - 2
        let rect = GraphRect(x: 0, y: 0, width: width, height: height)
        let box = GraphBox(
            rect: rect, sketch: sketch, head: head, condition: condition, words: words, clock: clock)
        return GraphPiece(width: width, height: height, items: [.box(box)])
    }

    /// One step with all that is in it, as near to `available` pixels wide as it can be.
    func piece(_ sketch: StepSketch, available: Int) -> GraphPiece {
        if sketch.blocks.isEmpty {
            return box(sketch, width: min(max(available, GraphLayout.narrow), GraphLayout.usual))
        }
        let inner = max(available - 2 * GraphLayout.inset, GraphLayout.narrow)
        let content = blocks(of: sketch, available: inner)
        let head = box(sketch, width: min(max(inner, GraphLayout.narrow), GraphLayout.usual))
        var piece = GraphPiece.empty
        let inset = GraphLayout.inset
        let body = head.height + inset + 6
        piece.width = max(head.width, content.width) + 2 * inset
        piece.height = body + content.height + inset
        let frame = GraphRect(x: 0, y: 0, width: piece.width, height: piece.height)
        piece.draw(.frame(frame, look: sketch.step.look))
        piece.place(content, x: inset, y: body)
        piece.place(head, x: inset, y: inset)
        piece.width = frame.width
        return piece
    }

    /// Pieces below one another.
    func column(_ pieces: some Sequence<GraphPiece>) -> GraphPiece {
        var column = GraphPiece.empty
        for piece in pieces {
            let x = GraphLayout.inlet
            let y = column.items.isEmpty ? 0 : column.height + GraphLayout.gap
            if y > 0 {
                let top = GraphPoint(x: x, y: column.height)
                column.draw(.arrow([top, GraphPoint(x: x, y: y)], hasHead: true))
            }
            column.place(piece, x: 0, y: y)
        }
        return column
    }

    /// How wide a step would like to be.
    func wish(_ sketch: StepSketch) -> Int {
        let inset = 2 * GraphLayout.inset
        let inner = sketch.blocks.map { block in
            (block.steps.map(wish).max() ?? 0) + (sketch.isParallel ? 0 : GraphLayout.inset * 2)
        }
        guard let widest = inner.max() else { return GraphLayout.usual }
        let filled = sketch.blocks.filter { !$0.steps.isEmpty }.count
        let isWide = sketch.isParallel || filled > 1
        let sum = inner.reduce(0, +) + (inner.count - 1) * GraphLayout.gap
        return max(GraphLayout.usual, isWide ? sum : widest) + inset
    }
}
