public import Canonical
internal import Crypto

/// Campaigns as a STIX 2.1 bundle (OASIS Standard, 10 June 2021): an indicator and a sighting for each.
///
/// Ids are UUIDs of version 5 over what they name, so the same campaign has the same id in every export and on every desk.
/// There is nothing of a victim in it: only the trace, counts and moments.
public enum StixBundle {
    /// The bundle of a campaigns report that was made with its values. A card is left out: no whole number is kept.
    public static func json(_ report: JSON) -> JSON {
        var objects = [identity]
        for row in report["rows"]?.array ?? [] {
            guard let indicator = indicator(row) else { continue }
            objects += [indicator, sighting(row, of: indicator)]
        }
        let names = objects.compactMap { $0["id"]?.string }.joined(separator: " ")
        let period = "\(report["from"]?.string ?? "") \(report["to"]?.string ?? "")"
        return ["type": "bundle", "id": .string(id("bundle", period + " " + names)), "objects": .array(objects)]
    }

    /// TLP:AMBER, one of the markings that the standard itself defines.
    private static let marking: JSON = ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"]
    private static let author = id("identity", "redress")

    private static let identity: JSON = [
        "type": "identity", "spec_version": "2.1", "id": .string(author), "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z", "name": "Redress fraud-victim assistance desk",
        "identity_class": "organization",
    ]

    private static func indicator(_ row: JSON) -> JSON? {
        guard let value = row["value"]?.string, let code = row["type"]?.string,
            let type = IndicatorType(rawValue: code),
            let pattern = StixPattern.text(type, value), let first = moment(row["first_seen"]),
            let last = moment(row["last_seen"])
        else { return nil }
        let confidence = ["HIGH": 85, "MED": 50][row["confidence"]?.string ?? ""] ?? 15
        return [
            "type": "indicator", "spec_version": "2.1", "id": .string(id("indicator", "\(code):\(value)")),
            "created_by_ref": .string(author), "created": first, "modified": last,
            "name": .string("\(type.names.en) used by scammers"), "indicator_types": ["malicious-activity"],
            "description": .string("Reported by victims of fraud in \(row["cases"]?.int ?? 0) cases."),
            "pattern": .string(pattern), "pattern_type": "stix", "pattern_version": "2.1", "valid_from": first,
            "confidence": .int(Int64(confidence)), "object_marking_refs": marking,
        ]
    }

    private static func sighting(_ row: JSON, of indicator: JSON) -> JSON {
        let (name, first, last) = (
            indicator["id"] ?? .null, indicator["created"] ?? .null, indicator["modified"] ?? .null
        )
        return [
            "type": "sighting", "spec_version": "2.1", "id": .string(id("sighting", name.string ?? "")),
            "created_by_ref": .string(author), "created": first, "modified": last, "first_seen": first,
            "last_seen": last, "count": row["cases"] ?? 0, "sighting_of_ref": name,
            "where_sighted_refs": [.string(author)], "object_marking_refs": marking,
        ]
    }

    /// STIX wants its moments to the millisecond.
    private static func moment(_ text: JSON?) -> JSON? {
        text?.string.map { .string($0.hasSuffix("Z") && !$0.contains(".") ? $0.dropLast() + ".000Z" : $0) }
    }

    /// A name-based UUID (RFC 9562, version 5) in a namespace of this program.
    private static func id(_ type: String, _ name: String) -> String {
        let namespace: [UInt8] = [
            0x3B, 0x9D, 0x5F, 0x0E, 0x6F, 0x3E, 0x4D, 0x8A, 0x9A, 0x1C, 0x0C, 0x5E, 0x2F, 0x7D, 0x1A, 0x44,
        ]
        var bytes = Array(Insecure.SHA1.hash(data: namespace + Array("\(type) \(name)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let text = Digest.hexadecimal(bytes)
        var groups: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            groups.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return "\(type)--\(groups.joined(separator: "-"))"
    }
}

/// A value as a pattern of STIX; types for which STIX has no object get one of their own, as the standard allows.
enum StixPattern {
    static func text(_ type: IndicatorType, _ value: String) -> String? {
        func equal(_ path: String, _ value: String) -> String {
            "[\(path) = '\(value.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))']"
        }
        switch type {
        case .phone, .forwarding, .sbpPhoneBank: return equal("x-redress-phone:value", value)
        case .account: return equal("x-redress-account:number", value)
        case .iban: return equal("x-redress-account:iban", value)
        case .cryptoAddress: return equal("x-redress-wallet:address", value)
        case .transactionHash: return equal("x-redress-transaction:hash", value)
        case .url, .socialURL: return equal("url:value", value)
        case .domain: return equal("domain-name:value", value)
        case .email: return equal("email-addr:value", value)
        case .messengerHandle: return equal("user-account:account_login", value)
        case .appPackage: return equal("x-redress-app:package", value)
        case .ip: return equal(value.contains(":") ? "ipv6-addr:value" : "ipv4-addr:value", value)
        case .fileHash:
            let names = [32: "MD5", 40: "'SHA-1'", 64: "'SHA-256'", 128: "'SHA-512'"]
            let digits = value.hasPrefix("0x") ? String(value.dropFirst(2)) : value
            return names[digits.count].map { equal("file:hashes.\($0)", digits) }
        default: return nil
        }
    }
}
