/// Where the nodes of the program stand in the arrays of a run.
struct RunFrame: Sendable {
    let nodes: Int
    let blocks: Int
    let units: Int
    let raise: Int?
    static let main = RunFrame(nodes: 0, blocks: 0, units: 0, raise: nil)
}

extension Run {
    /// The frame of an instance.
    func frame(of instance: Int, in program: Program) -> RunFrame {
        if instance < program.mainNodes { return .main }
        guard let number = raises.lastIndex(where: { $0.nodes <= instance }) else { return .main }
        return frame(ofRaise: number, in: program)
    }

    func frame(ofRaise number: Int, in program: Program) -> RunFrame {
        let raise = raises[number]
        let side = program.sides[raise.side]
        return RunFrame(
            nodes: raise.nodes - side.nodes.lowerBound, blocks: raise.blocks - side.blocks.lowerBound,
            units: raise.units - side.units.lowerBound, raise: number)
    }

    /// The unit of a node, as an index of ``slots``.
    func unit(of node: Int, _ frame: RunFrame, in program: Program) -> Int {
        let unit = program.nodes[node].unit
        return unit < program.mainUnits ? unit : unit + frame.units
    }

    /// The instance of a node: what is outside of an interrupt has only one.
    func instance(of node: Int, _ frame: RunFrame, in program: Program) -> Int {
        node < program.mainNodes ? node : node + frame.nodes
    }

    func path(of instance: Int, in program: Program) -> StepPath {
        let frame = frame(of: instance, in: program)
        let text = program.nodes[instance - frame.nodes].path
        guard let raise = frame.raise, raises[raise].number > 1, let slash = text.firstIndex(of: "/") else {
            return StepPath(text)
        }
        return StepPath("\(text[..<slash])#\(raises[raise].number)\(text[slash...])")
    }

    /// The instance at a path; nil when the program has no such step, or the interrupt was not raised so often.
    func instance(at path: StepPath, in program: Program) -> Int? {
        guard let (id, number, plain) = Program.side(of: path.text) else {
            return isStarted ? program.index[path.text] : nil
        }
        guard let node = program.index[plain],
            let raise = raises.first(where: { $0.number == number && program.sides[$0.side].id == id })
        else { return nil }
        return node - program.sides[raise.side].nodes.lowerBound + raise.nodes
    }

    func code(of instance: Int, in program: Program) -> StepCode {
        program.nodes[instance - frame(of: instance, in: program).nodes].code
    }

    /// All instances in the order of the screen: interrupts first, then the main flow.
    func instancesInOrder(_ program: Program) -> [Int] {
        Array(min(program.mainNodes, live.count)..<live.count) + Array(0..<min(program.mainNodes, live.count))
    }
}

extension Program {
    /// The node that contains this one; nil at the top.
    func owner(of node: Int) -> Int? { blocks[nodes[node].block].owner }
}
