import Canonical

/// Random numbers that are the same in each run.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
}

extension JSON {
    /// Any value, nested up to `depth`.
    static func random(depth: Int, _ dice: inout Dice) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &dice) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &dice))
        case 2: return .int(Int64.random(in: .min ... .max, using: &dice))
        case 3: return .string(.random(&dice))
        case 4: return .array((0..<Int.random(in: 0..<5, using: &dice)).map { _ in random(depth: depth - 1, &dice) })
        default:
            var members: Members = [:]
            let most = Bool.random(using: &dice) ? 5 : 40
            for _ in 0..<Int.random(in: 0..<most, using: &dice) {
                members[.random(&dice)] = random(depth: depth - 1, &dice)
            }
            return .object(members)
        }
    }
}

extension String {
    /// Any text of up to seven characters, of every plane and with control characters.
    static func random(_ dice: inout Dice) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<8, using: &dice) {
            let limit: UInt32 = [0x20, 0x80, 0x800, 0x10000, 0x110000].randomElement(using: &dice) ?? 1
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &dice)) { text.append(scalar) }
        }
        return String(text)
    }
}
