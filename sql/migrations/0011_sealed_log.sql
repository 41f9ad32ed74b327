-- The sealed log: entries get their index in one Merkle tree, in partitions that nobody can change, truncate or detach.
SET LOCAL ROLE redress_owner;

-- The table that held the name of the log gives its own name to the log itself.
ALTER TABLE audit.log RENAME TO log_origin;
ALTER TABLE audit.log_origin RENAME CONSTRAINT log_pkey TO log_origin_pkey;
ALTER TABLE audit.log_origin ADD COLUMN stopped_at timestamptz, ADD COLUMN stop_reason text;

-- The sealer's own entries (heartbeats, snapshots) are born sealed and belong to no session.
CREATE TABLE audit.log (
    idx bigint NOT NULL,
    entry_id text NOT NULL,
    case_no bigint,
    case_seq bigint,
    session text,
    session_n bigint,
    session_link bytea,
    subject text,
    type text NOT NULL,
    at timestamptz NOT NULL,
    leaf bytea NOT NULL,
    leaf_hash bytea NOT NULL,
    CONSTRAINT log_pkey PRIMARY KEY (idx),
    CONSTRAINT log_leaf_size CHECK (octet_length(leaf) BETWEEN 2 AND 65535),
    CONSTRAINT log_leaf_hash CHECK (leaf_hash = sha256('\x00'::bytea || leaf)),
    CONSTRAINT log_case_place CHECK ((case_no IS NULL) = (case_seq IS NULL)),
    CONSTRAINT log_session_place CHECK ((session IS NULL) = (session_n IS NULL) AND (session IS NULL) = (session_link IS NULL))
) PARTITION BY RANGE (idx);
CREATE INDEX log_case ON audit.log (case_no, case_seq) WHERE case_no IS NOT NULL;
CREATE INDEX log_subject ON audit.log (subject) WHERE subject IS NOT NULL;
CREATE INDEX log_entry ON audit.log USING hash (entry_id);
CREATE INDEX log_receipt ON audit.log USING hash (leaf_hash);
CREATE INDEX log_at ON audit.log USING brin (at);

CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE ON audit.log FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON audit.log FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.log ENABLE ALWAYS TRIGGER log_append_only;
ALTER TABLE audit.log ENABLE ALWAYS TRIGGER log_no_truncate;

-- Makes the partition of 2^24 entries with this number. Its own TRUNCATE trigger is there before it is attached, because
-- statement triggers are not inherited. Answers whether it was missing.
CREATE FUNCTION audit.make_log_partition(part integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    part_name text := 'log_' || lpad(part::text, 5, '0');
BEGIN
    IF part IS NULL OR part NOT BETWEEN 0 AND 99999 THEN
        RAISE EXCEPTION 'there is no partition % of the log', part USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_regclass('audit.' || part_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    CREATE TABLE audit.log_in_making (LIKE audit.log INCLUDING ALL);
    CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON audit.log_in_making
        FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
    ALTER TABLE audit.log_in_making ENABLE ALWAYS TRIGGER log_no_truncate;
    EXECUTE format('ALTER TABLE audit.log ATTACH PARTITION audit.log_in_making FOR VALUES FROM (%s) TO (%s)',
        part::bigint << 24, (part + 1)::bigint << 24);
    ALTER TABLE audit.log_in_making ENABLE ALWAYS TRIGGER log_append_only;
    EXECUTE format('ALTER TABLE audit.log_in_making RENAME TO %I', part_name);
    RETURN true;
END
$$;
SELECT audit.make_log_partition(0);
SELECT audit.make_log_partition(1);

-- How far the log is sealed: the size, the root, and the roots of the perfect subtrees, largest first.
CREATE TABLE audit.log_state (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    size bigint NOT NULL DEFAULT 0,
    root bytea NOT NULL DEFAULT sha256(''),
    frontier bytea NOT NULL DEFAULT '',
    sealed_at timestamptz,
    CONSTRAINT log_state_root_length CHECK (octet_length(root) = 32),
    CONSTRAINT log_state_frontier_length CHECK (octet_length(frontier) = 32 * bit_count(size::bit(64)))
);
INSERT INTO audit.log_state DEFAULT VALUES;

-- Tiles above the leaves (c2sp.org/tlog-tiles); the hashes of the leaves are in the log.
CREATE TABLE audit.tile (
    level integer NOT NULL,
    n bigint NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (level, n),
    CONSTRAINT tile_level CHECK (level BETWEEN 1 AND 7),
    CONSTRAINT tile_length CHECK (octet_length(data) BETWEEN 32 AND 8192 AND octet_length(data) % 32 = 0)
);

-- Every checkpoint that was signed, and every cosignature of a witness. Each is kept for ever.
CREATE TABLE audit.checkpoint (
    size bigint PRIMARY KEY,
    root bytea NOT NULL,
    note bytea NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT checkpoint_root_length CHECK (octet_length(root) = 32)
);
CREATE TABLE audit.cosignature (
    size bigint NOT NULL REFERENCES audit.checkpoint,
    witness text NOT NULL,
    at timestamptz NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (size, witness)
);
-- What each witness was asked last, for people; nothing is proved by it.
CREATE TABLE audit.witness (
    witness text PRIMARY KEY,
    size bigint NOT NULL DEFAULT 0,
    cosigned_at timestamptz,
    asked_at timestamptz NOT NULL,
    trouble text
);
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE ON audit.checkpoint
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON audit.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER cosignature_append_only BEFORE UPDATE OR DELETE ON audit.cosignature
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER cosignature_no_truncate BEFORE TRUNCATE ON audit.cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER log_state_no_delete BEFORE DELETE ON audit.log_state FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER log_state_no_truncate BEFORE TRUNCATE ON audit.log_state
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER checkpoint_append_only;
ALTER TABLE audit.checkpoint ENABLE ALWAYS TRIGGER checkpoint_no_truncate;
ALTER TABLE audit.cosignature ENABLE ALWAYS TRIGGER cosignature_append_only;
ALTER TABLE audit.cosignature ENABLE ALWAYS TRIGGER cosignature_no_truncate;
ALTER TABLE audit.log_state ENABLE ALWAYS TRIGGER log_state_no_delete;
ALTER TABLE audit.log_state ENABLE ALWAYS TRIGGER log_state_no_truncate;

-- All entries there are, wherever they are kept. A waiting entry's position is where it will stand unless somebody who
-- began earlier commits later; it is final once it is sealed.
CREATE OR REPLACE VIEW audit.entry AS
    SELECT idx AS position, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash,
        true AS is_sealed
    FROM audit.log
    UNION ALL
    SELECT (SELECT s.size FROM audit.log_state s) + pid - (SELECT min(p.pid) FROM audit.pending p), entry_id, case_no,
        case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash, false
    FROM audit.pending;

-- Nothing more is appended, by nobody: the right to append is taken from the application's role, which costs the appends
-- themselves nothing. Called when a witness or the signer knows a longer history than this store.
CREATE FUNCTION audit.stop(reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    writer regprocedure;
BEGIN
    UPDATE log_origin SET stopped_at = coalesce(stopped_at, clock_timestamp()), stop_reason = coalesce(stop_reason, reason);
    FOR writer IN SELECT oid FROM pg_proc WHERE pronamespace = 'audit'::regnamespace AND proname ~ '^(append|next_place)' LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM redress_app', writer);
    END LOOP;
END
$$;

-- Undoes a stop, once signer and witnesses agree with the log again.
CREATE FUNCTION audit.resume() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
DECLARE
    writer regprocedure;
BEGIN
    UPDATE log_origin SET stopped_at = NULL, stop_reason = NULL;
    FOR writer IN SELECT oid FROM pg_proc WHERE pronamespace = 'audit'::regnamespace AND proname ~ '^(append|next_place)' LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO redress_app', writer);
    END LOOP;
END
$$;

-- Puts one entry that a kept export still has back into the log of a store that was restored from an older backup, and moves
-- the heads of its case and session on. Only while the trail is stopped, and only at the places that are next.
CREATE FUNCTION audit.bring_back(
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
END
$$;

-- A read that was sealed in the meantime is on the trail as well as one that still waits.
CREATE OR REPLACE FUNCTION privacy.reveal(for_entry text, for_case bigint, for_subject text, for_field text, for_session text)
RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, audit, pg_catalog, pg_temp AS $$
DECLARE
    answer bytea;
BEGIN
    PERFORM FROM audit.entry e
    WHERE e.entry_id = for_entry AND e.type = 'personal_data.read' AND e.case_no = for_case AND e.subject = for_subject
        AND e.session = for_session AND e.at > clock_timestamp() - interval '60 seconds'
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

REVOKE ALL ON FUNCTION audit.make_log_partition(integer), audit.stop(text), audit.resume(),
    audit.bring_back(bigint, text, bigint, bigint, text, bigint, text, text, timestamptz, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.make_log_partition(integer), audit.stop(text), audit.resume(),
    audit.bring_back(bigint, text, bigint, bigint, text, bigint, text, text, timestamptz, bytea) TO redress_sealer;
GRANT SELECT, DELETE ON audit.pending TO redress_sealer;
GRANT SELECT, INSERT ON audit.log, audit.checkpoint, audit.cosignature TO redress_sealer;
GRANT SELECT, INSERT, UPDATE ON audit.tile, audit.witness TO redress_sealer;
GRANT SELECT, UPDATE ON audit.log_state TO redress_sealer;
GRANT SELECT ON audit.entry, audit.log_origin, audit.case_head TO redress_sealer;
GRANT SELECT ON audit.log, audit.log_state, audit.tile, audit.checkpoint, audit.cosignature, audit.witness
    TO redress_app, redress_auditor;
