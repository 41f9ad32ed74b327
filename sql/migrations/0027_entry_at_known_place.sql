-- An entry at a place that is known needs no question before it: whoever wrote the last entry of a case and of a session
-- knows where the next one stands, and the entry is refused when that is no longer so. Such a writer locks nothing until
-- its batch is here, so two things are asked of the entry that the locks saw to before: that the chain ends with the very
-- entry that it follows, and that it is not late.
SET LOCAL ROLE redress_owner;

-- `after_head` is the hash that the chain of the case must end with, NULL when its row has been locked and read in this
-- transaction. `sent` is when the program set out, by its own clock and not by the desk's, NULL when this transaction was
-- known before the time of the change was taken: whoever asks for all that was changed before a moment leaves a second to
-- those that are on their way, and later than that nobody may come.
CREATE FUNCTION audit.append(
    new_entry_id text, for_case bigint, new_case_seq bigint, for_session text, new_session_n bigint,
    new_subject text, new_type text, new_at timestamptz, new_leaf bytea, after_head bytea, sent timestamptz
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
    -- The case before the session, as everywhere, so that two writers cannot wait for each other.
    IF new_case_seq OPERATOR(pg_catalog.=) 1 THEN
        INSERT INTO audit.case_head AS h (case_no, seq, head, xid)
        VALUES (for_case, 1, hash, pg_catalog.pg_current_xact_id())
        ON CONFLICT (case_no) DO UPDATE SET seq = 1, head = EXCLUDED.head, xid = EXCLUDED.xid
        WHERE h.seq OPERATOR(pg_catalog.=) 0;
    ELSIF for_case IS NOT NULL THEN
        UPDATE audit.case_head AS h SET seq = new_case_seq, head = hash, xid = pg_catalog.pg_current_xact_id()
        WHERE h.case_no OPERATOR(pg_catalog.=) for_case
            AND h.seq OPERATOR(pg_catalog.=) (new_case_seq OPERATOR(pg_catalog.-) 1)
            AND (after_head IS NULL OR h.head OPERATOR(pg_catalog.=) after_head);
    END IF;
    IF for_case IS NOT NULL AND NOT FOUND THEN
        RAISE EXCEPTION 'the case''s chain does not stand before this entry'
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_case_place';
    END IF;
    UPDATE audit.session_head AS s
    SET n = new_session_n, link = pg_catalog.sha256(s.link OPERATOR(pg_catalog.||) hash)
    WHERE s.session OPERATOR(pg_catalog.=) for_session
        AND s.n OPERATOR(pg_catalog.=) (new_session_n OPERATOR(pg_catalog.-) 1) RETURNING s.link INTO new_link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the session''s counter does not stand before this entry'
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_session_place';
    END IF;
    IF sent IS NOT NULL AND pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>)
        (sent OPERATOR(pg_catalog.+) '400 milliseconds'::pg_catalog.interval)
    THEN
        RAISE EXCEPTION 'this entry was too long on its way'
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'audit_entry_late';
    END IF;
    INSERT INTO audit.pending (entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf,
        leaf_hash)
    VALUES (new_entry_id, for_case, new_case_seq, for_session, new_session_n, new_link, new_subject, new_type, new_at,
        new_leaf, hash);
    RETURN hash;
END
$$;

-- For programs of the version before, while a desk is renewed one server at a time.
CREATE OR REPLACE FUNCTION audit.append(
    new_entry_id text, for_case bigint, new_case_seq bigint, for_session text, new_session_n bigint,
    new_subject text, new_type text, new_at timestamptz, new_leaf bytea
) RETURNS bytea
LANGUAGE sql SECURITY DEFINER AS $$
    SELECT audit.append($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL::pg_catalog.bytea, NULL::pg_catalog.timestamptz)
$$;

REVOKE ALL ON FUNCTION audit.append(
    text, bigint, bigint, text, bigint, text, text, timestamptz, bytea, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.append(
    text, bigint, bigint, text, bigint, text, text, timestamptz, bytea, bytea, timestamptz) TO redress_app;
