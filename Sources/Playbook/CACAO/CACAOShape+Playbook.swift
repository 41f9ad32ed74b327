extension CACAOShape {
    /// A playbook.
    static let playbook = CACAOShape(
        "a playbook",
        required: [
            "type", "spec_version", "id", "name", "created_by", "created", "modified", "workflow_start", "workflow",
        ],
        [
            "type": .word(["playbook"]), "spec_version": .text, "id": .identifier(["playbook"]), "name": .text,
            "description": .text, "playbook_types": .list(.openWord(CACAOVocabulary.playbookTypes), minimum: 0),
            "playbook_activities": .list(.openWord(CACAOVocabulary.activities)),
            "playbook_processing_summary": .object(summary), "created_by": .identifier(["identity"]),
            "created": .timestamp, "modified": .timestamp, "revoked": .flag, "valid_from": .timestamp,
            "valid_until": .timestamp, "derived_from": .list(.identifier), "related_to": .list(.identifier),
            "priority": .integer(0...100), "severity": .integer(0...100), "impact": .integer(0...100),
            "industry_sectors": .list(.openWord(CACAOVocabulary.sectors)), "labels": .list(.text),
            "external_references": .list(.object(reference)), "markings": .list(.identifier),
            "playbook_variables": .dictionary(.variable, .object(variable), minimum: 0),
            "workflow_start": .identifier, "workflow_exception": .identifier,
            // The steps are looked at one by one, with codes of their own.
            "workflow": .dictionary(.free, .typed(.steps)), "playbook_extensions": .extensions,
            "authentication_info_definitions": .dictionary(.typedIdentifier, .typed(.authentication)),
            "agent_definitions": .dictionary(.typedIdentifier, .typed(.parties)),
            "target_definitions": .dictionary(.typedIdentifier, .typed(.parties)),
            "extension_definitions": .dictionary(.extensionID, .object(extensionDefinition), minimum: 0),
            "data_marking_definitions": .dictionary(.typedIdentifier, .typed(.markings), minimum: 0),
            "signatures": .list(.object(signature)),
        ])

    private static let summary = CACAOShape(
        "a processing summary",
        Dictionary(
            uniqueKeysWithValues: [
                "manual_playbook", "external_playbooks", "parallel_processing", "if_logic", "while_logic",
                "switch_logic", "temporal_logic", "data_markings", "digital_signatures", "countersigned_signatures",
                "extensions",
            ].map { ($0, CACAOKind.flag) }))

    /// A reference to something outside.
    static let reference = CACAOShape(
        "an external reference", required: ["name"],
        [
            "name": .text, "description": .text, "source": .text, "url": .text, "external_id": .text,
            "reference_id": .text,
        ])

    /// A variable.
    static let variable = CACAOShape(
        "a variable", required: ["type"],
        [
            "type": .openWord(CACAOVocabulary.variableTypes), "description": .text, "value": .variableValue,
            "constant": .flag, "external": .flag,
        ])

    private static let extensionDefinition = CACAOShape(
        "an extension definition", required: ["type", "name", "created_by", "schema", "version"],
        [
            "type": .word(["extension-definition"]), "name": .text, "description": .text,
            "created_by": .identifier(["identity"]), "schema": .text, "version": .text,
            "external_references": .list(.object(reference)),
        ])

    /// A signature; a countersignature in it is looked at by ``CACAOCheck``.
    static let signature = CACAOShape(
        "a signature",
        required: [
            "type", "id", "created", "modified", "signee", "related_to", "related_version", "hash_algorithm",
            "algorithm", "value",
        ],
        [
            "type": .word(["jss"]), "id": .identifier(["jss"]), "created_by": .identifier(["identity"]),
            "created": .timestamp, "modified": .timestamp, "revoked": .flag, "signee": .text,
            "valid_from": .timestamp, "valid_until": .timestamp, "related_to": .identifier(["playbook"]),
            "related_version": .timestamp, "hash_algorithm": .text, "algorithm": .text, "public_key": .text,
            "public_cert_chain": .list(.text), "cert_url": .text, "thumbprint": .text, "value": .text,
            "signature": .anything,
        ])
}
