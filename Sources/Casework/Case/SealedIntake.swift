internal import Canonical
internal import Ledger
internal import Postgres

/// The personal data of an intake, sealed before anything of it meets the store.
struct SealedIntake: Sendable {
    let subject: Subject
    /// What may be shown of the victim, by field.
    let masked: [String: String]
    let payments: [Payment]
    private let wrapped: WrappedSubjectKey
    private let fields: [(field: PartyField, sealed: [UInt8], masked: String)]
    /// Under every key, the current one first.
    private let phoneIndexes: [BlindIndexValue]
    private let indicators: [SealedIndicator]
    private let note: [UInt8]?

    private struct SealedIndicator: Sendable {
        let value: IndicatorValue
        /// Empty for a card, which is not kept whole.
        let sealed: [UInt8]
        /// Under every key, the current one first.
        let indexes: [BlindIndexValue]
        let site: IndicatorSite?
        /// The victim's own number is no trace of a scammer, wherever it was put.
        let isVictimsOwn: Bool
        var index: BlindIndexValue { indexes[0] }
    }

    init(_ intake: Intake, keys: KeyRing) throws {
        let subject = Subject()
        let index = BlindIndex(keys)
        let values = [(PartyField.name, intake.name), (.phone, intake.phone?.e164)]
        let fields = try values.compactMap { field, value in
            try value.map {
                (
                    field: field, sealed: try subject.key.seal($0, table: "value", column: field.column),
                    masked: Masking.value($0, of: field)
                )
            }
        }
        self.subject = subject
        self.fields = fields
        self.masked = Dictionary(fields.map { ($0.field.column, $0.masked) }) { first, _ in first }
        self.wrapped = try subject.key.wrapped(by: keys)
        self.phoneIndexes = intake.phone.map { index.values(of: $0.e164, column: "phone") } ?? []
        self.payments = intake.payments.enumerated().map { number, paid in
            Payment(
                number: number + 1, rail: paid.rail, minor: paid.minor, currency: paid.currency, sentAt: paid.sentAt,
                state: .unknown)
        }
        self.indicators = try intake.indicators.map { value in
            SealedIndicator(
                value: value, sealed: try value.sealed(under: subject.key) ?? [],
                indexes: index.values(of: value.normalised, column: "indicator"), site: IndicatorSite(value, index),
                isVictimsOwn: value.type == .phone && value.normalised == intake.phone?.e164)
        }
        self.note = try intake.summary.map { try subject.key.seal($0, table: "note", column: "text") }
    }

    /// Other open cases of the person with this phone: the same matter may be told twice, on two channels. Nil without a
    /// phone.
    var selectRelated: SQL? {
        if phoneIndexes.isEmpty { return nil }
        return """
            SELECT b.case_no FROM privacy.blind_index b JOIN casework."case" c USING (case_no)
            WHERE b.digest = ANY (\(phoneIndexes.map(\.bytes))::bytea[]) AND b.field = 'phone'
            ORDER BY c.status = 'CLOSED', b.case_no DESC LIMIT 10
            """
    }

    /// In how many cases since then each indicator was seen. Nil without any.
    func selectSeen(since: Timestamp) -> SQL? {
        if indicators.isEmpty { return nil }
        let places = indicators.indices.flatMap { place in
            indicators[place].indexes.map { (n: Int64(place + 1), digest: $0.bytes) }
        }
        return """
            SELECT d.n, count(DISTINCT i.case_no) AS cases
            FROM unnest(\(places.map(\.digest))::bytea[], \(places.map(\.n))::bigint[]) AS d (digest, n)
            JOIN casework.indicator i ON i.digest = d.digest AND i.added_at >= \(since) AND NOT i.is_victims_own GROUP BY d.n
            """
    }

    /// What the agent is told about the indicators: how many other cases of the last week saw the same.
    func indicatorsSeen(_ rows: [Row]) throws -> [JSON] {
        var counts: [Int: Int64] = [:]
        for row in rows { counts[try row["n"]] = try row["cases"] }
        return indicators.enumerated().map { number, indicator in
            [
                "type": .string(indicator.value.type.rawValue), "masked": .string(indicator.value.masked),
                "cases_this_week": .int(counts[number + 1] ?? 0),
            ]
        }
    }

    /// The new case with all that most intakes bring, its run and its entry, in one call; the entry comes last.
    ///
    /// What is told of a payment at intake are its way, amount and time: everything else of it stands as in every new one.
    func insert(_ file: CaseFile, externalID: String?, _ entry: PreparedEntry, by actor: Actor, at: Timestamp) throws
        -> SQL
    {
        let (row, leaf, run) = (file.now, entry.leaf, file.work.first)
        let (openings, version) = (try SealedOpenings(entry, under: file.subject), Int32(try subject.key.version))
        let (values, paid, phone) = (fields.nonEmpty, payments.nonEmpty, phoneIndexes.first)
        let events = run?.events.nonEmpty
        let clocks = run?.clocks.nonEmpty
        return """
            SELECT casework.write_new_case(\(row.caseNo), \(at), \(actor.id), \(row.updatedAt), \(row.channel.rawValue), \
            \(externalID), \(row.jurisdiction.rawValue), \(row.language), \(row.scamType?.rawValue), \
            \(row.status.rawValue), \(Int16(row.priority.level)), \(row.priorityReasons), \(row.assignee), \
            \(row.storedFacts), \(row.discoveredAt), \(row.isSafeToContact), \(Int32(row.openSteps)), \
            \(Int32(row.mandatoryOpen)), \(Int32(row.doneSteps)), \(row.nextDueAt), \
            \(subject.id), \(wrapped.bytes), \(Int32(wrapped.epoch)), \(version), \
            \(values?.map(\.field.column)), \(values?.map(\.sealed)), \(values?.map(\.masked)), \
            \(phone.map { Int32($0.version) }), \(phone?.bytes), \
            \(paid?.map(\.rail.rawValue)), \(paid?.map(\.minor)), \(paid?.map(\.currency)), \(paid?.map(\.sentAt)), \
            \(leaf.id), \(leaf.case?.seq), \(leaf.actor.session), \(leaf.actor.n), \(leaf.subject), \
            \(leaf.type.rawValue), \(entry.bytes), \(leaf.case?.prev.bytes), \(file.place.sent), \
            \(run.map { Int16($0.number) }), \(run?.beginning?.playbook), \(run?.beginning?.version), \
            \(run?.beginning?.digest), \(run?.seq), \(run?.isEnded), \(run?.outcome), \(events), \
            \(events.flatMap { _ in run?.personal }), \(clocks?.map(\.path)), \(clocks?.map(\.rung)), \
            \(clocks?.map(\.at)), \(clocks?.map(\.isFired)), \(clocks?.map(\.isPaused)), \
            \(openings?.paths), \(openings?.sealed))
            """
    }

    /// What fewer intakes bring: traces of the scammer, and words that were written down.
    func furtherInserts(caseNo: Int64, at: Timestamp, by actor: Actor) -> [SQL] {
        var statements: [SQL] = []
        if !indicators.isEmpty { statements.append(insertIndicators(caseNo, at)) }
        if let note {
            statements.append(
                """
                INSERT INTO casework.note (case_no, note_no, at, by_staff, sealed)
                VALUES (\(caseNo), 1, \(at), \(actor.id), \(note))
                """)
        }
        return statements
    }

    private func insertIndicators(_ caseNo: Int64, _ at: Timestamp) -> SQL {
        """
        INSERT INTO casework.indicator (case_no, indicator_no, type, masked, sealed, digest, key_version, added_at,
            is_victims_own, site, site_digest)
        SELECT \(caseNo), v.n, v.type, v.masked, nullif(v.sealed, ''::bytea), v.digest, \(Int32(indicators[0].index.version)), \(at),
            v.own, nullif(v.site, ''), nullif(v.site_digest, ''::bytea)
        FROM unnest(\(indicators.map(\.value.type.rawValue))::text[], \(indicators.map(\.value.masked))::text[],
            \(indicators.map(\.sealed))::bytea[], \(indicators.map(\.index.bytes))::bytea[],
            \(indicators.map(\.isVictimsOwn))::boolean[], \(indicators.map { $0.site?.defanged ?? "" })::text[],
            \(indicators.map { $0.site?.digests.first?.bytes ?? [] })::bytea[])
            WITH ORDINALITY AS v (type, masked, sealed, digest, own, site, site_digest, n)
        ON CONFLICT ON CONSTRAINT indicator_once DO NOTHING
        """
    }
}
