-- The trail: every change of a case has one entry, chained in its case and counted in its session.
SET LOCAL ROLE redress_owner;

-- The name of this log; every entry carries it, so that no entry of another log can be passed off as one of this.
CREATE TABLE audit.log (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    origin text NOT NULL,
    opened_at timestamptz NOT NULL,
    CONSTRAINT log_origin_form CHECK (origin ~ '^[A-Za-z0-9_.:/@+-]{3,128}$')
);

CREATE TABLE audit.case_head (
    case_no bigint PRIMARY KEY,
    seq bigint NOT NULL DEFAULT 0,
    head bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    CONSTRAINT case_head_hash_length CHECK (octet_length(head) = 32)
);

-- A session is one actor at one place of work at a time; its counter has no gaps because its row is locked.
CREATE TABLE audit.session_head (
    session text PRIMARY KEY,
    n bigint NOT NULL DEFAULT 0,
    link bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    CONSTRAINT session_head_link_length CHECK (octet_length(link) = 32)
);

-- Entries wait here for the sealer, which numbers them. The bytes of the leaf are what counts; the columns are for finding it.
CREATE TABLE audit.pending (
    pid bigint GENERATED ALWAYS AS IDENTITY (CACHE 1),
    entry_id text NOT NULL,
    case_no bigint,
    case_seq bigint,
    session text NOT NULL,
    session_n bigint NOT NULL,
    session_link bytea NOT NULL,
    subject text,
    type text NOT NULL,
    at timestamptz NOT NULL,
    leaf bytea NOT NULL,
    leaf_hash bytea NOT NULL GENERATED ALWAYS AS (sha256('\x00'::bytea || leaf)) STORED,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT pending_pkey PRIMARY KEY (pid),
    CONSTRAINT pending_entry_once UNIQUE (entry_id),
    CONSTRAINT pending_leaf_size CHECK (octet_length(leaf) BETWEEN 2 AND 65535),
    CONSTRAINT pending_case_place CHECK ((case_no IS NULL) = (case_seq IS NULL))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
CREATE INDEX pending_xid ON audit.pending (xid);
CREATE UNIQUE INDEX pending_case_place ON audit.pending (case_no, case_seq) WHERE case_no IS NOT NULL;
CREATE UNIQUE INDEX pending_session_place ON audit.pending (session, session_n);

-- Locks the place of the next entry. The case comes first, always, so that two writers cannot wait for each other.
CREATE FUNCTION audit.next_place(for_case bigint, for_session text)
RETURNS TABLE (case_seq bigint, case_head bytea, session_n bigint, session_link bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
BEGIN
    IF for_case IS NOT NULL THEN
        SELECT seq, head INTO case_seq, case_head FROM case_head WHERE case_no = for_case FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO case_head (case_no) VALUES (for_case) ON CONFLICT DO NOTHING;
            SELECT seq, head INTO case_seq, case_head FROM case_head WHERE case_no = for_case FOR UPDATE;
        END IF;
    END IF;
    SELECT n, link INTO session_n, session_link FROM session_head WHERE session = for_session FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO session_head (session) VALUES (for_session) ON CONFLICT DO NOTHING;
        SELECT n, link INTO session_n, session_link FROM session_head WHERE session = for_session FOR UPDATE;
    END IF;
    RETURN NEXT;
END
$$;

-- Appends one entry in the transaction of the change that it tells of, and answers its leaf hash: the receipt.
CREATE FUNCTION audit.append(
    new_entry_id text, for_case bigint, new_case_seq bigint, for_session text, new_session_n bigint,
    new_subject text, new_type text, new_at timestamptz, new_leaf bytea
) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    hash bytea := sha256('\x00'::bytea || new_leaf);
    new_link bytea;
BEGIN
    UPDATE session_head SET n = n + 1, link = sha256(link || hash)
    WHERE session = for_session AND n = new_session_n - 1 RETURNING link INTO new_link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the session''s counter does not stand before this entry'
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_session_place';
    END IF;
    IF for_case IS NOT NULL THEN
        UPDATE case_head SET seq = seq + 1, head = hash WHERE case_no = for_case AND seq = new_case_seq - 1;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the case''s chain does not stand before this entry'
                USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_case_place';
        END IF;
    END IF;
    INSERT INTO pending (entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf)
    VALUES (new_entry_id, for_case, new_case_seq, for_session, new_session_n, new_link, new_subject, new_type, new_at, new_leaf);
    RETURN hash;
END
$$;

-- Refuses, at commit, a change of a case whose transaction wrote no entry for that case.
CREATE FUNCTION audit.demand_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    changed bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.case_no ELSE NEW.case_no END;
BEGIN
    IF NOT EXISTS (SELECT FROM pending p WHERE p.xid = pg_current_xact_id() AND p.case_no = changed) THEN
        RAISE EXCEPTION 'a change of a case must write its audit entry in the same transaction'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_entry_demanded', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

-- Nothing is ever changed in the trail by hand, not by the owner either. Only the sealer takes from the queue.
CREATE FUNCTION audit.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is only ever appended to'
        USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'audit_append_only', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER pending_append_only BEFORE UPDATE ON audit.pending FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER pending_no_truncate BEFORE TRUNCATE ON audit.pending FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER pending_no_delete BEFORE DELETE ON audit.pending FOR EACH ROW
    WHEN (current_user <> 'redress_sealer') EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.pending ENABLE ALWAYS TRIGGER pending_append_only;
ALTER TABLE audit.pending ENABLE ALWAYS TRIGGER pending_no_truncate;
ALTER TABLE audit.pending ENABLE ALWAYS TRIGGER pending_no_delete;

-- All entries there are, wherever they are kept.
CREATE VIEW audit.entry AS
    SELECT pid AS position, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash
    FROM audit.pending;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.next_place(bigint, text) TO redress_app;
GRANT EXECUTE ON FUNCTION audit.append(text, bigint, bigint, text, bigint, text, text, timestamptz, bytea) TO redress_app;
GRANT SELECT, INSERT ON audit.log TO redress_app;
GRANT SELECT ON audit.log TO redress_auditor;
GRANT SELECT ON audit.entry, audit.case_head, audit.session_head TO redress_app, redress_auditor;
