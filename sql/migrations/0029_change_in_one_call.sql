-- A change of a case is one call. A statement costs whoever sends it and the server a message each way, a snapshot and the
-- start of an executor; an ordinary step sent four to seven of them, the opening of a case nine or more. What an ordinary
-- change writes is written by one function now; what few changes bring is sent behind it, in the same transaction.
--
-- The functions have no rights of their own: they do what their caller may do by himself, one statement after the other.
-- The entry is still appended by `audit.append` alone, whose refusals come through as they are, and the guards of the rows
-- ask for it at the commit. The case's number comes first, so that the store can be spread over machines by it.
SET LOCAL ROLE redress_owner;

-- The case's row first, as everybody locks it; then the entry, which is refused when the case is no longer what it was,
-- before anything that would stumble over that with an error of its own; then the rest. What is NULL is left out: the row
-- without `new_status`, the entry without `entry_leaf`, events and row of the run without `run_events`, clocks without
-- `clock_paths`, clocks that stop without `gone_paths`, openings without `opening_paths`. A run with `run_playbook` begins
-- with its first events. Answers the receipt of the entry, if there is one.
CREATE FUNCTION casework.write_change(
    for_case bigint, new_at timestamptz, new_by text,
    new_scam_type text, new_status text, new_priority smallint, new_reasons text[], new_assignee text, new_facts jsonb,
    new_discovered_at timestamptz, new_safe boolean, new_open integer, new_mandatory integer, new_done integer,
    new_due_at timestamptz, new_outcome text, new_closed_at timestamptz, new_merged_into bigint,
    entry_id text, entry_case_seq bigint, entry_session text, entry_session_n bigint, entry_subject text, entry_type text,
    entry_leaf bytea, entry_after bytea, entry_sent timestamptz,
    for_run smallint, run_playbook text, run_version text, run_digest bytea, run_seq integer, run_is_ended boolean,
    run_outcome text, run_events bytea[], run_personal bytea[],
    clock_paths text[], clock_rungs text[], clock_at timestamptz[], clock_fired boolean[], clock_paused boolean[],
    gone_paths text[], gone_rungs text[],
    opening_subject text, opening_paths text[], opening_sealed bytea[]
) RETURNS bytea
LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE
    receipt pg_catalog.bytea;
BEGIN
    IF new_status IS NOT NULL THEN
        UPDATE casework."case" SET revision = revision + 1, updated_at = new_at, scam_type = new_scam_type,
            status = new_status, priority = new_priority, priority_reasons = new_reasons, assignee = new_assignee,
            facts = new_facts, discovered_at = new_discovered_at, safe_to_contact = new_safe, open_steps = new_open,
            mandatory_open = new_mandatory, done_steps = new_done, next_due_at = new_due_at, outcome = new_outcome,
            closed_at = new_closed_at, merged_into = new_merged_into
        WHERE case_no = for_case;
    END IF;
    IF entry_leaf IS NOT NULL THEN
        -- An assignment and no PERFORM: an expression needs no executor.
        receipt := audit.append(entry_id, for_case, entry_case_seq, entry_session, entry_session_n, entry_subject,
            entry_type, new_at, entry_leaf, entry_after, entry_sent);
    END IF;
    IF run_events IS NOT NULL THEN
        INSERT INTO casework.run_event (case_no, run_no, seq, at, by_staff, event, personal)
        SELECT for_case, for_run, run_seq - pg_catalog.cardinality(run_events) + e.n, new_at, new_by, e.event,
            nullif(e.personal, ''::pg_catalog.bytea)
        FROM unnest(run_events, run_personal) WITH ORDINALITY AS e (event, personal, n);
        IF run_playbook IS NULL THEN
            UPDATE casework.run SET seq = run_seq, outcome = run_outcome,
                ended_at = CASE WHEN run_is_ended THEN coalesce(ended_at, new_at) END
            WHERE case_no = for_case AND run_no = for_run;
        ELSE
            INSERT INTO casework.run (case_no, run_no, playbook, version, digest, seq, started_at, ended_at, outcome)
            VALUES (for_case, for_run, run_playbook, run_version, run_digest, run_seq, new_at,
                CASE WHEN run_is_ended THEN new_at END, run_outcome);
        END IF;
    END IF;
    IF clock_paths IS NOT NULL THEN
        INSERT INTO casework.timer (case_no, run_no, path, rung, at, fired_at, is_paused)
        SELECT for_case, for_run, c.path, c.rung, c.at, CASE WHEN c.fired THEN c.at END, c.paused
        FROM unnest(clock_paths, clock_rungs, clock_at, clock_fired, clock_paused)
            AS c (path, rung, at, fired, paused)
        ON CONFLICT (case_no, run_no, path, rung) DO UPDATE
        SET at = excluded.at, fired_at = coalesce(timer.fired_at, excluded.fired_at), is_paused = excluded.is_paused;
    END IF;
    -- A step that ended in time leaves no clock behind, only the word that its deadline was kept.
    IF gone_paths IS NOT NULL THEN
        WITH gone AS (
            DELETE FROM casework.timer AS t USING unnest(gone_paths, gone_rungs) AS g (path, rung)
            WHERE t.case_no = for_case AND t.run_no = for_run AND t.path = g.path AND t.rung = g.rung
                AND t.fired_at IS NULL
            RETURNING t.path, t.rung, t.at)
        INSERT INTO casework.deadline_kept (case_no, run_no, path, due_at, kept_at)
        SELECT for_case, for_run, g.path, g.at, new_at FROM gone AS g WHERE g.rung = 'breach'
        ON CONFLICT (case_no, run_no, path) DO UPDATE SET due_at = excluded.due_at, kept_at = excluded.kept_at;
    END IF;
    IF opening_paths IS NOT NULL THEN
        INSERT INTO privacy.opening (case_no, entry_id, path, subject, sealed)
        SELECT for_case, entry_id, o.path, opening_subject, o.sealed
        FROM unnest(opening_paths, opening_sealed) AS o (path, sealed);
    END IF;
    RETURN receipt;
END
$$;

-- A new case with its victim: the row, the key of the victim's data, the person, what identifies him, where the phone is
-- found, the payments that were told; then the run that begins, its clocks and the openings as in any change, and at last
-- the entry, which moves the counter of the session on: nobody waits for it longer than he must. What is NULL is left out:
-- values without `value_fields`, the index without `phone_digest`, payments without `payment_rails`.
CREATE FUNCTION casework.write_new_case(
    for_case bigint, new_at timestamptz, new_by text, new_updated_at timestamptz, new_channel text, new_external_id text,
    new_jurisdiction text, new_language text, new_scam_type text, new_status text, new_priority smallint,
    new_reasons text[], new_assignee text, new_facts jsonb, new_discovered_at timestamptz, new_safe boolean,
    new_open integer, new_mandatory integer, new_done integer, new_due_at timestamptz,
    victim text, victim_key bytea, victim_epoch integer, victim_version integer,
    value_fields text[], value_sealed bytea[], value_masked text[], phone_version integer, phone_digest bytea,
    payment_rails text[], payment_minor bigint[], payment_currencies text[], payment_sent_at timestamptz[],
    entry_id text, entry_case_seq bigint, entry_session text, entry_session_n bigint, entry_subject text, entry_type text,
    entry_leaf bytea, entry_after bytea, entry_sent timestamptz,
    for_run smallint, run_playbook text, run_version text, run_digest bytea, run_seq integer, run_is_ended boolean,
    run_outcome text, run_events bytea[], run_personal bytea[],
    clock_paths text[], clock_rungs text[], clock_at timestamptz[], clock_fired boolean[], clock_paused boolean[],
    opening_paths text[], opening_sealed bytea[]
) RETURNS bytea
LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE
    receipt pg_catalog.bytea;
BEGIN
    INSERT INTO casework."case" (case_no, opened_at, opened_by, updated_at, channel, external_id, jurisdiction, language,
        scam_type, status, priority, priority_reasons, assignee, facts, discovered_at, safe_to_contact, open_steps,
        mandatory_open, done_steps, next_due_at)
    VALUES (for_case, new_at, new_by, new_updated_at, new_channel, new_external_id, new_jurisdiction, new_language,
        new_scam_type, new_status, new_priority, new_reasons, new_assignee, new_facts, new_discovered_at, new_safe, new_open,
        new_mandatory, new_done, new_due_at);
    INSERT INTO privacy.subject_key (case_no, subject, wrapped, kek_epoch, version, created_at)
    VALUES (for_case, victim, victim_key, victim_epoch, victim_version, new_at);
    INSERT INTO casework.party (case_no, party_no, subject, role, added_at) VALUES (for_case, 1, victim, 'VICTIM', new_at);
    IF value_fields IS NOT NULL THEN
        INSERT INTO privacy.value (case_no, subject, field, sealed, masked, updated_at)
        SELECT for_case, victim, v.field, v.sealed, v.masked, new_at
        FROM unnest(value_fields, value_sealed, value_masked) AS v (field, sealed, masked);
    END IF;
    IF phone_digest IS NOT NULL THEN
        INSERT INTO privacy.blind_index (case_no, subject, field, key_version, digest)
        VALUES (for_case, victim, 'phone', phone_version, phone_digest);
    END IF;
    IF payment_rails IS NOT NULL THEN
        INSERT INTO casework.payment (case_no, payment_no, rail, amount_minor, currency, sent_at, added_at)
        SELECT for_case, p.n, p.rail, p.minor, p.currency, p.sent_at, new_at
        FROM unnest(payment_rails, payment_minor, payment_currencies, payment_sent_at) WITH ORDINALITY
            AS p (rail, minor, currency, sent_at, n);
    END IF;
    receipt := casework.write_change(for_case, new_at, new_by,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        entry_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        for_run, run_playbook, run_version, run_digest, run_seq, run_is_ended, run_outcome, run_events, run_personal,
        clock_paths, clock_rungs, clock_at, clock_fired, clock_paused, NULL, NULL, victim, opening_paths, opening_sealed);
    RETURN audit.append(entry_id, for_case, entry_case_seq, entry_session, entry_session_n, entry_subject, entry_type,
        new_at, entry_leaf, entry_after, entry_sent);
END
$$;

REVOKE ALL ON FUNCTION casework.write_change, casework.write_new_case FROM PUBLIC;
GRANT EXECUTE ON FUNCTION casework.write_change, casework.write_new_case TO redress_app;
