internal import Crypto

/// The address of a crypto wallet whose checksum fits, where it has one.
public struct WalletAddress: Sendable, Hashable, CustomStringConvertible {
    /// The chain that an address belongs to by its form.
    public enum Chain: String, Sendable, Hashable, CaseIterable {
        /// Bitcoin: base58check, bech32 or bech32m.
        case bitcoin = "BTC"
        /// Tron, which carries most USDT in Russia: base58check.
        case tron = "TRON"
        /// Ethereum and the chains that share its form; letters of both cases carry the checksum of EIP-55.
        case ethereum = "ETH"
    }
    /// The chain by the form of the address.
    public let chain: Chain
    /// The address: as written for base58, lower case for the others.
    public let address: String
    /// The address with its middle hidden.
    public var masked: String { "\(address.prefix(6))…\(address.suffix(4))" }
    /// The address with its chain: `BTC:bc1…`.
    public var description: String { "\(chain.rawValue):\(address)" }

    /// Reads an address.
    ///
    /// - Throws: ``NormalisationError``, `checksum` when it is mistyped.
    public init(_ text: String) throws(NormalisationError) {
        let text = Typing.trimmed(text)
        if text.isEmpty { throw .empty }
        if text.utf8.count > 100 { throw .tooLong(maximum: 100) }
        if let wrong = text.first(where: { !($0.isASCII && ($0.isLetter || $0.isNumber)) }) {
            throw .invalidCharacter(wrong)
        }
        if text.lowercased().hasPrefix("0x") {
            guard text.utf8.count == 42, text.dropFirst(2).allSatisfy(\.isHexDigit) else { throw .unknownForm }
            guard EIP55.accepts(text.dropFirst(2)) else { throw .checksum }
            (chain, address) = (.ethereum, text.lowercased())
        } else if text.lowercased().hasPrefix("bc1") {
            guard text == text.lowercased() || text == text.uppercased() else { throw .unknownForm }
            guard Bech32.isSegwit(Array(text.lowercased().utf8)) else { throw .checksum }
            (chain, address) = (.bitcoin, text.lowercased())
        } else {
            (chain, address) = (try Self.base58Chain(text), text)
        }
    }

    private static func base58Chain(_ text: String) throws(NormalisationError) -> Chain {
        guard (26...35).contains(text.utf8.count), let bytes = Base58.decoded(text), bytes.count == 25 else {
            throw .unknownForm
        }
        let chain: Chain
        switch bytes[0] {
        case 0x00, 0x05: chain = .bitcoin
        case 0x41: chain = .tron
        default: throw .unknownForm
        }
        let hash = SHA256.hash(data: Array(SHA256.hash(data: bytes[..<21])))
        guard Array(hash.prefix(4)) == Array(bytes[21...]) else { throw .checksum }
        return chain
    }
}

/// Bitcoin's alphabet of 58 signs.
enum Base58 {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    /// The bytes of a text of up to 100 signs, or nil when it has a sign of another alphabet.
    static func decoded(_ text: String) -> [UInt8]? {
        var number: [UInt8] = []
        for sign in text.utf8 {
            guard var carry = alphabet.firstIndex(of: sign) else { return nil }
            for index in number.indices {
                carry += Int(number[index]) * 58
                number[index] = UInt8(carry & 255)
                carry >>= 8
            }
            while carry > 0 {
                number.append(UInt8(carry & 255))
                carry >>= 8
            }
        }
        let zeros = text.utf8.prefix { $0 == UInt8(ascii: "1") }.count
        return [UInt8](repeating: 0, count: zeros) + number.reversed()
    }
}

/// BIP 173 and BIP 350.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    /// Whether lower-case text is a Bitcoin witness address: bech32 for version 0, bech32m for later ones.
    static func isSegwit(_ text: [UInt8]) -> Bool {
        guard (14...90).contains(text.count), text.starts(with: "bc1".utf8) else { return false }
        var values: [UInt32] = [3, 3, 0, 2, 3]
        for sign in text.dropFirst(3) {
            guard let value = alphabet.firstIndex(of: sign) else { return false }
            values.append(UInt32(value))
        }
        let version = values[5]
        guard version <= 16, checksum(values) == (version == 0 ? 1 : 0x2BC8_30A3) else { return false }
        let program = values[6..<(values.count - 6)]
        let (length, padding) = (program.count * 5 / 8, program.count * 5 % 8)
        guard padding < 5, padding == 0 || (program.last ?? 0) & (1 << UInt32(padding) - 1) == 0 else { return false }
        return version == 0 ? length == 20 || length == 32 : (2...40).contains(length)
    }

    private static func checksum(_ values: [UInt32]) -> UInt32 {
        let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        var sum: UInt32 = 1
        for value in values {
            let top = sum >> 25
            sum = (sum & 0x1FF_FFFF) << 5 ^ value
            for (bit, term) in generator.enumerated() where top >> UInt32(bit) & 1 == 1 { sum ^= term }
        }
        return sum
    }
}
