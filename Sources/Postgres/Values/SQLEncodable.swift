/// A value that can be bound to a parameter.
///
/// Numbers, booleans, `bytea`, times, `jsonb` and arrays travel in binary under their own type. Text travels as
/// text of a type that the server infers, so that it also fits enum, uuid, date and numeric columns; where nothing
/// tells the server the type (`$1 is null`, `jsonb_build_object('k', $1)`) the statement must say `::text`.
/// An `Int` is an `int8`: assignments to narrower columns convert, function arguments need a cast.
public protocol SQLEncodable: Sendable {
    /// The type under which the value, or its absence, is sent.
    static var sqlType: TypeOID { get }

    /// The value in the form in which it is sent.
    var sqlParameter: SQLParameter { get }
}

/// One value on its way to the server.
public struct SQLParameter: Sendable {
    enum Payload: Sendable {
        case null
        case binary([UInt8])
        case text([UInt8])
        case invalid(reason: String)
    }

    let type: TypeOID
    let payload: Payload

    /// No value.
    public static func null(_ type: TypeOID) -> SQLParameter {
        SQLParameter(type: type, payload: .null)
    }

    /// A value in the binary format of its type.
    public static func binary(_ type: TypeOID, _ bytes: [UInt8]) -> SQLParameter {
        SQLParameter(type: type, payload: .binary(bytes))
    }

    /// A value in the text format of a type that the server infers, or of the one given.
    ///
    /// PostgreSQL has no NUL character in text: such a value makes the statement fail before it is sent.
    public static func text(_ text: String, _ type: TypeOID = .inferred) -> SQLParameter {
        let bytes = Array(text.utf8)
        if bytes.contains(0) {
            return SQLParameter(type: type, payload: .invalid(reason: "text holds a NUL character"))
        }
        return SQLParameter(type: type, payload: .text(bytes))
    }

    /// A value that cannot be sent; the statement fails with the reason, which must not contain the value.
    public static func invalid(_ type: TypeOID, reason: String) -> SQLParameter {
        SQLParameter(type: type, payload: .invalid(reason: reason))
    }
}

extension SQLParameter: CustomStringConvertible, CustomReflectable {
    /// The type; never the value.
    public var description: String { "parameter of \(type)" }

    /// Nothing but the type.
    public var customMirror: Mirror { Mirror(self, children: ["type": type]) }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    /// The type of the wrapped value.
    public static var sqlType: TypeOID { Wrapped.sqlType }

    /// The wrapped value, or NULL.
    public var sqlParameter: SQLParameter { self?.sqlParameter ?? .null(Wrapped.sqlType) }
}

extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
    /// The type of the raw value: identifiers and enums need only declare the conformance.
    public static var sqlType: TypeOID { RawValue.sqlType }

    /// The raw value.
    public var sqlParameter: SQLParameter { rawValue.sqlParameter }
}
