internal import Canonical
internal import Postgres

/// The statement of a search: conditions that an index answers, in an order that an index has.
struct CaseSearch: Sendable {
    let filter: ListCases.Filter
    let keys: KeyRing
    let at: Timestamp
    /// Before this moment nothing changes any more; nil where that does not matter.
    let settled: Timestamp?
    let actor: Actor

    /// The page, and one case more when there is a next one.
    var statement: SQL {
        let all = plain + sought + page
        let condition = all.dropFirst().reduce(all.first ?? "true") { "\($0) AND \($1)" }
        return """
            SELECT \(Case.columns) FROM casework."case" WHERE \(condition) ORDER BY \(order) LIMIT \(filter.limit + 1)
            """
    }

    private var order: SQL {
        switch filter.order {
        case .queue: "priority, coalesce(next_due_at, 'infinity'::timestamptz), case_no"
        case .opened: "case_no DESC"
        case .updated: "updated_at, case_no"
        }
    }

    /// What the queue itself shows.
    private var plain: [SQL] {
        var conditions: [SQL] = []
        if let status = filter.status { conditions.append("status = \(status.rawValue)") }
        // Said in these words also where a status is named: the index of the queue has no closed cases.
        if filter.status != .closed, !filter.includesClosed, filter.updatedSince == nil {
            conditions.append("status <> 'CLOSED'")
        }
        if let assignee = filter.assignee {
            conditions.append(assignee == "-" ? "assignee IS NULL" : "assignee = \(assignee)")
        }
        if let priority = filter.priority { conditions.append("priority = \(Int16(priority.level))") }
        if let scamType = filter.scamType { conditions.append("scam_type = \(scamType.rawValue)") }
        if let channel = filter.channel { conditions.append("channel = \(channel.rawValue)") }
        if filter.isOverdue { conditions.append("next_due_at < \(at)") }
        if !Permission.workOnAllCases.isGranted(to: actor), !actor.roles.contains(.compliance) {
            conditions.append("(assignee = \(actor.id) OR assignee IS NULL OR opened_by = \(actor.id))")
        }
        return conditions
    }

    /// What is found by its digest, or by the number of others.
    private var sought: [SQL] {
        func digests(_ value: String, _ column: String) -> [[UInt8]] {
            BlindIndex(keys).values(of: value, column: column).map(\.bytes)
        }
        func person(_ value: String, _ field: PartyField) -> SQL {
            """
            case_no = ANY (ARRAY(SELECT b.case_no FROM privacy.blind_index b
                WHERE b.digest = ANY (\(digests(value, field.column))::bytea[]) AND b.field = \(field.column)))
            """
        }
        var conditions: [SQL] = []
        if let phone = filter.phone { conditions.append(person(phone.e164, .phone)) }
        if let email = filter.email { conditions.append(person(email.description, .email)) }
        if let indicator = filter.indicator {
            conditions.append(
                """
                case_no = ANY (ARRAY(SELECT i.case_no FROM casework.indicator i
                    WHERE i.digest = ANY (\(digests(indicator.normalised, "indicator"))::bytea[])
                        AND i.type = \(indicator.type.rawValue)))
                """)
        }
        if let externalID = filter.externalID { conditions.append("external_id = \(externalID)") }
        if let number = filter.referralNumber {
            conditions.append(
                """
                case_no = ANY (ARRAY(SELECT r.case_no FROM casework.referral r
                    WHERE r.number_digest = ANY (\(digests(MakeReferral.normalised(number), "referral"))::bytea[])))
                """)
        }
        return conditions
    }

    /// Where the page begins and ends.
    private var page: [SQL] {
        var conditions: [SQL] = []
        if let since = filter.updatedSince { conditions.append("updated_at >= \(since)") }
        if let settled { conditions.append("updated_at < \(settled)") }
        guard let after = filter.after else { return conditions }
        switch filter.order {
        case .queue:
            conditions.append(
                """
                (priority, coalesce(next_due_at, 'infinity'::timestamptz), case_no)
                    > (\(after.priority), \(after.moment), \(after.caseNo))
                """)
        case .opened: conditions.append("case_no < \(after.caseNo)")
        case .updated: conditions.append("(updated_at, case_no) > (\(after.moment), \(after.caseNo))")
        }
        return conditions
    }
}

extension Desk {
    /// A moment of the last second before which no change can appear any more.
    ///
    /// A change takes its time after it has locked its case, and from then on the store knows its transaction; or without
    /// a lock, and then the store refuses it when it comes 400 ms later (``EntryPlace/sent``). When all that the store knew
    /// at a moment have ended, whatever bears an earlier time is to be seen. The rest of the second is for servers whose
    /// clocks differ.
    ///
    /// - Throws: ``DeskError/queueBusy`` when a transaction does not end within five seconds.
    func settledMoment() async throws -> Timestamp {
        let moment = now().adding(seconds: -1)
        let latest = try await snapshotEdge("pg_snapshot_xmax")
        for _ in 0..<500 {
            if try await snapshotEdge("pg_snapshot_xmin") >= latest { return moment }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw DeskError.queueBusy
    }

    private func snapshotEdge(_ function: String) async throws -> Int64 {
        let statement = SQL(unescaped: "SELECT \(function)(pg_current_snapshot())::text::bigint AS edge")
        let rows = try await pool.withConnection { try await $0.query(statement) }
        guard let row = rows.first else { throw StoreFault.noRow("pg_current_snapshot") }
        return try row["edge"]
    }
}
