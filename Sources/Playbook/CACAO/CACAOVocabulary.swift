/// The word lists of the specification.
enum CACAOVocabulary {
    /// What a playbook is for.
    static let playbookTypes: Set = [
        "attack", "detection", "engagement", "investigation", "mitigation", "notification", "prevention", "remediation",
    ]
    /// What a command does.
    static let activities: Set = [
        "compose-content", "deliver-content", "identify-audience", "identify-channel", "scan-system",
        "match-indicator", "analyze-collected-data", "identify-indicators", "scan-vulnerabilities",
        "configure-systems", "restrict-access", "disconnect-system", "eliminate-risk", "revert-system", "restore-data",
        "restore-capabilities", "map-network", "identify-steps", "step-sequence", "prepare-engagement",
        "execute-operation", "analyze-engagement-results",
    ]
    /// What a variable holds.
    static let variableTypes: Set = [
        "bool", "dictionary", "float", "hexstring", "integer", "ipv4-addr", "ipv6-addr", "long", "mac-addr", "hash",
        "md5-hash", "sha256-hash", "string", "uri", "uuid",
    ]
    /// Branches of trade.
    static let sectors: Set = [
        "aerospace", "aviation", "agriculture", "automotive", "biotechnology", "chemical", "commercial", "consulting",
        "construction", "cosmetics", "critical-infrastructure", "dams", "defense", "education", "emergency-services",
        "energy", "non-renewable-energy", "renewable-energy", "media", "financial", "food", "gambling", "government",
        "local-government", "national-government", "regional-government", "public-services", "healthcare",
        "information-communications-technology", "electronics-hardware", "software", "telecommunications",
        "legal-services", "lodging", "manufacturing", "maritime", "metals", "mining", "non-profit",
        "humanitarian-aid", "human-rights", "nuclear", "petroleum", "pharmaceuticals", "research", "transportation",
        "logistics-shipping", "utilities", "video-game", "water",
    ]
    /// Parts of the world.
    static let regions = [
        "africa", "eastern-africa", "middle-africa", "northern-africa", "southern-africa", "western-africa",
        "americas", "caribbean", "central-america", "latin-america-caribbean", "northern-america", "south-america",
        "asia", "central-asia", "eastern-asia", "southern-asia", "south-eastern-asia", "western-asia", "europe",
        "eastern-europe", "northern-europe", "southern-europe", "western-europe", "oceania", "antarctica",
        "australia-new-zealand", "melanesia", "micronesia", "polynesia",
    ]
}
