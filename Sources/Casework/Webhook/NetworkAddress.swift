internal import Glibc

/// An address of the internet protocol, of 4 or of 16 bytes.
public struct NetworkAddress: Sendable, Hashable {
    /// The bytes, in the order of the network. An IPv4 address in IPv6 form has its 4 bytes.
    public let bytes: [UInt8]

    /// Reads `192.0.2.1` or `2001:db8::1`; nil for anything else, also for names and for odd ways of writing numbers.
    public init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
            return
        }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        let all = withUnsafeBytes(of: &sixteen) { Array($0) }
        bytes = all.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) ? Array(all[12...]) : all
    }

    /// Whether it lies on the public internet: nothing private, of this machine, of this link, shared, reserved, or for
    /// documentation, and nothing that wraps such an address (RFC 6890 and the registries that it began).
    public var isPublic: Bool {
        bytes.count == 4
            ? !Self.special4.contains { $0.contains(self) }
            : Self.global6.contains(self) && !Self.special6.contains { $0.contains(self) }
    }

    private static let special4: [NetworkRange] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap(NetworkRange.init)
    /// All that is routed at all; translators, loopback, links and unique local addresses lie outside of it.
    private static let global6 = NetworkRange(network: [0x20] + [UInt8](repeating: 0, count: 15), bits: 3)
    private static let special6: [NetworkRange] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].compactMap(
        NetworkRange.init)
}

/// A range of addresses: `10.0.0.0/8`.
public struct NetworkRange: Sendable, Hashable {
    private let network: [UInt8]
    private let bits: Int

    fileprivate init(network: [UInt8], bits: Int) { (self.network, self.bits) = (network, bits) }

    /// Reads `10.0.0.0/8`, or one address; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = NetworkAddress(String(parts[0])) else { return nil }
        let most = address.bytes.count * 8
        guard let bits = parts.count == 2 ? Int(parts[1]) : most, (0...most).contains(bits) else { return nil }
        self.init(network: address.bytes, bits: bits)
    }

    /// Whether an address lies in it.
    public func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == network.count else { return false }
        for (index, (left, right)) in zip(address.bytes, network).enumerated() {
            let rest = bits - index * 8
            if rest <= 0 { return true }
            let mask = rest >= 8 ? UInt8.max : ~(UInt8.max >> UInt8(rest))
            if left & mask != right & mask { return false }
        }
        return true
    }
}
