-- People beside the victim, cases that belong together, accounts and loans to be won back, actions for which two people
-- stand, and the words that go along when a case changes hands.
SET LOCAL ROLE redress_owner;

-- A case whose work goes on in another one keeps everything that it holds: its number leads on, and nothing moves.
ALTER TABLE casework."case"
    ADD COLUMN merged_into bigint,
    DROP CONSTRAINT case_closed_without_mandatory_steps,
    ADD CONSTRAINT case_closed_without_mandatory_steps
        CHECK (status <> 'CLOSED' OR mandatory_open = 0 OR merged_into IS NOT NULL),
    ADD CONSTRAINT case_merged_whole
        CHECK ((merged_into IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'MERGED') AND (merged_into IS NULL OR status = 'CLOSED')),
    ADD CONSTRAINT case_merged_elsewhere CHECK (merged_into <> case_no);

-- Both cases have their row; no foreign key crosses cases.
CREATE TABLE casework.link (
    case_no bigint NOT NULL REFERENCES casework."case",
    other_case bigint NOT NULL,
    kind text NOT NULL,
    linked_at timestamptz NOT NULL,
    linked_by text NOT NULL,
    removed_at timestamptz,
    removed_by text,
    PRIMARY KEY (case_no, other_case, kind),
    CONSTRAINT link_elsewhere CHECK (other_case <> case_no),
    CONSTRAINT link_kind_form CHECK (kind ~ '^[A-Z0-9_]{2,40}$'),
    CONSTRAINT link_removed_whole CHECK ((removed_at IS NULL) = (removed_by IS NULL))
);

-- An account, a number or a device that the scammer got into.
CREATE TABLE casework.access_item (
    case_no bigint NOT NULL REFERENCES casework."case",
    item_no smallint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    lost_at timestamptz,
    sessions_ended_at timestamptz,
    credentials_changed_at timestamptz,
    second_factor_at timestamptz,
    confirmed text,
    added_at timestamptz NOT NULL,
    updated_at timestamptz,
    PRIMARY KEY (case_no, item_no),
    CONSTRAINT access_item_code_form
        CHECK (kind ~ '^[A-Z0-9_]{2,40}$' AND state ~ '^[A-Z0-9_]{2,40}$' AND confirmed ~ '^[A-Z0-9_]{2,40}$')
);

-- A loan in the victim's name. Who lent, and under which number, is sealed.
CREATE TABLE casework.loan_item (
    case_no bigint NOT NULL REFERENCES casework."case",
    item_no smallint NOT NULL,
    lender bytea,
    lender_type text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    signed_at timestamptz,
    disbursed_to text NOT NULL DEFAULT 'UNKNOWN',
    state text NOT NULL,
    is_self_banned boolean,
    refused_at timestamptz,
    disputed_at timestamptz,
    lender_number bytea,
    added_at timestamptz NOT NULL,
    updated_at timestamptz,
    PRIMARY KEY (case_no, item_no),
    CONSTRAINT loan_item_amount_range CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    CONSTRAINT loan_item_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT loan_item_code_form
        CHECK (lender_type ~ '^[A-Z0-9_]{2,40}$' AND disbursed_to ~ '^[A-Z0-9_]{2,40}$' AND state ~ '^[A-Z0-9_]{2,40}$')
);

-- What the operator does for the victim. Where it takes a number or money away, a second person approves it first.
CREATE TABLE casework.operator_action (
    case_no bigint NOT NULL REFERENCES casework."case",
    action_no smallint NOT NULL,
    action text NOT NULL,
    state text NOT NULL,
    needs_second boolean NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    reason bytea,
    decided_at timestamptz,
    decided_by text,
    decision bytea,
    done_at timestamptz,
    done_by text,
    result bytea,
    PRIMARY KEY (case_no, action_no),
    CONSTRAINT action_code_form CHECK (action ~ '^[A-Z0-9_]{2,40}$'),
    CONSTRAINT action_state_known CHECK (state IN ('REQUESTED', 'APPROVED', 'REFUSED', 'EXPIRED', 'DONE', 'FAILED')),
    CONSTRAINT action_decided_whole CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT action_second_person CHECK (decided_by <> requested_by),
    CONSTRAINT action_done_approved CHECK (state NOT IN ('APPROVED', 'DONE', 'FAILED') OR NOT needs_second OR decided_by IS NOT NULL),
    CONSTRAINT action_done_whole CHECK ((state IN ('DONE', 'FAILED')) = (done_at IS NOT NULL) AND (done_at IS NULL) = (done_by IS NULL)),
    CONSTRAINT action_window CHECK (expires_at > requested_at)
);
-- One of a kind waits at a time, whoever asks twice.
CREATE UNIQUE INDEX action_open_once ON casework.operator_action (case_no, action) WHERE state IN ('REQUESTED', 'APPROVED');

-- What whoever had the case tells whoever takes it.
CREATE TABLE casework.handover (
    case_no bigint NOT NULL REFERENCES casework."case",
    handover_no smallint NOT NULL,
    at timestamptz NOT NULL,
    from_staff text NOT NULL,
    to_staff text,
    words bytea,
    masked_kinds text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (case_no, handover_no)
);

-- The number that the other side gave is found by its keyed hash, like a phone.
ALTER TABLE casework.referral
    ADD COLUMN number_digest bytea,
    ADD COLUMN number_key_version integer,
    ADD CONSTRAINT referral_digest_length CHECK (octet_length(number_digest) = 16),
    ADD CONSTRAINT referral_digest_keyed CHECK ((number_digest IS NULL) = (number_key_version IS NULL));
CREATE INDEX referral_number ON casework.referral (number_digest) WHERE number_digest IS NOT NULL;
CREATE INDEX case_external_id ON casework."case" (external_id) WHERE external_id IS NOT NULL;

-- A field that was taken by mistake is taken back at once, unless a hold is on.
CREATE FUNCTION privacy.forget_field(for_case bigint, for_subject text, for_field text, for_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM hold h WHERE h.case_no = for_case AND h.released_at IS NULL AND (h.until IS NULL OR h.until > for_at);
    IF FOUND THEN
        RAISE EXCEPTION 'a hold forbids this' USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'forget_on_hold';
    END IF;
    DELETE FROM blind_index b WHERE b.case_no = for_case AND b.subject = for_subject AND b.field = for_field;
    DELETE FROM value v WHERE v.case_no = for_case AND v.subject = for_subject AND v.field = for_field;
END
$$;
REVOKE ALL ON FUNCTION privacy.forget_field(bigint, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.forget_field(bigint, text, text, timestamptz) TO redress_app;

GRANT SELECT, INSERT, UPDATE ON casework.link, casework.access_item, casework.loan_item, casework.operator_action
    TO redress_app;
GRANT SELECT, INSERT ON casework.handover TO redress_app;
GRANT SELECT ON casework.link, casework.access_item, casework.loan_item, casework.operator_action, casework.handover
    TO redress_auditor;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['casework.link', 'casework.access_item', 'casework.loan_item',
        'casework.operator_action', 'casework.handover']
    LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON %s '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry()', guarded);
    END LOOP;
END
$$;

-- With the first person of a case goes what others of the desk wrote about him here, too.
CREATE FUNCTION privacy.destroy_words(for_case bigint) RETURNS void
LANGUAGE sql SET search_path = casework, pg_catalog, pg_temp AS $$
    UPDATE loan_item SET lender = NULL, lender_number = NULL WHERE case_no = for_case;
    UPDATE operator_action SET reason = NULL, decision = NULL, result = NULL WHERE case_no = for_case;
    UPDATE handover SET words = NULL WHERE case_no = for_case;
    UPDATE referral SET number_digest = NULL, number_key_version = NULL WHERE case_no = for_case;
$$;
REVOKE ALL ON FUNCTION privacy.destroy_words(bigint) FROM PUBLIC;

-- Destroys what is held on one person of one case: the key first of all. Refuses without an approval by a second person,
-- and while a hold is on. `events` are the person's run events without their personal halves, by run and number;
-- `own` are the digests of indicators that are the person's own phone, card or account.
CREATE OR REPLACE FUNCTION privacy.destroy(
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
        PERFORM destroy_words(wanted.case_no);
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
