/// The boxes and arrows of a playbook, for notations that lay themselves out.
struct FlowChart {
    /// A box.
    struct Node {
        /// The step; nil for the start of the flow or of a side path, and for joins.
        let sketch: StepSketch?
        /// What stands in it without a step.
        let label: String
    }
    /// An arrow.
    struct Edge: Equatable {
        let from: Int
        let to: Int
        let label: String
        /// Whether it leads back into a loop.
        let isBack: Bool
    }
    /// An arrow that has no end yet.
    private struct Loose {
        let from: Int
        var label = ""
    }

    private(set) var nodes: [Node] = []
    private(set) var edges: [Edge] = []
    /// The side paths: what they are called, and which nodes they have.
    private(set) var sides: [(label: String, nodes: Range<Int>)] = []

    /// The chart of a playbook.
    init(_ book: SketchBook) {
        let start = add(Node(sketch: nil, label: book.tongue("Начало", "Start")))
        let ends = walk(book.main, from: [Loose(from: start)], book.tongue)
        if !ends.isEmpty {
            connect(ends, to: add(Node(sketch: nil, label: book.tongue("Возврат", "Return"))))
        }
        for side in book.interrupts {
            let first = nodes.count
            let start = add(Node(sketch: nil, label: side.label))
            _ = walk(side.steps, from: [Loose(from: start)], book.tongue)
            sides.append((side.label, first..<nodes.count))
        }
    }

    private mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func connect(_ loose: [Loose], to node: Int, isBack: Bool = false) {
        for arrow in loose {
            let edge = Edge(from: arrow.from, to: node, label: arrow.label, isBack: isBack)
            if !edges.contains(edge) { edges.append(edge) }
        }
    }

    /// Adds steps that follow one another; gives the arrows that lead out behind them.
    private mutating func walk(_ steps: [StepSketch], from loose: [Loose], _ tongue: Tongue) -> [Loose] {
        var loose = loose
        for sketch in steps {
            let node = add(Node(sketch: sketch, label: ""))
            connect(loose, to: node)
            loose = inside(sketch, node, tongue)
        }
        return loose
    }

    private mutating func inside(_ sketch: StepSketch, _ node: Int, _ tongue: Tongue) -> [Loose] {
        if sketch.isEnd { return [] }
        if sketch.blocks.isEmpty { return [Loose(from: node)] }
        var out: [Loose] = []
        for block in sketch.blocks {
            out += walk(block.steps, from: [Loose(from: node, label: block.label)], tongue)
        }
        switch sketch.step.kind {
        case .loop:
            connect(out, to: node, isBack: true)
            return [Loose(from: node, label: tongue("все", "no more"))]
        case .parallel:
            if out.isEmpty { return [] }
            let join = add(Node(sketch: nil, label: ""))
            connect(out, to: join)
            return [Loose(from: join)]
        case .action(let action):
            if action.onDone.isEmpty { out.insert(Loose(from: node, label: tongue("сделано", "done")), at: 0) }
            if action.onCannot.isEmpty { out.append(Loose(from: node, label: tongue("нельзя", "cannot"))) }
            return out
        case .wait: return [Loose(from: node, label: tongue("пришло", "it came"))] + out
        case .decide(let decision) where decision.cases.last?.when != nil:
            return out + [Loose(from: node, label: tongue("иначе", "else"))]
        default: return out
        }
    }
}
