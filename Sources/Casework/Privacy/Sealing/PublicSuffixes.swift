internal import Foundation

/// The public suffix list (publicsuffix.org): under which names anybody may register a domain.
///
/// It is the host's own copy, as Debian's package `publicsuffix` keeps it up to date: a list that ages inside of a program
/// would tell strangers' sites for one. Where there is none, sites are not told and links are compared as a whole.
struct PublicSuffixes: Sendable {
    private let rules: Set<String>
    private let wildcards: Set<String>
    private let exceptions: Set<String>

    /// The list of this host; nil when it has none.
    static let ofHost: PublicSuffixes? = {
        let places = [
            "/usr/share/publicsuffix/public_suffix_list.dat", "/usr/share/publicsuffix/effective_tld_names.dat",
        ]
        let text = places.lazy.compactMap { try? String(contentsOfFile: $0, encoding: .utf8) }.first
        return text.map(PublicSuffixes.init)
    }()

    /// Reads a list in the form of publicsuffix.org, its private part included.
    init(_ text: String) {
        var (rules, wildcards, exceptions): (Set<String>, Set<String>, Set<String>) = ([], [], [])
        for line in text.split(separator: "\n") where !line.hasPrefix("//") {
            let rule = String(line.prefix { !$0.isWhitespace })
            if rule.isEmpty { continue }
            if rule.hasPrefix("!") {
                if let name = Self.ascii(rule.dropFirst()) { exceptions.insert(name) }
            } else if rule.hasPrefix("*.") {
                if let name = Self.ascii(rule.dropFirst(2)) { wildcards.insert(name) }
            } else if let name = Self.ascii(rule[...]) {
                rules.insert(name)
            }
        }
        (self.rules, self.wildcards, self.exceptions) = (rules, wildcards, exceptions)
    }

    private static func ascii(_ name: Substring) -> String? {
        name.utf8.allSatisfy { $0 < 0x80 } ? name.lowercased() : try? HostName(String(name)).ascii
    }

    /// The domain that somebody registered: `evil.example.co.uk` is of `example.co.uk`. Nil for a public suffix itself.
    func registrableDomain(of host: String) -> String? {
        let labels = host.split(separator: ".")
        for start in labels.indices {
            let name = labels[start...].joined(separator: ".")
            let parent = labels[(start + 1)...].joined(separator: ".")
            let isSuffix = rules.contains(name) || (wildcards.contains(parent) && !exceptions.contains(name))
            // The implicit rule: the last label alone is a suffix when nothing else fits.
            guard isSuffix || start == labels.count - 1 else { continue }
            return start == 0 ? nil : labels[(start - 1)...].joined(separator: ".")
        }
        return nil
    }
}

extension HostName {
    /// The domain that somebody registered; nil for an address of numbers, a public suffix, a host where everybody may
    /// put something (then the host says nothing about who did), and without a list on this host.
    var site: String? {
        guard kind == .domain, let domain = PublicSuffixes.ofHost?.registrableDomain(of: ascii) else { return nil }
        return Self.shared.contains(domain) ? nil : domain
    }

    /// Messengers, networks, shorteners and stores of documents: their users are strangers to each other.
    private static let shared: Set<String> = [
        "t.me", "telegram.me", "telegram.org", "telegra.ph", "wa.me", "whatsapp.com", "vk.com", "vk.me", "vk.cc",
        "ok.ru",
        "max.ru", "facebook.com", "fb.com", "instagram.com", "youtube.com", "youtu.be", "x.com", "twitter.com", "t.co",
        "tiktok.com", "bit.ly", "clck.ru", "goo.gl", "tinyurl.com", "is.gd", "google.com", "goo.su", "yandex.ru",
        "ya.ru",
        "mail.ru", "avito.ru", "dropbox.com", "microsoft.com", "live.com", "apple.com", "github.com", "linkedin.com",
    ]
}

extension IndicatorValue {
    /// The site of a link or a domain, by which links that differ for every victim meet.
    var site: String? {
        switch type {
        case .url: (try? WebAddress(normalised))?.host.site
        case .domain: (try? HostName(normalised))?.site
        default: nil
        }
    }
}
