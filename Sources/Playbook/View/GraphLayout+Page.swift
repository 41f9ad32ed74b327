/// The whole picture.
extension GraphLayout {
    /// Steps that share a band of the page, in columns as a newspaper has them.
    private struct Band {
        var pieces: [GraphPiece]
        /// Whether it is one step that needs the whole width.
        var isWide: Bool
    }
    private static let columnGap = 26
    private static let bandGap = 28

    /// The main flow in bands, and the side paths where there is room for them.
    func page(_ book: SketchBook, width: Int) -> GraphPiece {
        var page = GraphPiece.empty
        let interrupts = book.interrupts
        var sides = interrupts.isEmpty ? nil : self.sides(interrupts, available: width)
        var leave: GraphPoint?
        for band in bands(book.main, available: width) {
            let y = page.height == 0 ? 0 : page.height + GraphLayout.bandGap
            let (piece, out) = lay(band, available: width, beside: sides)
            if let leave { page.draw(.arrow(turn(from: leave, above: y), hasHead: true)) }
            page.place(piece, x: 0, y: y)
            if let apart = sides, piece.width + 2 * GraphLayout.columnGap + apart.width <= width {
                page.place(apart, x: width - apart.width, y: y)
                sides = nil
            }
            leave = GraphPoint(x: out.x, y: out.y + y)
        }
        if let sides { page.place(sides, x: 0, y: page.height + GraphLayout.bandGap) }
        return page
    }

    private func bands(_ sketches: [StepSketch], available: Int) -> [Band] {
        var bands: [Band] = []
        for sketch in sketches {
            let piece = self.piece(sketch, available: min(wish(sketch), available))
            let isWide = piece.width * 5 > available * 3
            if isWide || bands.isEmpty || bands[bands.count - 1].isWide {
                bands.append(Band(pieces: [piece], isWide: isWide))
            } else {
                bands[bands.count - 1].pieces.append(piece)
            }
        }
        return bands
    }

    /// The columns of a band, and where the flow leaves it; narrower when that saves the room of the side paths below.
    private func lay(_ band: Band, available: Int, beside sides: GraphPiece?) -> (GraphPiece, GraphPoint) {
        let whole = lay(band, available: available)
        guard let sides, !band.isWide else { return whole }
        let left = available - sides.width - 2 * GraphLayout.columnGap
        let narrow = lay(band, available: left)
        let isBetter = narrow.0.width <= left && narrow.0.height < whole.0.height + sides.height
        return isBetter ? narrow : whole
    }

    private func lay(_ band: Band, available: Int) -> (GraphPiece, GraphPoint) {
        let heights = band.pieces.map(\.height)
        var columns: [Range<Int>] = []
        var limit = heights.max() ?? 0
        while true {
            columns = GraphLayout.columns(of: heights, gap: GraphLayout.gap, limit: limit)
            let widths = columns.map { band.pieces[$0].map(\.width).max() ?? 0 }
            let width = widths.reduce(0, +) + (columns.count - 1) * GraphLayout.columnGap
            if width <= available || columns.count <= 1 { break }
            limit += 10
        }
        var piece = GraphPiece.empty
        var leave = GraphPoint(x: 0, y: 0)
        for (index, range) in columns.enumerated() {
            let x = index == 0 ? 0 : piece.width + GraphLayout.columnGap
            if index > 0 { piece.draw(.arrow(climb(from: leave, to: x), hasHead: true)) }
            let column = self.column(band.pieces[range])
            piece.place(column, x: x, y: 0)
            leave = GraphPoint(x: x + GraphLayout.inlet, y: column.height)
        }
        return (piece, leave)
    }

    /// From the foot of a column to the head of the next one.
    private func climb(from leave: GraphPoint, to x: Int) -> [GraphPoint] {
        let (below, channel, shoulder) = (leave.y + 9, x - 12, GraphLayout.shoulder)
        return [
            leave, GraphPoint(x: leave.x, y: below), GraphPoint(x: channel, y: below),
            GraphPoint(x: channel, y: shoulder), GraphPoint(x: x, y: shoulder),
        ]
    }

    /// From the end of a band to the beginning of the next one.
    private func turn(from leave: GraphPoint, above y: Int) -> [GraphPoint] {
        let (middle, shoulder) = (y - 10, y + GraphLayout.shoulder)
        return [
            leave, GraphPoint(x: leave.x, y: middle), GraphPoint(x: -9, y: middle), GraphPoint(x: -9, y: shoulder),
            GraphPoint(x: 0, y: shoulder),
        ]
    }

    /// The side paths, apart from the flow, as many in a row as there is room for.
    private func sides(_ blocks: [StepSketch.Block], available: Int) -> GraphPiece {
        var sides = GraphPiece.empty
        let inset = 10
        var (x, y, bottom) = (inset, inset, 0)
        for block in blocks {
            let wished = max(GraphLayout.usual, block.steps.map(wish).max() ?? 0)
            let piece = labelled(block, available: min(wished, available - 2 * inset), look: "escalate")
            if x > inset, x + piece.width > available - inset { (x, y) = (inset, bottom + GraphLayout.gap) }
            sides.place(piece, x: x, y: y)
            x += piece.width + GraphLayout.gap
            bottom = max(bottom, y + piece.height)
        }
        let frame = GraphRect(x: 0, y: 0, width: sides.width + inset, height: bottom + inset)
        sides.items.insert(.frame(frame, look: "side"), at: 0)
        (sides.width, sides.height) = (frame.width, frame.height)
        return sides
    }
}
