internal import Canonical
internal import Casework
internal import Crypto
internal import HTTPTypes
internal import Hummingbird
internal import Ledger

/// Everything about a case on one page, personal data masked; and the handout for print.
enum FactsPage {
    private struct Person {
        let role: String
        let fields: [Shown.Option]
    }
    private struct Note {
        let at: Shown.Moment?
        let by: String
        let text: String
    }
    private struct Body {
        let ref: String
        let title: String
        let facts: [Shown.Option]
        let people: [Person]
        let payments: [Shown.Option]
        let hasPayments: Bool
        let indicators: [Shown.Option]
        let hasIndicators: Bool
        let notes: [Note]
        let hasNotes: Bool
        let followUps: [Shown.Moment]
        let hasFollowUps: Bool
    }

    @Sendable static func show(_ desktop: Desktop) async throws -> Reply {
        let reference = try CaseReference.read(desktop.call.values[0])
        let current = try await desktop.perform(ShowCase(reference, language: desktop.tongue.rawValue))
        return Page.reply("facts", desktop.frame(), body(current, desktop))
    }

    private static func body(_ current: JSON, _ desktop: Desktop) -> Body {
        let shown = desktop.shown
        let payments = (current["payments"]?.array ?? []).map { payment(of: $0, shown) }
        let indicators = (current["indicators"]?.array ?? []).map { indicator in
            Shown.Option(
                value: shown.name(indicator["type"]?.string, "indicator_type"), label: indicator["masked"]?.string ?? ""
            )
        }
        let notes = (current["notes"]?.array ?? []).map { note in
            Note(at: shown.moment(note["at"]?.string), by: note["by"]?.string ?? "", text: note["text"]?.string ?? "")
        }
        let followUps = (current["follow_ups"]?.array ?? []).compactMap { shown.moment($0["due_at"]?.string) }
        return Body(
            ref: current["ref"]?.string ?? "", title: current["title"]?.string ?? "", facts: facts(current, desktop),
            people: people(current, shown), payments: payments, hasPayments: !payments.isEmpty, indicators: indicators,
            hasIndicators: !indicators.isEmpty, notes: notes, hasNotes: !notes.isEmpty, followUps: followUps,
            hasFollowUps: !followUps.isEmpty)
    }

    private static func facts(_ current: JSON, _ desktop: Desktop) -> [Shown.Option] {
        let shown = desktop.shown
        func line(_ word: String, _ value: String?) -> Shown.Option? {
            value.flatMap { $0.isEmpty ? nil : Shown.Option(value: Words.say(word, desktop.tongue), label: $0) }
        }
        let reasons = (current["priority_reasons"]?.array ?? []).compactMap(\.string).map {
            shown.name($0, "priority_reason")
        }
        return [
            line("status", shown.name(current["status"]?.string, "case_status")),
            line("priority", ([current["priority"]?.string ?? ""] + reasons).joined(separator: " · ")),
            line("scam", shown.name(current["scam_type"]?.string, "scam_type")),
            line("channel", shown.name(current["channel"]?.string, "intake_channel")),
            line("jurisdiction", shown.name(current["jurisdiction"]?.string, "jurisdiction")),
            line("assignee", current["assignee"]?.string),
            line("opened", shown.moment(current["opened_at"]?.string)?.text),
            line("outcome", shown.name(current["outcome"]?.string, "outcome")),
            line("safeToContact", Words.say(current["safe_to_contact"]?.bool == false ? "no" : "yes", desktop.tongue)),
        ].compactMap { $0 }
    }

    private static func people(_ current: JSON, _ shown: Shown) -> [Person] {
        (current["parties"]?.array ?? []).map { party in
            let fields = (party["masked"]?.object ?? [:]).map { field, value in
                Shown.Option(value: shown.name(field.uppercased(), "party_field"), label: value.string ?? "")
            }
            return Person(role: shown.name(party["role"]?.string, "party_role"), fields: fields)
        }
    }

    private static func payment(of payment: JSON, _ shown: Shown) -> Shown.Option {
        let minor = payment["amount"]?["minor"]?.int ?? 0
        let cents = minor % 100 == 0 ? "" : "." + (minor % 100 < 10 ? "0" : "") + String(minor % 100)
        let amount = "\(minor / 100)\(cents) \(payment["amount"]?["currency"]?.string ?? "")"
        let state = shown.name(payment["state"]?.string, "tx_state")
        let at = shown.moment(payment["sent_at"]?.string)?.text ?? ""
        return Shown.Option(
            value: shown.name(payment["rail"]?.string, "payment_rail"), label: "\(amount) · \(at) · \(state)")
    }

    /// The victim's plan as the desk lays it out for print. Its one style sheet stands in the page, so it is allowed by
    /// its hash and nothing else is.
    @Sendable static func handout(_ desktop: Desktop) async throws -> Reply {
        let reference = try CaseReference.read(desktop.call.values[0])
        if desktop.call.parameter("format") == "pdf" { return try await printed(desktop, reference) }
        let operation = MakeHandout(reference, language: desktop.call.parameter("lang"), format: .html)
        let html = try await desktop.perform(operation)["body"]?.string ?? ""
        var reply = Reply(text: html, type: "text/html; charset=utf-8")
        if let name = HTTPField.Name("Content-Security-Policy") {
            reply.headers[name] =
                "default-src 'none'; style-src \(styleHash(html)); frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
        }
        return reply
    }

    /// The same plan as a PDF, to send or to print.
    private static func printed(_ desktop: Desktop, _ reference: CaseReference) async throws -> Reply {
        let operation = MakeHandout(reference, language: desktop.call.parameter("lang"), format: .pdf)
        let body = try await desktop.perform(operation)["body"]?.string ?? ""
        var reply = Reply(status: .ok, headers: [.contentType: "application/pdf"])
        reply.body = ByteBuffer(bytes: Base64.decode(body) ?? [])
        reply.headers[.contentDisposition] = "attachment; filename=\"plan-\(reference.text).pdf\""
        return reply
    }

    private static func styleHash(_ html: String) -> String {
        guard let start = html.firstRange(of: "<style>"), let end = html.firstRange(of: "</style>") else {
            return "'none'"
        }
        let digest = SHA256.hash(data: Array(html[start.upperBound..<end.lowerBound].utf8))
        return "'sha256-\(Base64Text.encode(Array(digest)))'"
    }
}

/// Base 64 with padding, as policies write hashes.
enum Base64Text {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let value = Int(padded[0]) << 16 | Int(padded[1]) << 8 | Int(padded[2])
            let all = [value >> 18 & 63, value >> 12 & 63, value >> 6 & 63, value & 63].map { digits[$0] }
            text += all.prefix(group.count + 1)
            text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
