-- An entry costs less. Counted in instructions of the backend, most of what an entry cost beside its rows was none of the
-- work: PostgreSQL reads the CHECKs and generated columns of a table from their text anew for every statement, copies the
-- conditions of its partial indexes, and a function with a search path of its own sets that anew with every call.
--
-- What the CHECKs refused, the one function that writes there refuses now; the log has them still, when entries are sealed.
-- The function writes out every name and operator, so nobody's search path can lend it another meaning.
SET LOCAL ROLE redress_owner;

ALTER TABLE audit.pending DROP CONSTRAINT pending_leaf_size, DROP CONSTRAINT pending_case_place,
    DROP CONSTRAINT audit_actor_named;
ALTER TABLE audit.pending ALTER COLUMN leaf_hash DROP EXPRESSION;
ALTER TABLE audit.case_head DROP CONSTRAINT case_head_hash_length;
ALTER TABLE audit.session_head DROP CONSTRAINT session_head_link_length;

-- Which transaction wrote the last entry of a case: the guard finds it by one key, and the queue needs no index for it.
ALTER TABLE audit.case_head ADD COLUMN xid xid8;
-- Heads are changed with every entry, and nothing indexed of them: the new version finds room beside the old one.
ALTER TABLE audit.case_head SET (fillfactor = 80);
ALTER TABLE audit.session_head SET (fillfactor = 50);

-- That no place is taken twice is kept by the heads, whose rows are locked.
DROP INDEX audit.pending_session_place;
DROP INDEX audit.pending_case_place;
CREATE UNIQUE INDEX pending_case_place ON audit.pending (case_no, case_seq);
DROP INDEX audit.pending_xid;
CREATE INDEX pending_xid ON audit.pending (xid);

CREATE OR REPLACE FUNCTION audit.demand_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE
    changed pg_catalog.int8;
BEGIN
    IF TG_OP OPERATOR(pg_catalog.=) 'DELETE' THEN changed := OLD.case_no; ELSE changed := NEW.case_no; END IF;
    IF NOT EXISTS (
        SELECT FROM audit.case_head AS h
        WHERE h.case_no OPERATOR(pg_catalog.=) changed AND h.xid OPERATOR(pg_catalog.=) pg_catalog.pg_current_xact_id())
    THEN
        RAISE EXCEPTION 'a change of a case must write its audit entry in the same transaction'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_entry_demanded', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

-- A row that was just inserted is nobody else's: it need not be locked again.
CREATE OR REPLACE FUNCTION audit.next_place(for_case bigint, for_session text)
RETURNS TABLE (case_seq bigint, case_head bytea, session_n bigint, session_link bytea)
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF for_case IS NOT NULL THEN
        SELECT h.seq, h.head INTO case_seq, case_head FROM audit.case_head AS h
        WHERE h.case_no OPERATOR(pg_catalog.=) for_case FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO audit.case_head AS h (case_no) VALUES (for_case) ON CONFLICT DO NOTHING
            RETURNING h.seq, h.head INTO case_seq, case_head;
            IF NOT FOUND THEN
                SELECT h.seq, h.head INTO case_seq, case_head FROM audit.case_head AS h
                WHERE h.case_no OPERATOR(pg_catalog.=) for_case FOR UPDATE;
            END IF;
        END IF;
    END IF;
    SELECT s.n, s.link INTO session_n, session_link FROM audit.session_head AS s
    WHERE s.session OPERATOR(pg_catalog.=) for_session FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO audit.session_head AS s (session) VALUES (for_session) ON CONFLICT DO NOTHING
        RETURNING s.n, s.link INTO session_n, session_link;
        IF NOT FOUND THEN
            SELECT s.n, s.link INTO session_n, session_link FROM audit.session_head AS s
            WHERE s.session OPERATOR(pg_catalog.=) for_session FOR UPDATE;
        END IF;
    END IF;
    RETURN NEXT;
END
$$;

CREATE OR REPLACE FUNCTION audit.append(
    new_entry_id text, for_case bigint, new_case_seq bigint, for_session text, new_session_n bigint,
    new_subject text, new_type text, new_at timestamptz, new_leaf bytea
) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    hash pg_catalog.bytea := pg_catalog.sha256('\x00'::pg_catalog.bytea OPERATOR(pg_catalog.||) new_leaf);
    new_link pg_catalog.bytea;
BEGIN
    -- The canonical form of every entry begins with {"actor":{"id":" and the id.
    IF pg_catalog.substr(new_leaf, 1, 16) OPERATOR(pg_catalog.<>) '\x7b226163746f72223a7b226964223a22'::pg_catalog.bytea
        OR pg_catalog.substr(new_leaf, 17, 1) OPERATOR(pg_catalog.=) ''::pg_catalog.bytea
        OR pg_catalog.substr(new_leaf, 17, 1) OPERATOR(pg_catalog.=) '\x22'::pg_catalog.bytea
    THEN
        RAISE EXCEPTION 'an entry names who acted' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_actor_named';
    END IF;
    IF pg_catalog.octet_length(new_leaf) OPERATOR(pg_catalog.>) 65535
        OR pg_catalog.octet_length(new_leaf) OPERATOR(pg_catalog.<) 2
        OR (for_case IS NULL) OPERATOR(pg_catalog.<>) (new_case_seq IS NULL)
    THEN
        RAISE EXCEPTION 'this is no entry' USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_entry_form';
    END IF;
    UPDATE audit.session_head AS s
    SET n = new_session_n, link = pg_catalog.sha256(s.link OPERATOR(pg_catalog.||) hash)
    WHERE s.session OPERATOR(pg_catalog.=) for_session
        AND s.n OPERATOR(pg_catalog.=) (new_session_n OPERATOR(pg_catalog.-) 1) RETURNING s.link INTO new_link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the session''s counter does not stand before this entry'
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_session_place';
    END IF;
    IF for_case IS NOT NULL THEN
        UPDATE audit.case_head AS h SET seq = new_case_seq, head = hash, xid = pg_catalog.pg_current_xact_id()
        WHERE h.case_no OPERATOR(pg_catalog.=) for_case
            AND h.seq OPERATOR(pg_catalog.=) (new_case_seq OPERATOR(pg_catalog.-) 1);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the case''s chain does not stand before this entry'
                USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_case_place';
        END IF;
    END IF;
    INSERT INTO audit.pending (entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf,
        leaf_hash)
    VALUES (new_entry_id, for_case, new_case_seq, for_session, new_session_n, new_link, new_subject, new_type, new_at,
        new_leaf, hash);
    RETURN hash;
END
$$;
