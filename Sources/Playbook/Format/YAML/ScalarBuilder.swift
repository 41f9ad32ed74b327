/// Puts a value together from stretches of the file and remembers where each stands.
struct ScalarBuilder {
    private var bytes: [UInt8] = []
    private var count = 0
    private(set) var segments: [YAMLScalar.Segment] = []

    /// Whether nothing was added yet.
    var isEmpty: Bool { bytes.isEmpty }

    /// Notes that what follows stands at `place`.
    mutating func begin(at place: Place) {
        if segments.last?.index == count { segments.removeLast() }
        segments.append(YAMLScalar.Segment(index: count, place: place))
    }

    /// Adds a stretch of the file.
    mutating func append(_ stretch: ArraySlice<UInt8>) {
        bytes.append(contentsOf: stretch)
        for byte in stretch where byte & 0xC0 != 0x80 { count += 1 }
    }

    /// Adds one character that stands for something else in the file.
    mutating func append(_ scalar: Unicode.Scalar) {
        bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
        count += 1
    }

    /// Adds so many line breaks.
    mutating func appendLines(_ number: Int) {
        bytes.append(contentsOf: repeatElement(0x0A, count: number))
        count += number
    }

    /// The value.
    func scalar(_ style: YAMLScalar.Style) -> YAMLScalar {
        YAMLScalar(text: String(decoding: bytes, as: UTF8.self), style: style, segments: segments)
    }
}
