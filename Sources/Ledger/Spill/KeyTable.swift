/// Values by the bytes of their keys.
///
/// The verifier asks twice for every entry. The keys lie one behind the other in the order in which they came: asking
/// allocates nothing, and what was met lately lies together.
struct KeyTable<Value: Sendable>: Sendable {
    private struct Place {
        let hash: UInt64
        let start: Int
        let end: Int
    }

    /// Numbers of places and 1, or 0 where there is none; at least twice as many as there are places.
    private var slots = [Int32](repeating: 0, count: 16)
    private var places: [Place] = []
    private var keys: [UInt8] = []
    private var values: [Value] = []
    private let hash = KeyHash()

    /// The number of keys.
    var count: Int { places.count }
    /// The length of all keys.
    var keyLength: Int { keys.count }

    /// The number of a key, nil when it is not there. Keys are numbered from 0 in the order in which they came.
    func find(_ key: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = hash(key)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if places[number].hash == hash, isKey(number, key) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isKey(_ number: Int, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        withKey(number) { $0.count == key.count && Bytes.order($0, key) == 0 }
    }

    /// Shows a key.
    func withKey<Result>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let place = places[number]
        return try keys.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[place.start..<place.end])) }
    }

    /// The value of a key.
    subscript(number: Int) -> Value {
        _read { yield values[number] }
        _modify { yield &values[number] }
    }

    /// Adds a key that is not there.
    mutating func add(_ key: UnsafeBufferPointer<UInt8>, _ value: Value) {
        if 2 * (places.count + 1) > slots.count {
            slots = [Int32](repeating: 0, count: 2 * slots.count)
            for number in places.indices { occupy(places[number].hash, number) }
        }
        let place = Place(hash: hash(key), start: keys.count, end: keys.count + key.count)
        occupy(place.hash, places.count)
        places.append(place)
        keys += key
        values.append(value)
    }

    private mutating func occupy(_ hash: UInt64, _ number: Int) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(number + 1)
    }

    /// Forgets everything and keeps the room.
    mutating func removeAll() {
        for slot in slots.indices { slots[slot] = 0 }
        places.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    /// The numbers of all keys in the order of their bytes.
    var order: [Int] {
        keys.withUnsafeBufferPointer { keys in
            func key(_ number: Int) -> UnsafeBufferPointer<UInt8> {
                UnsafeBufferPointer(rebasing: keys[places[number].start..<places[number].end])
            }
            var order = places.indices.map { (first: Bytes.firstEight(key($0)), number: $0) }
            order.sort {
                $0.first == $1.first ? Bytes.order(key($0.number), key($1.number)) < 0 : $0.first < $1.first
            }
            return order.map(\.number)
        }
    }
}

/// Spreads keys over a table: fast, and by two numbers that are drawn for each table, so that nobody can write a log whose
/// keys all fall together.
struct KeyHash: Sendable {
    private let seed = UInt64.random(in: .min ... .max)
    private let factor = UInt64.random(in: .min ... .max) | 1

    func callAsFunction(_ key: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(key)
        var state = seed ^ UInt64(truncatingIfNeeded: raw.count)
        var place = 0
        while place + 8 <= raw.count {
            state = folded(state ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest: UInt64 = 0
        while place < raw.count {
            rest = rest << 8 | UInt64(raw[place])
            place += 1
        }
        return folded(folded(state ^ rest))
    }

    private func folded(_ state: UInt64) -> UInt64 {
        let product = state.multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }
}
