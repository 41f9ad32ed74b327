extension CACAOFamily {
    /// Agents and targets.
    static let parties = CACAOFamily(
        name: "agent or target",
        shapes: [
            "individual": party("an individual", ["contact": .object(contact)]),
            "group": party("a group", ["contact": .object(contact)]),
            "organization": party("an organization", ["contact": .object(contact)]),
            "location": party("a location", ["logical": .list(.text)]),
            "sector": party("a sector", required: ["sector"], ["sector": .openWord(CACAOVocabulary.sectors)]),
            "security-category": party("a security category", required: ["category"], ["category": .list(.text)]),
            "http-api": device("an HTTP interface"), "ssh": device("an SSH server"), "linux": device("a Linux server"),
            "net-address": device("a network address"),
        ], common: party("an agent or target", [:]), isClosed: false)

    private static func party(
        _ name: String, required: [String] = [], _ properties: [String: CACAOKind]
    ) -> CACAOShape {
        CACAOShape(name, required: required, properties).adding(
            CACAOShape(
                name, required: ["type", "name"],
                [
                    "type": .text, "name": .text, "description": .text, "location": .object(place),
                    "agent_target_extensions": .extensions,
                ]))
    }

    private static func device(_ name: String) -> CACAOShape {
        party(
            name, required: ["address"],
            [
                "address": .object(address), "port": .text, "authentication_info": .identifier,
                "category": .list(.text),
            ])
    }

    private static let address = CACAOShape(
        "an address",
        Dictionary(
            uniqueKeysWithValues: ["dname", "ipv4", "ipv6", "l2mac", "vlan", "url"].map { ($0, CACAOKind.list(.text)) })
    )

    private static let contact = CACAOShape(
        "a contact",
        [
            "email": .dictionary(.plain, .email, minimum: 0), "phone": .dictionary(.plain, .text, minimum: 0),
            "contact_details": .text,
        ])

    private static let place = CACAOShape(
        "a location",
        Dictionary(
            uniqueKeysWithValues: [
                "name", "description", "building_details", "network_details", "country", "administrative_area", "city",
                "street_address", "postal_code", "latitude", "longitude", "precision",
            ].map { ($0, CACAOKind.text) } + [("region", .word(CACAOVocabulary.regions))]))

    /// How to get in somewhere.
    static let authentication = CACAOFamily(
        name: "authentication",
        shapes: [
            "http-basic": login("http-basic", ["user_id": .text, "password": .text]),
            "user-auth": login("user-auth", ["username": .text, "password": .text]),
            "oauth2": login("oauth2", required: ["oauth_header", "token"], ["oauth_header": .text, "token": .text]),
        ], common: login("authentication", [:]), isClosed: false)

    private static func login(
        _ name: String, required: [String] = [], _ properties: [String: CACAOKind]
    ) -> CACAOShape {
        CACAOShape("\(name) information", required: required, properties).adding(
            CACAOShape(
                name, required: ["type"],
                [
                    "type": .text, "name": .text, "description": .text, "kms": .flag, "kms_key_identifier": .text,
                    "authentication_info_extensions": .extensions,
                ]))
    }

    /// Who may see what.
    static let markings = CACAOFamily(
        name: "marking",
        shapes: [
            "marking-statement": marking("a statement", required: ["statement"], ["statement": .text]),
            "marking-tlp": marking(
                "a TLP marking", required: ["tlpv2_level"],
                ["tlpv2_level": .word(["TLP:RED", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:GREEN", "TLP:CLEAR"])]),
            "marking-iep": marking(
                "an IEP marking",
                required: [
                    "name", "description", "tlp", "iep_version", "start_date", "end_date", "encrypt_in_transit",
                    "permitted_actions", "affected_party_notifications", "attribution", "unmodified_resale",
                    "external_references",
                ],
                [
                    "tlp": .text, "iep_version": .integer(0...Int64.max), "start_date": .timestamp,
                    "end_date": .anything, "encrypt_in_transit": .text, "permitted_actions": .text,
                    "affected_party_notifications": .text, "attribution": .text, "unmodified_resale": .text,
                    "external_references": .list(.text, minimum: 0),
                ]),
        ], common: marking("a marking", [:]), isClosed: true)

    private static func marking(
        _ name: String, required: [String] = [], _ properties: [String: CACAOKind]
    ) -> CACAOShape {
        CACAOShape(name, required: required, properties).adding(
            CACAOShape(
                name, required: ["type", "id", "created_by", "created"],
                [
                    "type": .text, "id": .identifier, "name": .text, "description": .text,
                    "created_by": .identifier(["identity"]), "created": .timestamp, "revoked": .flag,
                    "valid_from": .timestamp, "valid_until": .timestamp, "labels": .list(.text),
                    "external_references": .list(.object(.reference)), "marking_extensions": .extensions,
                ]))
    }
}
