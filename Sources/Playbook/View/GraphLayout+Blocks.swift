extension GraphLayout {
    /// The blocks inside of a step: branches side by side, cases below one another, in columns where there is room.
    func blocks(of sketch: StepSketch, available: Int) -> GraphPiece {
        if sketch.isParallel { return sideBySide(sketch, available: available) }
        let filled = sketch.blocks.filter { !$0.steps.isEmpty }.count
        var count = max(1, min(filled, (available + GraphLayout.gap) / (GraphLayout.usual + 6)))
        while true {
            let share = (available - (count - 1) * GraphLayout.gap) / count
            let indent = 2 * GraphLayout.inset
            let pieces = sketch.blocks.map { labelled($0, available: share - indent, look: sketch.step.look) }
            let columns = GraphLayout.columns(of: pieces.map(\.height), gap: 8, most: count)
            if columns.count == count { return joined(columns.map { stacked(Array(pieces[$0])) }, inlet: 4) }
            // One case is as long as all others in fewer columns: then it gets the room that they leave.
            count = columns.count
        }
    }

    /// Branches in columns; those that are long get more of the room.
    private func sideBySide(_ sketch: StepSketch, available: Int) -> GraphPiece {
        let count = sketch.blocks.count
        let share = (available - (count - 1) * GraphLayout.gap) / max(count, 1)
        let base = max(GraphLayout.narrow, min(share, GraphLayout.usual + 4 * GraphLayout.inset))
        func piece(_ index: Int, _ width: Int) -> GraphPiece {
            labelled(sketch.blocks[index], available: width, look: sketch.step.look)
        }
        var pieces = sketch.blocks.indices.map { piece($0, base) }
        for _ in 0..<8 {
            let used = pieces.reduce(0) { $0 + $1.width } + (count - 1) * GraphLayout.gap
            guard let longest = pieces.indices.max(by: { pieces[$0].height < pieces[$1].height }) else { break }
            let wished = sketch.blocks[longest].steps.map(wish).max() ?? 0
            guard wished > pieces[longest].width else { break }
            let width = pieces[longest].width + min(available - used, GraphLayout.usual + 2 * GraphLayout.inset)
            let wider = piece(longest, width)
            let growth = wider.width - pieces[longest].width
            guard growth > 0, used + growth <= available, wider.height < pieces[longest].height else { break }
            pieces[longest] = wider
        }
        return joined(pieces, inlet: GraphLayout.inlet)
    }

    /// Columns under a line that joins them.
    private func joined(_ columns: [GraphPiece], inlet: Int) -> GraphPiece {
        if columns.count == 1, inlet < GraphLayout.inlet { return columns[0] }
        var row = GraphPiece.empty
        let top = 12
        var last = inlet
        for (index, column) in columns.enumerated() {
            let x = index == 0 ? 0 : row.width + GraphLayout.gap
            row.place(column, x: x, y: top)
            last = x + inlet
            let hasHead = inlet == GraphLayout.inlet
            row.draw(.arrow([GraphPoint(x: last, y: 2), GraphPoint(x: last, y: top)], hasHead: hasHead))
        }
        row.draw(.arrow([GraphPoint(x: inlet, y: -6), GraphPoint(x: inlet, y: 2)], hasHead: false))
        row.draw(.arrow([GraphPoint(x: inlet, y: 2), GraphPoint(x: last, y: 2)], hasHead: false))
        return row
    }

    /// A label above the steps that it leads to.
    func labelled(_ block: StepSketch.Block, available: Int, look: String) -> GraphPiece {
        var piece = label(block.label, width: min(max(available, GraphLayout.narrow), GraphLayout.usual), look: look)
        guard !block.steps.isEmpty else { return piece }
        let x = GraphLayout.inlet
        let y = piece.height
        piece.draw(.arrow([GraphPoint(x: x, y: y), GraphPoint(x: x, y: y + 10)], hasHead: true))
        piece.place(column(block.steps.map { self.piece($0, available: available) }), x: 0, y: y + 10)
        return piece
    }

    private func label(_ text: String, width: Int, look: String) -> GraphPiece {
        let lines = LetterWidths.lines(of: text, width: width - 12, size: 10, isBold: true, limit: max(2, lineLimit))
        let widest = lines.map { LetterWidths.width(of: $0, size: 10, isBold: true) }.max() ?? 0
        let rect = GraphRect(
            x: 0, y: 0, width: max(widest + 12, GraphLayout.inlet + 12), height: lines.count * 13 + 5)
        return GraphPiece(width: rect.width, height: rect.height, items: [.label(rect, lines: lines, look: look)])
    }

    /// Cases below one another along a line at the left.
    private func stacked(_ pieces: [GraphPiece]) -> GraphPiece {
        var stack = GraphPiece.empty
        let (spine, indent) = (4, 2 * GraphLayout.inset)
        var last = 0
        for piece in pieces {
            let y = stack.items.isEmpty ? 0 : stack.height + 8
            stack.place(piece, x: indent, y: y)
            last = y + 9
            stack.draw(.arrow([GraphPoint(x: spine, y: last), GraphPoint(x: indent, y: last)], hasHead: true))
        }
        stack.draw(.arrow([GraphPoint(x: spine, y: -6), GraphPoint(x: spine, y: last)], hasHead: false))
        return stack
    }

    /// Divides things below one another into at most so many columns, as even as their order allows.
    static func columns(of heights: [Int], gap: Int, most: Int) -> [Range<Int>] {
        var limit = heights.max() ?? 0
        while true {
            let columns = columns(of: heights, gap: gap, limit: limit)
            if columns.count <= most { return columns }
            limit += 10
        }
    }

    /// Divides things below one another into columns that are no higher than `limit`.
    static func columns(of heights: [Int], gap: Int, limit: Int) -> [Range<Int>] {
        var columns: [Range<Int>] = []
        var (start, height) = (0, 0)
        for (index, own) in heights.enumerated() {
            if index > start, height + gap + own > limit {
                columns.append(start..<index)
                (start, height) = (index, own)
            } else {
                height += own + (index > start ? gap : 0)
            }
        }
        return columns + (heights.isEmpty ? [] : [start..<heights.count])
    }
}
