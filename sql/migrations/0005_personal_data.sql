-- Personal data, apart from the cases: sealed values under a key a person, and indexes that only the key's holder can ask.
SET LOCAL ROLE redress_owner;

CREATE TABLE privacy.subject_key (
    case_no bigint NOT NULL,
    subject text NOT NULL,
    wrapped bytea NOT NULL,
    kek_epoch integer NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, subject)
);

CREATE TABLE privacy.value (
    case_no bigint NOT NULL,
    subject text NOT NULL,
    field text NOT NULL,
    sealed bytea NOT NULL,
    masked text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, subject, field),
    CONSTRAINT value_subject FOREIGN KEY (case_no, subject) REFERENCES privacy.subject_key
);

CREATE TABLE privacy.blind_index (
    case_no bigint NOT NULL,
    subject text NOT NULL,
    field text NOT NULL,
    key_version integer NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (case_no, subject, field, key_version),
    CONSTRAINT blind_index_subject FOREIGN KEY (case_no, subject) REFERENCES privacy.subject_key,
    CONSTRAINT blind_index_length CHECK (octet_length(digest) = 16)
);
CREATE INDEX blind_index_lookup ON privacy.blind_index (digest, field, key_version);

-- What stands behind the commitments of the trail: salt and value, sealed; destroyed at erasure.
CREATE TABLE privacy.opening (
    case_no bigint NOT NULL,
    entry_id text NOT NULL,
    path text NOT NULL,
    subject text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (case_no, entry_id, path),
    CONSTRAINT opening_subject FOREIGN KEY (case_no, subject) REFERENCES privacy.subject_key
);

-- Reads one sealed value, only for a read that is already on the trail: committed, for this subject, by this actor's
-- session, not older than a minute. So a read cannot be undone by a rollback of its own entry.
CREATE FUNCTION privacy.reveal(for_entry text, for_case bigint, for_subject text, for_field text, for_session text)
RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, audit, pg_catalog, pg_temp AS $$
DECLARE
    answer bytea;
BEGIN
    PERFORM FROM audit.entry e JOIN audit.pending p ON p.entry_id = e.entry_id
    WHERE e.entry_id = for_entry AND e.type = 'personal_data.read' AND e.case_no = for_case AND e.subject = for_subject
        AND e.session = for_session AND e.at > clock_timestamp() - interval '60 seconds'
        AND p.xid <> pg_current_xact_id_if_assigned() IS NOT FALSE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this read is not on the trail'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reveal_needs_entry';
    END IF;
    SELECT v.sealed INTO answer FROM privacy.value v
    WHERE v.case_no = for_case AND v.subject = for_subject AND v.field = for_field;
    RETURN answer;
END
$$;
REVOKE ALL ON FUNCTION privacy.reveal(text, bigint, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.reveal(text, bigint, text, text, text) TO redress_app;
GRANT SELECT (case_no, subject, field, masked, updated_at), INSERT, UPDATE, DELETE ON privacy.value TO redress_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON privacy.subject_key, privacy.blind_index, privacy.opening TO redress_app;
