/// Keccak-256 as Ethereum uses it: the padding of the contest's entry, not that of SHA-3, so no library of this program
/// has it.
enum Keccak {
    private static let roundConstants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
        0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
    private static let rotations: [UInt64] = [
        1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44,
    ]
    private static let lanes = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1]
    private static let rate = 136

    /// The 32 bytes of the hash.
    static func hash256(_ message: [UInt8]) -> [UInt8] {
        var state = [UInt64](repeating: 0, count: 25)
        var padded = message + [1]
        padded += [UInt8](repeating: 0, count: (rate - padded.count % rate) % rate)
        padded[padded.count - 1] |= 0x80
        for block in stride(from: 0, to: padded.count, by: rate) {
            for place in 0..<rate {
                let byte = UInt64(padded[block + place])
                state[place / 8] ^= byte << UInt64(place % 8 * 8)
            }
            permute(&state)
        }
        return (0..<32).map { place -> UInt8 in
            let lane: UInt64 = state[place / 8]
            return UInt8(truncatingIfNeeded: lane >> UInt64(place % 8 * 8))
        }
    }

    private static func permute(_ state: inout [UInt64]) {
        for constant in roundConstants {
            var columns = [UInt64](repeating: 0, count: 5)
            for place in 0..<25 { columns[place % 5] ^= state[place] }
            for x in 0..<5 {
                let mixed = columns[(x + 4) % 5] ^ turned(columns[(x + 1) % 5], 1)
                for y in stride(from: 0, to: 25, by: 5) { state[x + y] ^= mixed }
            }
            var last = state[1]
            for (lane, rotation) in zip(lanes, rotations) {
                (state[lane], last) = (turned(last, rotation), state[lane])
            }
            for y in stride(from: 0, to: 25, by: 5) {
                let row = Array(state[y..<(y + 5)])
                for x in 0..<5 {
                    let others: UInt64 = ~row[(x + 1) % 5] & row[(x + 2) % 5]
                    state[y + x] = row[x] ^ others
                }
            }
            state[0] ^= constant
        }
    }

    private static func turned(_ lane: UInt64, _ bits: UInt64) -> UInt64 { lane << bits | lane >> (64 - bits) }
}

/// EIP-55: the case of the letters of an Ethereum address is its checksum.
enum EIP55 {
    /// Whether 40 hexadecimal digits after `0x` carry a checksum that fits; digits in one case carry none.
    static func accepts(_ digits: Substring) -> Bool {
        let lower = digits.lowercased()
        if String(digits) == lower || String(digits) == digits.uppercased() { return true }
        let hash = Keccak.hash256(Array(lower.utf8))
        return zip(digits, lower).enumerated().allSatisfy { place, pair in
            guard pair.1.isLetter else { return true }
            let byte: UInt8 = hash[place / 2]
            let nibble: UInt8 = place % 2 == 0 ? byte >> 4 : byte & 15
            return pair.0.isUppercase == (nibble >= 8)
        }
    }
}
