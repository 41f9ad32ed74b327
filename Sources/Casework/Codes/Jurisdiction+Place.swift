extension Jurisdiction {
    /// A jurisdiction with its country where the jurisdiction has several: `RU`, `EU`, `EU-DE`, and `KZ` for a country
    /// that has no rules of its own here.
    public struct Place: Sendable, Hashable, CustomStringConvertible {
        /// Whose rules apply.
        public let jurisdiction: Jurisdiction
        /// ISO 3166-1 alpha-2 in capital letters; nil only for `EU` without a country.
        public let country: String?

        /// Russia.
        public static let russia = Place(.russia, country: "RU")

        private init(_ jurisdiction: Jurisdiction, country: String?) {
            (self.jurisdiction, self.country) = (jurisdiction, country)
        }

        /// The jurisdiction as a whole; nil for `other`, which means nothing without a country.
        public init?(_ jurisdiction: Jurisdiction) {
            switch jurisdiction {
            case .other: return nil
            case .europeanUnion: self.init(jurisdiction, country: nil)
            case .unitedKingdom: self.init(jurisdiction, country: "GB")
            case .russia, .unitedStates, .australia, .singapore:
                self.init(jurisdiction, country: jurisdiction.rawValue)
            }
        }

        /// Reads `RU`, `uk`, `GB`, `EU`, `EU-DE`, `DE` or any other two-letter country, in any case.
        ///
        /// - Throws: ``CodeError`` of the list `jurisdiction`. Two letters are not checked against the list of countries.
        public static func parse(_ text: String) throws(CodeError) -> Place {
            let code = CodeText.normalised(text)
            let letters = code.utf8.allSatisfy { (0x41...0x5A).contains($0) || $0 == 0x5F }
            if code == "GB" { return Place(.unitedKingdom, country: code) }
            if let known = Jurisdiction(rawValue: code), let place = Place(known) { return place }
            if letters, code.hasPrefix("EU_"), case let country = String(code.dropFirst(3)), members.contains(country) {
                return Place(.europeanUnion, country: country)
            }
            if letters, code.utf8.count == 2, code != "__" {
                return Place(members.contains(code) ? .europeanUnion : .other, country: code)
            }
            let allowed = Jurisdiction.allCases.map(\.rawValue)
            throw CodeError(
                list: Jurisdiction.listName, value: text, suggestion: CodeText.nearest(to: code, among: allowed),
                allowed: allowed)
        }

        /// The written form, which ``parse(_:)`` reads.
        public var description: String {
            switch (jurisdiction, country) {
            case (.europeanUnion, let country?): "EU-\(country)"
            case (.other, let country?): country
            default: jurisdiction.rawValue
            }
        }

        private static let members: Set = [
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
        ]
    }
}
