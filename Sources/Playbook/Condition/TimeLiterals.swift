import Canonical

extension Condition.Checker {
    /// `timestamp("…")`, `duration("…")` and `money("RUB", 250000)`: literals that are read when the expression is checked.
    mutating func literal(_ name: String, _ arguments: [Condition.Syntax], column: Int) throws(ConditionError)
        -> Condition.Typed
    {
        var parts: [Condition.Typed] = []
        for argument in arguments { parts.append(try check(argument)) }
        if let part = parts.first(where: { $0.constant == nil }) { throw notConstant(part.column) }
        switch (name, parts.map { $0.constant ?? .list([]) }) {
        case ("timestamp", let values) where values.count == 1:
            return try timestamp(values[0], column: column)
        case ("duration", let values) where values.count == 1:
            return try duration(values[0], column: column)
        case ("money", let values) where values.count == 2:
            return try money(values[0], values[1], column: column)
        default: throw wrongArguments(name, column: column, hint: Condition.examples[name] ?? name)
        }
    }

    private func timestamp(_ value: Value, column: Int) throws(ConditionError) -> Condition.Typed {
        guard case .string(let text) = value else {
            throw wrongArguments("timestamp", column: column, hint: Condition.examples["timestamp"] ?? "")
        }
        guard !text.utf8.contains(where: { $0 == UInt8(ascii: "t") || $0 == UInt8(ascii: "z") }),
            let moment = Timestamp(text), Condition.moments.contains(moment.microseconds)
        else {
            throw ConditionError(
                .badTimestamp, column: column, "this is not a moment of RFC 3339 in the years 1 to 9999",
                hint: "write \(Condition.examples["timestamp"] ?? "")")
        }
        return Condition.Typed(node: .constant(.timestamp(moment)), type: .timestamp, column: column)
    }

    private func duration(_ value: Value, column: Int) throws(ConditionError) -> Condition.Typed {
        guard case .string(let text) = value else {
            throw wrongArguments("duration", column: column, hint: Condition.examples["duration"] ?? "")
        }
        guard let microseconds = Condition.duration(text) else {
            throw ConditionError(
                .badDuration, column: column, "this is not a span of whole microseconds, up to 292 years",
                hint: "write hours, minutes and seconds: duration(\"1h30m\"), \"90s\", \"1.5h\"")
        }
        return Condition.Typed(node: .constant(.duration(microseconds)), type: .duration, column: column)
    }

    private func money(_ currency: Value, _ minor: Value, column: Int) throws(ConditionError) -> Condition.Typed {
        guard case .string(let currency) = currency, case .int(let minor) = minor else {
            throw wrongArguments("money", column: column, hint: Condition.examples["money"] ?? "")
        }
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw ConditionError(
                .badMoney, column: column, "a currency is three capital letters",
                hint: "write \(Condition.examples["money"] ?? "")")
        }
        let amount = Money(minor: minor, currency: currency)
        return Condition.Typed(node: .constant(.money(amount)), type: .money, column: column)
    }
}

extension Condition {
    static let examples = [
        "timestamp": "timestamp(\"2026-03-02T08:00:00Z\")", "duration": "duration(\"24h\")",
        "money": "money(\"RUB\", 250000)",
    ]

    /// Microseconds of a span as Go and CEL write it: `1h30m`, `-1.5s`, `0`; nil unless it is whole and in range.
    static func duration(_ text: String) -> Int64? {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        var nanoseconds: UInt64 = 0
        if rest.isEmpty { return nil }
        while !rest.isEmpty {
            guard let piece = durationPiece(&rest) else { return nil }
            let (sum, overflow) = nanoseconds.addingReportingOverflow(piece)
            if overflow { return nil }
            nanoseconds = sum
        }
        guard nanoseconds % 1000 == 0, let value = Int64(exactly: nanoseconds / 1000), spans.contains(value) else {
            return nil
        }
        return isNegative ? -value : value
    }

    /// A number with a unit, in nanoseconds; nil when a part of a nanosecond would be lost.
    private static func durationPiece(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var digits: UInt64 = 0
        var scale: UInt64 = 1
        var count = 0
        var hasPoint = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if case let digit = byte &- 0x30, digit < 10 {
                let (scaled, tooLarge) = digits.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = scaled.addingReportingOverflow(UInt64(digit))
                let (tenfold, tooFine) = hasPoint ? scale.multipliedReportingOverflow(by: 10) : (scale, false)
                if tooLarge || overflow || tooFine { return nil }
                (digits, scale, count) = (sum, tenfold, count + 1)
            } else {
                break
            }
            rest.removeFirst()
        }
        let unit = Array(rest.prefix { $0 != UInt8(ascii: ".") && !(0x30...0x39).contains($0) })
        guard count > 0, let size = units[String(decoding: unit, as: UTF8.self)] else { return nil }
        rest.removeFirst(unit.count)
        let product = digits.multipliedFullWidth(by: size)
        guard product.high < scale else { return nil }
        let (quotient, remainder) = scale.dividingFullWidth(product)
        return remainder == 0 ? quotient : nil
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]

    /// Seconds east of UTC of `UTC` or a fixed offset.
    static func zoneOffset(_ name: String) -> Int64? {
        if name == "UTC" { return 0 }
        let bytes = Array(name.utf8)
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":")
        else { return nil }
        let digits = [1, 2, 4, 5].map { Int64(bytes[$0]) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let hours = digits[0] * 10 + digits[1]
        let minutes = digits[2] * 10 + digits[3]
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
    }
}
