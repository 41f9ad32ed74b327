-- What leaves the store is compared more closely: a reveal with its actor, an export with openings with its approval; and
-- answers kept for repeated requests are sealed.
SET LOCAL ROLE redress_owner;

-- The entry must be the actor's own, not only of his session.
DROP FUNCTION privacy.reveal(text, bigint, text, text, text);
CREATE FUNCTION privacy.reveal(
    for_entry text, for_case bigint, for_subject text, for_field text, for_session text, for_actor text
) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, audit, pg_catalog, pg_temp AS $$
DECLARE
    answer bytea;
BEGIN
    PERFORM FROM audit.entry e
    WHERE e.entry_id = for_entry AND e.type = 'personal_data.read' AND e.case_no = for_case AND e.subject = for_subject
        AND e.session = for_session AND e.at > clock_timestamp() - interval '60 seconds'
        AND convert_from(e.leaf, 'UTF8')::jsonb #>> '{actor,id}' = for_actor
        AND convert_from(e.leaf, 'UTF8')::jsonb #> '{data,fields}' ? for_field
        AND NOT EXISTS (
            SELECT FROM audit.pending p WHERE p.entry_id = for_entry AND p.xid = pg_current_xact_id_if_assigned());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this read is not on the trail'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reveal_needs_entry';
    END IF;
    SELECT v.sealed INTO answer FROM privacy.value v
    WHERE v.case_no = for_case AND v.subject = for_subject AND v.field = for_field;
    RETURN answer;
END
$$;

DROP FUNCTION privacy.reveal_all(text, bigint, text, text);
CREATE FUNCTION privacy.reveal_all(
    for_entry text, for_case bigint, for_subject text, for_session text, for_actor text
) RETURNS TABLE (field text, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, audit, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM audit.entry e
    WHERE e.entry_id = for_entry AND e.type = 'personal_data.exported' AND e.case_no = for_case AND e.subject = for_subject
        AND e.session = for_session AND e.at > clock_timestamp() - interval '60 seconds'
        AND convert_from(e.leaf, 'UTF8')::jsonb #>> '{actor,id}' = for_actor
        AND NOT EXISTS (SELECT FROM audit.pending p
            WHERE p.entry_id = for_entry AND p.xid = pg_current_xact_id_if_assigned());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this read is not on the trail'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reveal_needs_entry';
    END IF;
    RETURN QUERY SELECT v.field, v.sealed FROM privacy.value v
        WHERE v.case_no = for_case AND v.subject = for_subject ORDER BY v.field;
END
$$;

-- The export of what stands behind the commitments: asked for by one, approved by another, done once by the first.
CREATE TABLE privacy.opening_export (
    request text PRIMARY KEY,
    first_idx bigint,
    last_idx bigint,
    purpose text NOT NULL,
    state text NOT NULL DEFAULT 'REQUESTED',
    requested_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    decided_at timestamptz,
    decided_by text,
    exported_at timestamptz,
    CONSTRAINT opening_export_state_known CHECK (state IN ('REQUESTED', 'REFUSED', 'APPROVED', 'EXPORTED')),
    CONSTRAINT opening_export_purpose_form CHECK (purpose ~ '^[A-Z0-9_]{2,40}$'),
    CONSTRAINT opening_export_decided CHECK ((state = 'REQUESTED') = (decided_at IS NULL)),
    CONSTRAINT opening_export_exported_when CHECK ((state = 'EXPORTED') = (exported_at IS NOT NULL)),
    CONSTRAINT opening_export_second_person CHECK (state NOT IN ('APPROVED', 'EXPORTED') OR decided_by <> requested_by)
);
CREATE INDEX opening_export_waiting ON privacy.opening_export (requested_at) WHERE state IN ('REQUESTED', 'APPROVED');
GRANT SELECT, INSERT (request, first_idx, last_idx, purpose, requested_at, requested_by) ON privacy.opening_export
    TO redress_app;
GRANT SELECT ON privacy.opening_export TO redress_auditor;

-- The only way to move a request on: once, by a second person, and to the end by whoever asked.
CREATE FUNCTION privacy.move_opening_export(for_request text, new_state text, for_at timestamptz, staff text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, pg_catalog, pg_temp AS $$
BEGIN
    IF new_state = 'EXPORTED' THEN
        UPDATE opening_export x SET state = new_state, exported_at = clock_timestamp()
        WHERE x.request = for_request AND x.state = 'APPROVED' AND x.requested_by = staff;
    ELSIF new_state IN ('APPROVED', 'REFUSED') THEN
        UPDATE opening_export x SET state = new_state, decided_at = for_at, decided_by = staff
        WHERE x.request = for_request AND x.state = 'REQUESTED' AND x.requested_by <> staff;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this export of openings does not wait for that'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'opening_export_moved';
    END IF;
END
$$;

-- Each move needs its own entry in the same transaction.
CREATE FUNCTION privacy.demand_export_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pending p WHERE p.xid = pg_current_xact_id()
            AND p.type IN ('audit.openings_requested', 'audit.openings_approved', 'audit.openings_refused', 'audit.exported'))
    THEN
        RAISE EXCEPTION 'an export of openings changes only with its audit entry in the same transaction'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_entry_demanded', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER export_entry_demanded AFTER INSERT OR UPDATE ON privacy.opening_export
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION privacy.demand_export_entry();

-- The sealed openings are read only through these two: for an export that was approved and begun within the hour, and for
-- the digests of what is the person's own while the person is erased.
CREATE FUNCTION privacy.exported_openings(for_request text, for_actor text, entries text[])
RETURNS TABLE (entry_id text, path text, sealed bytea, subject text, wrapped bytea, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM opening_export x WHERE x.request = for_request AND x.state = 'EXPORTED' AND x.requested_by = for_actor
        AND x.decided_by <> x.requested_by AND x.exported_at > clock_timestamp() - interval '1 hour';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this export of openings is not approved'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'opening_export_needs_approval';
    END IF;
    RETURN QUERY SELECT o.entry_id, o.path, o.sealed, o.subject, k.wrapped, k.version FROM opening o
        JOIN subject_key k ON k.case_no = o.case_no AND k.subject = o.subject
        JOIN audit.entry e ON e.entry_id = o.entry_id AND e.case_no = o.case_no
        WHERE e.entry_id = ANY (entries) ORDER BY o.case_no, o.entry_id, o.path;
END
$$;
CREATE FUNCTION privacy.own_phones(for_case bigint, for_party smallint) RETURNS TABLE (path text, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, casework, pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT o.path, o.sealed FROM opening o JOIN party p ON p.case_no = o.case_no AND p.subject = o.subject
        WHERE o.case_no = for_case AND p.party_no = for_party AND o.path = 'victim_phone'
            AND EXISTS (SELECT FROM erasure x WHERE x.case_no = for_case AND x.subject = p.subject AND x.state = 'APPROVED');
END
$$;
REVOKE SELECT ON privacy.opening FROM redress_app;
GRANT SELECT (case_no, entry_id, path, subject) ON privacy.opening TO redress_app;

-- Answers kept for repeated requests hold what the cases hold of which they tell: they are sealed, and go with the first of
-- their people. An answer from before begins with the brace of its JSON, and stays readable for the day that it is kept.
ALTER TABLE casework.idempotency ADD COLUMN cases bigint[], ADD COLUMN kek_epoch integer;
CREATE INDEX idempotency_cases ON casework.idempotency USING gin (cases);

CREATE FUNCTION casework.forget_answers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = casework, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM idempotency i WHERE i.cases @> ARRAY[NEW.case_no];
    RETURN NULL;
END
$$;
CREATE TRIGGER party_erased_answers AFTER UPDATE OF erased_at ON casework.party
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION casework.forget_answers();

-- Of several servers one runs the retention job, once a day.
CREATE TABLE privacy.retention_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    begun_at timestamptz NOT NULL
);
INSERT INTO privacy.retention_clock (begun_at) VALUES ('epoch');
GRANT SELECT, UPDATE ON privacy.retention_clock TO redress_app;
GRANT SELECT ON privacy.retention_clock TO redress_auditor;

REVOKE ALL ON FUNCTION privacy.reveal(text, bigint, text, text, text, text),
    privacy.reveal_all(text, bigint, text, text, text), privacy.exported_openings(text, text, text[]),
    privacy.own_phones(bigint, smallint), privacy.demand_export_entry(), casework.forget_answers(),
    privacy.move_opening_export(text, text, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.reveal(text, bigint, text, text, text, text),
    privacy.reveal_all(text, bigint, text, text, text), privacy.exported_openings(text, text, text[]),
    privacy.own_phones(bigint, smallint), privacy.move_opening_export(text, text, timestamptz, text) TO redress_app;
