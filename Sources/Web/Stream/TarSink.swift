internal import Casework

/// A bundle as a tar archive (POSIX.1-2001: ustar, with pax where a file is larger than 8 GiB), written as it comes.
///
/// An archive wants to know how long a file is before its first byte. What is not told in time waits in sealed files and
/// goes last.
final class TarSink: BundleSink {
    private let download: Download
    /// Seconds since 1970, for every file.
    private let time: Int64
    private var current: (file: String, rest: Int64)?
    private var padding = 0
    private var late: [(file: String, writer: SealedSpill.Writer)] = []

    init(_ download: Download, time: Int64) { (self.download, self.time) = (download, time) }

    func expect(_ size: Int64, in file: String) async throws {
        try await close()
        try await download.write(TarHeader.of(file, size: size, time: time))
        current = (file, size)
        padding = Int((512 - size % 512) % 512)
    }

    func append(_ bytes: [UInt8], to file: String) async throws {
        if let open = current, open.file == file {
            guard open.rest >= Int64(bytes.count) else { throw OtherSize() }
            current?.rest -= Int64(bytes.count)
            return try await download.write(bytes)
        }
        if !late.contains(where: { $0.file == file }) { late.append((file, try SealedSpill.Writer())) }
        try late.first { $0.file == file }?.writer.append(bytes)
    }

    /// Writes what waited, and the end of the archive.
    func finish() async throws {
        for (file, writer) in late {
            let spill = try writer.finish()
            try await expect(spill.size, in: file)
            let next = try spill.pieces()
            while let piece = try next() { try await append(piece, to: file) }
        }
        try await close()
        try await download.write([UInt8](repeating: 0, count: 1_024))
    }

    private func close() async throws {
        guard let open = current else { return }
        guard open.rest == 0 else { throw OtherSize() }
        try await download.write([UInt8](repeating: 0, count: padding))
        current = nil
    }

    /// The store gave another number of bytes than it had counted: the log was changed meanwhile.
    struct OtherSize: Error {}
}

/// What stands in front of a file in a tar archive.
enum TarHeader {
    /// The most that eleven octal digits can say.
    private static let largest: Int64 = 0o77_777_777_777

    static func of(_ file: String, size: Int64, time: Int64) -> [UInt8] {
        guard size > largest else { return block(file, size: size, time: time, kind: "0") }
        let record = pax("size", String(size))
        let padding = [UInt8](repeating: 0, count: (512 - record.count % 512) % 512)
        return block("pax/\(file)", size: Int64(record.count), time: time, kind: "x") + record + padding
            + block(file, size: 0, time: time, kind: "0")
    }

    /// A record begins with its own length in decimal digits.
    private static func pax(_ name: String, _ value: String) -> [UInt8] {
        let rest = " \(name)=\(value)\n"
        var length = rest.utf8.count + 1
        while String(length).utf8.count + rest.utf8.count != length { length += 1 }
        return Array("\(length)\(rest)".utf8)
    }

    private static func block(_ file: String, size: Int64, time: Int64, kind: Character) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            for (offset, byte) in text.utf8.enumerated() { block[place + offset] = byte }
        }
        func octal(_ number: Int64, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(String(file.prefix(99)), at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(size, 11), at: 124)
        put(octal(time, 11), at: 136)
        put(String(kind), at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put("        ", at: 148)
        put(octal(block.reduce(0) { $0 + Int64($1) }, 6) + "\0 ", at: 148)
        return block
    }
}
