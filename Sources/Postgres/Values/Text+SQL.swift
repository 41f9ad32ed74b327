extension String: SQLEncodable, SQLDecodable {
    /// Left to the server, so that text also fits enums, uuid, date, numeric, inet and the like.
    public static var sqlType: TypeOID { .inferred }

    /// The text; one with a NUL character makes the statement fail before it is sent.
    public var sqlParameter: SQLParameter { .text(self) }

    /// Reads every text type, json, jsonb, uuid, numeric, whole numbers and enums; others need a cast in the statement.
    public static func decode(_ cell: SQLCell) throws -> String {
        switch cell.type {
        case .text, .varchar, .bpchar, .name, .char, .json, .xml, .unknown: return try cell.text(cell.bytes)
        case .jsonb: return try cell.text(try cell.jsonbBody())
        case .uuid: return try cell.uuidText()
        case .numeric: return try NumericText.decode(cell)
        case .int2, .int4, .int8, .oid, .xid: return String(try cell.integer())
        case .xid8: return String(try cell.bigEndian(UInt64.self))
        case .void: return ""
        default: return try cell.labelOfUserDefinedType()
        }
    }
}

extension SQLCell {
    func text(_ bytes: UnsafeRawBufferPointer) throws -> String {
        guard let text = String(validating: bytes.bindMemory(to: UInt8.self), as: UTF8.self) else {
            throw SQLDecodingFailure(reason: "is \(type) that is not UTF-8")
        }
        return text
    }

    /// The text of a jsonb, which starts after a version byte.
    func jsonbBody() throws -> UnsafeRawBufferPointer {
        guard bytes.first == 1 else { throw SQLDecodingFailure(reason: "is a jsonb of an unknown version") }
        return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    }

    fileprivate func uuidText() throws -> String {
        guard bytes.count == 16 else { throw SQLDecodingFailure(reason: "is a uuid that is not 16 bytes") }
        var text = ""
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            if byte < 16 { text.append("0") }
            text += String(byte, radix: 16)
        }
        return text
    }

    /// Enums and text-like extension types send their text; composites, ranges and arrays of them start with a
    /// control byte, which no label does.
    fileprivate func labelOfUserDefinedType() throws -> String {
        let looksBinary = bytes.contains(0) || (bytes.first.map { $0 < 0x20 && ![9, 10, 13].contains($0) } ?? false)
        guard type.rawValue >= TypeOID.firstUserDefined.rawValue, !looksBinary else {
            throw SQLDecodingFailure(
                reason: "is \(type), which does not decode as String; cast it in the statement: ::text")
        }
        return try text(bytes)
    }
}
