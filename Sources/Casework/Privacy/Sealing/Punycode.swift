/// RFC 3492: Unicode labels of domain names as ASCII.
enum Punycode {
    /// The encoded form without `xn--`; nil when the label is too long for the arithmetic.
    static func encoded(_ label: some StringProtocol) -> String? {
        let input = label.unicodeScalars.map(\.value)
        var output = input.filter { $0 < 0x80 }.map { UInt8($0) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (point, delta, bias, handled): (UInt32, UInt32, UInt32, UInt32) = (128, 0, 72, UInt32(basic))
        while handled < UInt32(input.count) {
            guard let next = input.filter({ $0 >= point }).min() else { return nil }
            let (step, overflow) = (next - point).multipliedReportingOverflow(by: handled + 1)
            let (sum, carry) = delta.addingReportingOverflow(step)
            if overflow || carry { return nil }
            (delta, point) = (sum, next)
            for scalar in input {
                if scalar < point { delta += 1 }
                if scalar == point {
                    append(delta, bias: bias, to: &output)
                    bias = adapted(delta, points: handled + 1, isFirst: handled == UInt32(basic))
                    (delta, handled) = (0, handled + 1)
                }
            }
            (delta, point) = (delta + 1, point + 1)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A number of variable length, least significant digit first.
    private static func append(_ number: UInt32, bias: UInt32, to output: inout [UInt8]) {
        var (rest, place): (UInt32, UInt32) = (number, 36)
        while true {
            let threshold = place <= bias ? 1 : min(26, place - bias)
            if rest < threshold { break }
            output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
            rest = (rest - threshold) / (36 - threshold)
            place += 36
        }
        output.append(digit(rest))
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26)
    }

    private static func adapted(_ delta: UInt32, points: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var steps: UInt32 = 0
        while delta > 455 {
            delta /= 35
            steps += 36
        }
        return steps + 36 * delta / (delta + 38)
    }
}
