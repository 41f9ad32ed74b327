-- Holds, erasure and keys: what may be destroyed, when, by whom, and that nothing else is.
SET LOCAL ROLE redress_owner;

-- Forbids the erasure of anything of a case: a court, the police, a complaint needs it.
CREATE TABLE privacy.hold (
    hold text PRIMARY KEY,
    case_no bigint NOT NULL,
    reason text NOT NULL,
    placed_at timestamptz NOT NULL,
    placed_by text NOT NULL,
    until timestamptz,
    released_at timestamptz,
    released_by text,
    CONSTRAINT hold_reason_form CHECK (reason ~ '^[A-Z0-9_]{2,40}$'),
    CONSTRAINT hold_released_whole CHECK ((released_at IS NULL) = (released_by IS NULL)),
    CONSTRAINT hold_second_person CHECK (released_by <> placed_by)
);
CREATE INDEX hold_active ON privacy.hold (case_no) WHERE released_at IS NULL;

-- One erasure of one person in one case, from the request to the act about it, which is kept when the data is gone.
CREATE TABLE privacy.erasure (
    request text PRIMARY KEY,
    case_no bigint NOT NULL,
    party_no smallint NOT NULL,
    subject text NOT NULL,
    basis text NOT NULL,
    state text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    due_at timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by text,
    refusal text,
    refused_until timestamptz,
    erased_at timestamptz,
    categories text[] NOT NULL DEFAULT '{}',
    value_count integer,
    opening_count integer,
    key_version integer,
    backups_clean_by timestamptz,
    CONSTRAINT erasure_state_known CHECK (state IN ('REQUESTED', 'REFUSED', 'APPROVED', 'ERASED')),
    CONSTRAINT erasure_basis_form CHECK (basis ~ '^[A-Z0-9_]{2,40}$'),
    CONSTRAINT erasure_decided CHECK ((state = 'REQUESTED') = (decided_at IS NULL)),
    CONSTRAINT erasure_refused_why CHECK ((state = 'REFUSED') = (refusal IS NOT NULL)),
    CONSTRAINT erasure_second_person CHECK (state NOT IN ('APPROVED', 'ERASED') OR decided_by <> requested_by),
    CONSTRAINT erasure_erased_when CHECK ((state = 'ERASED') = (erased_at IS NOT NULL))
);
CREATE UNIQUE INDEX erasure_open_once ON privacy.erasure (case_no, subject) WHERE state IN ('REQUESTED', 'APPROVED');
CREATE INDEX erasure_case ON privacy.erasure (case_no, requested_at);

-- How long each kind of data is kept after its case was closed, and for how long the law wants it kept even when the
-- person asks for its erasure. The desk's lawyer knows the second; it is 0 until he says otherwise.
CREATE TABLE privacy.retention (
    category text PRIMARY KEY,
    days integer NOT NULL,
    duty_days integer NOT NULL DEFAULT 0,
    CONSTRAINT retention_range CHECK (days BETWEEN 1 AND 36500 AND duty_days BETWEEN 0 AND days)
);
INSERT INTO privacy.retention (category, days) VALUES
    ('CASE_LOSS', 1095), ('CASE_ATTEMPT', 365), ('OPENING', 365), ('ANSWER', 1), ('BACKUP', 35);

-- The skeleton of a case stands without its personal halves.
ALTER TABLE casework.party ADD COLUMN erased_at timestamptz;
ALTER TABLE casework.note ALTER COLUMN sealed DROP NOT NULL;
ALTER TABLE casework.indicator ALTER COLUMN sealed DROP NOT NULL;

-- Destroys what is held on one person of one case: the key first of all. Refuses without an approval by a second person,
-- and while a hold is on. `events` are the person's run events without their personal halves, by run and number;
-- `own` are the digests of indicators that are the person's own phone, card or account.
CREATE FUNCTION privacy.destroy(
    for_request text, for_at timestamptz, runs smallint[], numbers bigint[], events bytea[], own bytea[], reference text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, casework, audit, pg_catalog, pg_temp AS $$
DECLARE
    wanted erasure%ROWTYPE;
BEGIN
    SELECT * INTO wanted FROM erasure WHERE erasure.request = for_request AND state = 'APPROVED' FOR UPDATE;
    IF NOT FOUND OR wanted.decided_by = wanted.requested_by THEN
        RAISE EXCEPTION 'this erasure is not approved'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'erasure_needs_approval';
    END IF;
    PERFORM FROM hold h WHERE h.case_no = wanted.case_no AND h.released_at IS NULL AND (h.until IS NULL OR h.until > for_at);
    IF FOUND THEN
        RAISE EXCEPTION 'a hold forbids this erasure'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'erasure_on_hold';
    END IF;
    DELETE FROM opening o WHERE o.case_no = wanted.case_no AND o.subject = wanted.subject;
    DELETE FROM blind_index b WHERE b.case_no = wanted.case_no AND b.subject = wanted.subject;
    DELETE FROM value v WHERE v.case_no = wanted.case_no AND v.subject = wanted.subject;
    DELETE FROM subject_key k WHERE k.case_no = wanted.case_no AND k.subject = wanted.subject;
    UPDATE party p SET erased_at = for_at WHERE p.case_no = wanted.case_no AND p.subject = wanted.subject;
    DELETE FROM idempotency i WHERE position(convert_to(reference, 'UTF8') IN i.answer) > 0;
    -- The free texts of a case are sealed under the key of its first person.
    IF wanted.party_no = 1 THEN
        UPDATE note n SET sealed = NULL WHERE n.case_no = wanted.case_no;
        UPDATE contact c SET summary = NULL WHERE c.case_no = wanted.case_no;
        UPDATE referral r SET external_number = NULL, reply = NULL WHERE r.case_no = wanted.case_no;
        DELETE FROM indicator i WHERE i.case_no = wanted.case_no AND (i.is_victims_own OR i.digest = ANY (own));
        UPDATE indicator i SET sealed = NULL WHERE i.case_no = wanted.case_no;
        DELETE FROM follow_up f WHERE f.case_no = wanted.case_no AND f.done_at IS NULL;
        DELETE FROM timer t WHERE t.case_no = wanted.case_no AND t.fired_at IS NULL;
        UPDATE "case" c SET external_id = NULL WHERE c.case_no = wanted.case_no;
        UPDATE run_event r SET event = e.event, personal = NULL
        FROM unnest(runs, numbers, events) AS e (run_no, seq, event)
        WHERE r.case_no = wanted.case_no AND r.run_no = e.run_no AND r.seq = e.seq;
        PERFORM FROM run_event r WHERE r.case_no = wanted.case_no AND r.personal IS NOT NULL;
        IF FOUND THEN
            RAISE EXCEPTION 'a personal half of the run would remain'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_whole';
        END IF;
    END IF;
    UPDATE erasure SET state = 'ERASED', erased_at = for_at WHERE erasure.request = for_request;
END
$$;
REVOKE ALL ON FUNCTION privacy.destroy(text, timestamptz, smallint[], bigint[], bytea[], bytea[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.destroy(text, timestamptz, smallint[], bigint[], bytea[], bytea[], text) TO redress_app;

-- Only that function destroys.
REVOKE DELETE ON privacy.subject_key, privacy.value, privacy.blind_index, privacy.opening FROM redress_app;
GRANT SELECT, INSERT, UPDATE ON privacy.hold, privacy.erasure TO redress_app;
GRANT SELECT, UPDATE ON privacy.retention TO redress_app;
GRANT SELECT ON privacy.hold, privacy.erasure, privacy.retention TO redress_auditor;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['privacy.hold', 'privacy.erasure']
    LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON %s '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry()', guarded);
    END LOOP;
END
$$;
