/// What a file is, told by its first bytes and never by its name.
enum MediaType {
    /// What is taken: pictures, documents, recordings, plain text. Nothing that a computer would carry out.
    static let taken = "PNG, JPEG, GIF, WebP, HEIC, PDF, MP3, M4A, MP4, OGG, WAV, AMR, plain text"

    /// The media type of a file that begins like this; nil for what is not taken.
    static func of(_ head: ArraySlice<UInt8>) -> String? {
        for known in signatures where head.dropFirst(known.offset).starts(with: known.bytes) { return known.type }
        if head.dropFirst(4).starts(with: Array("ftyp".utf8)) { return brand(head) }
        if head.starts(with: Array("RIFF".utf8)) {
            switch String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self) {
            case "WEBP": return "image/webp"
            case "WAVE": return "audio/wav"
            default: return nil
            }
        }
        return isText(head) ? "text/plain" : nil
    }

    private struct Signature {
        let bytes: [UInt8]
        let type: String
        var offset = 0
    }

    private static let signatures = [
        Signature(bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], type: "image/png"),
        Signature(bytes: [0xFF, 0xD8, 0xFF], type: "image/jpeg"),
        Signature(bytes: Array("GIF87a".utf8), type: "image/gif"),
        Signature(bytes: Array("GIF89a".utf8), type: "image/gif"),
        Signature(bytes: Array("%PDF-".utf8), type: "application/pdf"),
        Signature(bytes: Array("ID3".utf8), type: "audio/mpeg"), Signature(bytes: [0xFF, 0xFB], type: "audio/mpeg"),
        Signature(bytes: [0xFF, 0xF3], type: "audio/mpeg"), Signature(bytes: [0xFF, 0xF2], type: "audio/mpeg"),
        Signature(bytes: Array("OggS".utf8), type: "audio/ogg"),
        Signature(bytes: Array("#!AMR".utf8), type: "audio/amr"),
    ]

    /// The container of phones' cameras and recorders, by its main brand.
    private static func brand(_ head: ArraySlice<UInt8>) -> String? {
        switch String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self) {
        case "heic", "heix", "mif1", "msf1": "image/heic"
        case "M4A ", "M4B ": "audio/mp4"
        case "isom", "iso2", "mp41", "mp42", "avc1", "3gp4", "3gp5", "qt  ": "video/mp4"
        default: nil
        }
    }

    /// Text in UTF-8 without control characters, and none that begins like a script or a page.
    private static func isText(_ head: ArraySlice<UInt8>) -> Bool {
        let isControl = head.contains { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }
        if isControl || head.starts(with: Array("#!".utf8)) { return false }
        // The last character may be cut.
        return (0...3).contains { String(validating: head.dropLast($0), as: UTF8.self) != nil }
    }
}
