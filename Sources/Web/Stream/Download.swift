internal import Hummingbird
internal import NIOCore

/// A body that goes out piece by piece, as fast as its reader takes it. Who takes nothing for half a minute is cut off
/// (``Streams``).
final class Download {
    private var writer: any ResponseBodyWriter
    private let streams: Streams
    private let name: UInt64
    /// So small that a slow line takes a piece in time.
    private static let piece = 1 << 16

    private init(_ writer: any ResponseBodyWriter, _ streams: Streams, _ name: UInt64) {
        (self.writer, self.streams, self.name) = (writer, streams, name)
    }

    /// Lets `body` write and ends the answer behind it. When the body throws, the connection is closed without an end, so
    /// that nobody takes a part for the whole.
    static func run(
        _ writer: any ResponseBodyWriter, _ streams: Streams, _ body: (Download) async throws -> Void
    ) async throws {
        try await streams.keep { name in
            let download = Download(writer, streams, name)
            try await body(download)
            try await download.writer.finish(nil)
        }
    }

    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            streams.note(name, isWriting: true)
            try await writer.write(ByteBuffer(bytes: rest.prefix(Self.piece)))
            streams.note(name, isWriting: false)
            rest = rest.dropFirst(Self.piece)
        }
    }
}
