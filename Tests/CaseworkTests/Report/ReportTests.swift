import Canonical
import Casework
import Postgres
import Support
import Testing

/// The numbers of a month, and who may have them.
@Suite(.timeLimit(.minutes(10))) struct `Reports` {
    private let lead = Actor(id: "lead", roles: [.supervisor], session: "test-lead")

    @Test func `a month of cases gives the numbers that were recorded, as JSON and as CSV`() async throws {
        let month = try await ReportMonth.played()
        let end = ReportMonth.start.adding(seconds: 31 * 86_400)
        let desk = month.test.desk.at { end }
        let period = try ReportPeriod(from: "2031-01-01", to: "2031-02-01", now: end)
        let russian = try ReportPeriod(from: "2031-01-01", to: "2031-02-01", jurisdiction: "RU", now: end)
        func keep(_ name: String, _ report: JSON) throws {
            try Golden.compare(report.prettyLines, "\(name).json")
            try Golden.compare(ReportCSV.text(report), "\(name).csv")
        }
        for grouping in ReportVolume.Grouping.allCases {
            try keep("volume-\(grouping)", try await desk.perform(ReportVolume(period, by: grouping), by: lead))
        }
        try keep("outcomes", try await desk.perform(ReportOutcomes(period), by: lead))
        try keep("outcomes-ru", try await desk.perform(ReportOutcomes(russian), by: lead))
        try keep("deadlines", try await desk.perform(ReportDeadlines(period), by: lead))
        try keep("quality", try await desk.perform(ReportQuality(period), by: lead))
        try keep("campaigns", try await desk.perform(ReportCampaigns(period), by: lead))
        let values = try await desk.perform(ReportCampaigns(period, showsValues: true), by: lead)
        try keep("campaigns-values", values)
        try Golden.compare(StixBundle.json(values).prettyLines, "campaigns.stix.json")
        // The sums agree with the store, counted the long way.
        let volume = try await desk.perform(ReportVolume(period, by: .channel), by: lead)
        let opened = (volume["rows"]?.array ?? []).compactMap { $0["opened"]?.int }.reduce(0, +)
        #expect(opened == 40)
        let deadlines = try await desk.perform(ReportDeadlines(period), by: lead)["rows"]?[0]
        #expect(deadlines?["due"] == 40 && deadlines?["step"] == "call_bank")
        #expect(deadlines?["kept"] == 24 && deadlines?["missed"] == 16)
        let entries = try await month.test.query("SELECT count(*) AS n FROM audit.entry WHERE type = 'report.made'")
        #expect(try entries[0].decode(Int.self, "n") == 13)
        #expect(
            try await month.test.count("SELECT count(*) AS n FROM audit.entry WHERE type = 'indicators.exported'") == 1)
        #expect(try await month.test.isSound())
    }

    @Test func `a week's report reads a week, not the history`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.asSuperuser(
            """
            SET session_replication_role = replica;
            INSERT INTO casework."case" (case_no, opened_at, opened_by, updated_at, channel, jurisdiction, language, status, priority)
            SELECT 250000000000 + n, timestamptz '2025-01-01' + n * interval '10 minutes', 'x', now(), 'HOTLINE', 'RU', 'ru', 'NEW', 3
            FROM generate_series(1, 60000) AS n;
            INSERT INTO casework.indicator (case_no, indicator_no, type, masked, digest, key_version, added_at)
            SELECT case_no, 1, 'PHONE', '+7 ***', substr(sha256(convert_to((case_no % 997)::text, 'UTF8')), 1, 16), 1, opened_at
            FROM casework."case";
            ANALYZE casework."case", casework.indicator;
            """)
        let week = "c.opened_at >= '2025-06-01' AND c.opened_at < '2025-06-08'"
        for statement in [
            "SELECT count(*) FROM casework.\"case\" c WHERE \(week)",
            """
            SELECT i.digest FROM casework.indicator i JOIN casework."case" c USING (case_no)
            WHERE i.added_at >= '2025-06-01' AND i.added_at < '2025-06-08' AND NOT i.is_victims_own GROUP BY 1
            """,
        ] {
            let plan = try await test.query(SQL(unescaped: "EXPLAIN " + statement))
                .map { try $0.decode(String.self, "QUERY PLAN") }.joined(separator: "\n")
            #expect(plan.contains("case_opened") || plan.contains("indicator_added"), "\(plan)")
        }
    }

    @Test func `campaigns name no victim, and nothing that may be one`() async throws {
        let test = try await TestDesk.make()
        let traces = [
            "PHONE:+79990001122", "PHONE:+79285556677", "IBAN:DE89370400440532013000", "CARD_MASKED:2200123456789019",
            "PERSON_NAME_USED:Иван Петров", "MESSENGER_HANDLE:@Bank_Help", "URL:https://evil'quote.example/x",
        ]
        for number in 0..<4 {
            let intake = try Intake(
                channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT",
                phone: number == 0 ? "+79285556677" : "+7928000000\(number)", name: "Мария Тестова",
                indicators: traces.filter { !$0.contains("evil") })
            let reference = try await test.desk.perform(OpenCase(intake), by: test.actor()).reference
            if number == 3 {
                // In one case alone it turned out to be the victim's own account.
                _ = try await test.desk.perform(
                    AddIndicator(reference, traces[2], isVictimsOwn: true), by: test.actor())
            }
        }
        let period = try ReportPeriod(now: .now)
        let report = try await test.desk.perform(ReportCampaigns(period, showsValues: true), by: lead)
        let found = (report["rows"]?.array ?? []).map { "\($0["type"]?.string ?? "") \($0["value"]?.string ?? "-")" }
        #expect(Set(found) == ["PHONE +79990001122", "CARD_MASKED -", "MESSENGER_HANDLE bank_help"])
        let bundle = StixBundle.json(report)
        #expect(bundle["objects"]?.array?.count == 5)
        let text = bundle.canonicalText + report.canonicalText
        for secret in ["79285556677", "7928000000", "Мария", "Иван", "2200123456789019"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(StixBundle.json(report) == bundle)
        let masked = try await test.desk.perform(ReportCampaigns(period), by: lead)
        #expect(!masked.canonicalText.contains("+79990001122"))
        #expect(try await test.isSound())
    }

    @Test func `a report is for supervisors and compliance`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let period = try ReportPeriod(now: .now)
        for role in StaffRole.allCases {
            let actor = test.actor("x-\(role.rawValue.lowercased())", [role])
            if role == .supervisor || role == .compliance {
                _ = try await test.desk.perform(ReportVolume(period), by: actor)
            } else {
                await #expect(throws: DeskError.notAllowed(.makeReports)) {
                    _ = try await test.desk.perform(ReportVolume(period), by: actor)
                }
            }
        }
    }

    @Test func `a period is read strictly`() throws {
        let now = ReportMonth.start
        #expect(try ReportPeriod(now: now).from == now.adding(seconds: -7 * 86_400))
        #expect(try ReportPeriod(last: "24h", now: now).from == now.adding(seconds: -86_400))
        #expect(try ReportPeriod(from: "2030-12-01", now: now).to == now)
        for (from, to, last) in [
            ("2031-02-01", nil, nil), ("yesterday", nil, nil), (nil, nil, "7"), (nil, nil, "0d"), (nil, nil, "-7d"),
            (nil, nil, "+7d"), ("2030-12-01", nil, "7d"), ("2029-01-01", nil, nil), (nil, "x", nil),
        ] as [(String?, String?, String?)] {
            #expect(throws: DeskError.self) { try ReportPeriod(from: from, to: to, last: last, now: now) }
        }
        #expect(throws: CodeError.self) { try ReportPeriod(jurisdiction: "XX", now: now) }
    }

    @Test func `a cell is never a formula`() {
        let report: JSON = [
            "columns": ["a", "b"],
            "rows": [["a": "=1+1", "b": "x,\"y\""], ["a": "+7 928 ***", "b": -5], ["a": .null, "b": ["P", "Q"]]],
        ]
        #expect(
            ReportCSV.text(report)
                == "a,b\r\n'=1+1,\"x,\"\"y\"\"\"\r\n'+7 928 ***,-5\r\n,P Q\r\n")
    }
}

extension JSON {
    /// A line a member, for comparing.
    fileprivate var prettyLines: String {
        var lines: [String] = []
        for (name, value) in object ?? [:] {
            guard let list = value.array else {
                lines.append("\(name): \(value.canonicalText)")
                continue
            }
            lines.append("\(name):")
            lines += list.map { "  \($0.canonicalText)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
