-- The end of a log, in one transaction: its last entry says that it is closed, and nothing is ever appended after it. Hashes
-- of requests are keyed from now on, and the hash of a file goes with the person.
SET LOCAL ROLE redress_owner;

ALTER TABLE audit.log_origin ADD COLUMN closed_at timestamptz;
UPDATE audit.log_origin SET closed_at = stopped_at WHERE stopped_at IS NOT NULL AND stop_reason = 'the log was closed';

-- Taking the right to append away meets who asks next, not who is already inside of the function. He waits behind the lock
-- of whoever stops the trail, and then meets this trigger. It is off while the trail is written and costs an append nothing.
CREATE FUNCTION audit.refuse_append() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'nothing is appended while the trail is stopped'
        USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'audit_stopped', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER pending_stopped BEFORE INSERT ON audit.pending FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_append();
ALTER TABLE audit.pending DISABLE TRIGGER pending_stopped;
DO $$
BEGIN
    IF EXISTS (SELECT FROM audit.log_origin WHERE stopped_at IS NOT NULL) THEN
        ALTER TABLE audit.pending ENABLE ALWAYS TRIGGER pending_stopped;
    END IF;
END
$$;

-- Nothing more is appended, by nobody: whoever is appending ends first, whoever comes later is refused.
CREATE OR REPLACE FUNCTION audit.stop(reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    writer regprocedure;
BEGIN
    LOCK TABLE pending IN SHARE ROW EXCLUSIVE MODE;
    ALTER TABLE pending ENABLE ALWAYS TRIGGER pending_stopped;
    UPDATE log_origin SET stopped_at = coalesce(stopped_at, clock_timestamp()), stop_reason = coalesce(stop_reason, reason);
    FOR writer IN SELECT oid FROM pg_proc WHERE pronamespace = 'audit'::regnamespace AND proname ~ '^(append|next_place)' LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM redress_app', writer);
    END LOOP;
END
$$;

-- Undoes a stop, once signer and witnesses agree with the log again; never the end of a log.
CREATE OR REPLACE FUNCTION audit.resume() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    writer regprocedure;
BEGIN
    IF EXISTS (SELECT FROM log_origin WHERE closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'this log was closed'
            USING ERRCODE = 'object_not_in_prerequisite_state', CONSTRAINT = 'audit_log_closed';
    END IF;
    ALTER TABLE pending DISABLE TRIGGER pending_stopped;
    UPDATE log_origin SET stopped_at = NULL, stop_reason = NULL;
    FOR writer IN SELECT oid FROM pg_proc WHERE pronamespace = 'audit'::regnamespace AND proname ~ '^(append|next_place)' LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO redress_app', writer);
    END LOOP;
END
$$;

-- Waits until nobody is appending, holds off everybody who wants to until this transaction ends, and answers how many
-- entries the session has. Null when there is no entry to be written: the log is closed already, or it was stopped because a
-- longer history is known; then it is given up as it is, and never resumed.
CREATE FUNCTION audit.begin_close(for_session text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
BEGIN
    LOCK TABLE pending IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM log_origin WHERE closed_at IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    UPDATE log_origin SET closed_at = clock_timestamp() WHERE stopped_at IS NOT NULL;
    IF FOUND THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT p.session_n FROM next_place(NULL, for_session) p);
END
$$;

-- Appends the last entry and ends the log.
CREATE FUNCTION audit.close(new_entry_id text, for_session text, new_session_n bigint, new_at timestamptz, new_leaf bytea)
RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    receipt bytea;
BEGIN
    LOCK TABLE pending IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM log_origin WHERE closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'this log was closed'
            USING ERRCODE = 'object_not_in_prerequisite_state', CONSTRAINT = 'audit_log_closed';
    END IF;
    receipt := append(new_entry_id, NULL, NULL, for_session, new_session_n, NULL, 'log.closed', new_at, new_leaf);
    UPDATE log_origin SET closed_at = clock_timestamp();
    PERFORM stop('the log was closed');
    RETURN receipt;
END
$$;

-- Only while the trail is stopped, and only at the places that are next; the end of a log comes back as its end.
CREATE OR REPLACE FUNCTION audit.bring_back(
    at_idx bigint, new_entry_id text, for_case bigint, new_case_seq bigint, for_session text, new_session_n bigint,
    new_subject text, new_type text, new_at timestamptz, new_leaf bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    hash bytea := sha256('\x00'::bytea || new_leaf);
    new_link bytea;
BEGIN
    IF EXISTS (SELECT FROM log_origin WHERE stopped_at IS NULL) THEN
        RAISE EXCEPTION 'entries are brought back only while the trail is stopped' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF for_session IS NOT NULL THEN
        INSERT INTO session_head (session) VALUES (for_session) ON CONFLICT DO NOTHING;
        UPDATE session_head SET n = n + 1, link = sha256(link || hash)
        WHERE session = for_session AND n = new_session_n - 1 RETURNING link INTO new_link;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the session has other entries since' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_session_place';
        END IF;
    END IF;
    IF for_case IS NOT NULL THEN
        INSERT INTO case_head (case_no) VALUES (for_case) ON CONFLICT DO NOTHING;
        UPDATE case_head SET seq = seq + 1, head = hash WHERE case_no = for_case AND seq = new_case_seq - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the case has other entries since' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_case_place';
        END IF;
    END IF;
    INSERT INTO log (idx, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash)
    VALUES (at_idx, new_entry_id, for_case, new_case_seq, for_session, new_session_n, new_link, new_subject, new_type, new_at,
        new_leaf, hash);
    IF new_type = 'log.closed' THEN
        UPDATE log_origin SET closed_at = clock_timestamp(), stop_reason = 'the log was closed';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION audit.begin_close(text), audit.close(text, text, bigint, timestamptz, bytea), audit.refuse_append()
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.begin_close(text), audit.close(text, text, bigint, timestamptz, bytea) TO redress_sealer;

-- A request that is kept beside its answer is kept as a keyed hash. One that was being worked on while the schema changed
-- has no answer, and never will.
DELETE FROM casework.idempotency WHERE answer = '';

-- Whoever has a file, or guesses what is in it, would recognise its hash: it goes with the first person of the case.
ALTER TABLE casework.attachment ALTER COLUMN content_digest DROP NOT NULL,
    ADD CONSTRAINT attachment_digest_while_kept CHECK (is_erased = (content_digest IS NULL)) NOT VALID;
ALTER TABLE casework.attachment DISABLE TRIGGER audit_entry_demanded;
UPDATE casework.attachment SET content_digest = NULL WHERE is_erased;
ALTER TABLE casework.attachment ENABLE TRIGGER audit_entry_demanded;
ALTER TABLE casework.attachment VALIDATE CONSTRAINT attachment_digest_while_kept;
CREATE OR REPLACE FUNCTION privacy.destroy_words(for_case bigint) RETURNS void
LANGUAGE sql SET search_path = casework, pg_catalog, pg_temp AS $$
    UPDATE loan_item SET lender = NULL, lender_number = NULL WHERE case_no = for_case;
    UPDATE operator_action SET reason = NULL, decision = NULL, result = NULL WHERE case_no = for_case;
    UPDATE handover SET words = NULL WHERE case_no = for_case;
    UPDATE referral SET number_digest = NULL, number_key_version = NULL WHERE case_no = for_case;
    DELETE FROM attachment_piece WHERE case_no = for_case;
    UPDATE attachment SET file_name = NULL, content_digest = NULL, is_erased = true WHERE case_no = for_case;
$$;
