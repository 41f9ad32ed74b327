public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// The act on the destruction of personal data with the extract of the trail that confirms it, as the order of
/// Roskomnadzor no. 179 of 28 October 2022 wants them, in Russian or English, to be signed and kept for three years outside
/// of this store. Writes `audit.read`.
///
/// The person is named by the number of the case and the pseudonymous id: nothing else of him is left to print.
public struct ShowErasureAct: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.act"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let reference: CaseReference
    private let party: Int
    private let language: String
    private let format: MakeHandout.Format
    private let organisation: String?

    /// The act on a person of a case. `organisation` is printed as the operator; a line to fill in when nil.
    public init(
        _ reference: CaseReference, party: Int = 1, language: String = "ru", format: MakeHandout.Format = .text,
        organisation: String? = nil
    ) {
        (self.reference, self.party, self.language) = (reference, party, language)
        (self.format, self.organisation) = (format, organisation)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if format == .pdf {
            throw DeskError.malformed(
                field: "format", problem: .notOnList(suggestion: "html", allowed: ["text", "html"]), value: "pdf")
        }
        let caseNo = reference.caseNo
        let results = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT \(Erasure.columns) FROM privacy.erasure
                WHERE case_no = \(caseNo) AND party_no = \(Int32(clamping: party)) AND state = 'ERASED'
                """,
                """
                SELECT e.leaf, e.leaf_hash FROM audit.entry e JOIN privacy.erasure x USING (case_no, subject)
                WHERE e.case_no = \(caseNo) AND x.party_no = \(Int32(clamping: party)) AND x.state = 'ERASED'
                    AND e.type LIKE 'subject.%' ORDER BY e.case_seq
                """,
            ])
        }
        guard let row = results[0].rows.first else {
            throw DeskError.noSuchPart(reference: reference.text, part: "erasure of person", number: party)
        }
        let act = try ErasureAct(
            row, entries: results[1].rows, reference: reference.text, language: Language(language),
            organisation: organisation)
        try await desk.write(
            Draft(
                type: .auditRead,
                data: ["entries": .int(Int64(results[1].rows.count)), "case": .string("c-\(caseNo)")]), by: actor)
        return [
            "ref": .string(reference.text), "language": .string(act.words.language),
            "format": .string(format.rawValue), "body": .string(format == .text ? act.text : act.html),
        ]
    }
}

/// What the act says, before it is laid out.
struct ErasureAct: Sendable {
    let words: ErasureActWords
    let title: String
    /// Name and value of each line of the act.
    let lines: [(String, String)]
    /// Time, type, actor and receipt of each entry of the extract.
    let extract: [[String]]

    init(_ row: Row, entries: [Row], reference: String, language: Language, organisation: String?) throws {
        let words = ErasureActWords.of(language)
        let code = words.language
        let basis: ErasureBasis = try Case.stored(row["basis", as: String.self])
        let erasedAt: Timestamp = try row["erased_at"]
        let cleanBy: Timestamp = try row["backups_clean_by"]
        let categories = try row["categories", as: [String].self].compactMap {
            DataCategory(rawValue: $0)?.name(in: code)
        }
        let (values, openings): (Int64, Int64) = (try row["value_count"], try row["opening_count"])
        self.words = words
        title = "\(words.title) \(try row["request", as: String.self])"
        lines = [
            (words.organisation, organisation ?? "________________________"),
            (words.person, "\(reference), \(try row["subject", as: String.self])"),
            (
                words.requested,
                "\(try row["requested_at", as: Timestamp.self].wholeSecondsText), \(try row["requested_by", as: String.self])"
            ),
            (
                words.approved,
                "\(try row["decided_at", as: Timestamp.self].wholeSecondsText), \(try row["decided_by", as: String.self])"
            ),
            (words.categories, categories.joined(separator: "; ")),
            (words.counts, "\(values) / \(openings)"),
            (words.system, "Redress"), (words.method, words.methodUsed), (words.reason, basis.name(in: code)),
            (words.date, erasedAt.wholeSecondsText), (words.backups, cleanBy.wholeSecondsText),
        ]
        extract = try entries.map { entry in
            let leaf = try Leaf(parsing: entry["leaf", as: [UInt8].self])
            return [
                leaf.ts.wholeSecondsText, leaf.type.rawValue, leaf.actor.id,
                Base64.encode(try entry["leaf_hash", as: [UInt8].self]),
            ]
        }
    }

    var text: String {
        var output = [title.uppercased(), ""] + lines.map { "\($0.0): \($0.1)" }
        output += ["", words.extract.uppercased()] + extract.map { $0.joined(separator: "  ") }
        return (output + ["", words.signature, ""]).joined(separator: "\n")
    }

    /// A page that prints on one sheet; no script, no picture, nothing from outside.
    var html: String {
        func cell(_ text: String, _ tag: String = "td") -> String { "<\(tag)>\(Self.escaped(text))</\(tag)>" }
        let rows = lines.map { "<tr>\(cell($0.0, "th"))\(cell($0.1))</tr>" }.joined(separator: "\n")
        let entries = extract.map { "<tr>\($0.map { cell($0) }.joined())</tr>" }.joined(separator: "\n")
        return """
            <!doctype html><html lang="\(words.language)"><head><meta charset="utf-8"><title>\(Self.escaped(title))</title><style>
            body{font:11pt/1.4 serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111}h1{font-size:16pt}h2{font-size:13pt}
            table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3rem;text-align:left;vertical-align:top}
            th{width:35%;font-weight:normal}td{word-break:break-word}@page{margin:20mm}
            </style></head><body><h1>\(Self.escaped(title))</h1><table>
            \(rows)
            </table><h2>\(Self.escaped(words.extract))</h2><table>
            \(entries)
            </table><p>\(Self.escaped(words.signature))</p></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
