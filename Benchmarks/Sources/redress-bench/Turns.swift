/// One side of a comparison.
struct Side {
    let name: String
    /// What must be there before the time runs.
    var prepare: () async throws -> Void = {}
    /// Answers what it reached in one turn.
    let turn: () async throws -> Turn

    /// A side that is asked for its rate only.
    init(name: String, rate: @escaping () async throws -> Double) {
        self.name = name
        turn = { Turn(rate: try await rate()) }
    }

    /// A side that says what its work cost.
    init(
        name: String, prepare: @escaping () async throws -> Void = {}, turn: @escaping () async throws -> Turn
    ) {
        (self.name, self.prepare, self.turn) = (name, prepare, turn)
    }
}

/// What a side reached in one turn.
struct Turn: Sendable {
    /// So many a second, or so long.
    let rate: Double
    /// The processor time of one operation, in microseconds: of the client and of the server together.
    var cost: Double?
    /// The server's part of it.
    var server: Double?
}

/// Lets the sides take turns, A B C A B C …, because the machine is shared: what disturbs one disturbs all.
func takeTurns(_ rounds: Int, _ sides: [Side]) async throws -> [[Turn]] {
    var results = [[Turn]](repeating: [], count: sides.count)
    for _ in 0..<rounds {
        for (index, side) in sides.enumerated() {
            try await side.prepare()
            results[index].append(try await side.turn())
        }
    }
    return results
}

extension [Turn] {
    /// What was reached, turn by turn.
    var rates: [Double] { map(\.rate) }
    /// What it cost, turn by turn.
    var costs: [Double] { compactMap(\.cost) }
    /// The server's part of it, turn by turn.
    var serverCosts: [Double] { compactMap(\.server) }
}
