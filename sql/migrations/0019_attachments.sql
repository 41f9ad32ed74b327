-- Files of a case. Their bytes are sealed under the key of the first person of the case and lie in pieces in a table of
-- their own: within the transaction, the replicas and the backups of everything else, at hand for every server, and out
-- of the way of the rows that are read every day (docs/architecture.md).
SET LOCAL ROLE redress_owner;

CREATE TABLE casework.attachment (
    case_no bigint NOT NULL REFERENCES casework."case",
    attachment_no smallint NOT NULL,
    blob text NOT NULL,
    kind text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    piece_count integer NOT NULL,
    content_digest bytea NOT NULL,
    file_name bytea,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    is_erased boolean NOT NULL DEFAULT false,
    PRIMARY KEY (case_no, attachment_no),
    CONSTRAINT attachment_once UNIQUE (case_no, content_digest),
    CONSTRAINT attachment_blob_once UNIQUE (case_no, blob),
    CONSTRAINT attachment_code_form CHECK (kind ~ '^[A-Z0-9_]{2,40}$' AND media_type ~ '^[a-z]+/[a-z0-9.+-]{1,60}$'),
    CONSTRAINT attachment_size_range CHECK (size_bytes BETWEEN 1 AND 26214400 AND piece_count >= 1),
    CONSTRAINT attachment_digest_length CHECK (octet_length(content_digest) = 32)
);

-- A piece comes before the row that it belongs to, so that nothing large is held in memory and no transaction is as long
-- as somebody's line is slow. Pieces without a row after a day are what a broken upload left; the doctor sweeps them.
CREATE TABLE casework.attachment_piece (
    case_no bigint NOT NULL,
    blob text NOT NULL,
    piece_no integer NOT NULL,
    sealed bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, blob, piece_no),
    CONSTRAINT attachment_piece_size CHECK (octet_length(sealed) BETWEEN 65 AND 70000),
    CONSTRAINT attachment_piece_blob_form CHECK (blob ~ '^b-[0-9a-f]{32}$')
);
-- Sealed bytes cannot be made smaller.
ALTER TABLE casework.attachment_piece ALTER COLUMN sealed SET STORAGE EXTERNAL;

GRANT SELECT, INSERT ON casework.attachment TO redress_app;
GRANT SELECT (case_no, blob, piece_no, stored_at), INSERT ON casework.attachment_piece TO redress_app;
GRANT SELECT ON casework.attachment TO redress_auditor;
CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON casework.attachment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry();

-- Pieces of a file whose reading is on the trail: committed, for this file, by this actor's session, not long ago.
CREATE FUNCTION privacy.read_pieces(
    for_entry text, for_case bigint, for_number bigint, first_piece bigint, piece_limit bigint, for_session text
) RETURNS TABLE (piece_no integer, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, casework, audit, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM audit.entry e
    WHERE e.entry_id = for_entry AND e.type = 'personal_data.read' AND e.case_no = for_case AND e.session = for_session
        AND e.at > clock_timestamp() - interval '15 minutes'
        AND position(format('"record":"attachment/%s"', for_number) in convert_from(e.leaf, 'UTF8')) > 0
        AND NOT EXISTS (SELECT FROM audit.pending p
            WHERE p.entry_id = for_entry AND p.xid = pg_current_xact_id_if_assigned());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this read is not on the trail'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reveal_needs_entry';
    END IF;
    RETURN QUERY SELECT p.piece_no, p.sealed
        FROM attachment a JOIN attachment_piece p ON p.case_no = a.case_no AND p.blob = a.blob
        WHERE a.case_no = for_case AND a.attachment_no = for_number AND p.piece_no >= first_piece
        ORDER BY p.piece_no LIMIT piece_limit;
END
$$;

-- What an upload that was broken off left; never a piece of a file that is there.
CREATE FUNCTION casework.drop_pieces(for_case bigint, for_blob text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = casework, pg_catalog, pg_temp AS $$
    DELETE FROM attachment_piece p WHERE p.case_no = for_case AND p.blob = for_blob
        AND NOT EXISTS (SELECT FROM attachment a WHERE a.case_no = p.case_no AND a.blob = p.blob);
$$;
CREATE FUNCTION casework.sweep_pieces(before timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = casework, pg_catalog, pg_temp AS $$
    WITH swept AS (
        DELETE FROM attachment_piece p WHERE p.stored_at < before
            AND NOT EXISTS (SELECT FROM attachment a WHERE a.case_no = p.case_no AND a.blob = p.blob)
        RETURNING 1)
    SELECT count(*) FROM swept;
$$;
REVOKE ALL ON FUNCTION privacy.read_pieces(text, bigint, bigint, bigint, bigint, text),
    casework.drop_pieces(bigint, text), casework.sweep_pieces(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.read_pieces(text, bigint, bigint, bigint, bigint, text),
    casework.drop_pieces(bigint, text), casework.sweep_pieces(timestamptz) TO redress_app;

-- Files go with the first person of their case.
CREATE OR REPLACE FUNCTION privacy.destroy_words(for_case bigint) RETURNS void
LANGUAGE sql SET search_path = casework, pg_catalog, pg_temp AS $$
    UPDATE loan_item SET lender = NULL, lender_number = NULL WHERE case_no = for_case;
    UPDATE operator_action SET reason = NULL, decision = NULL, result = NULL WHERE case_no = for_case;
    UPDATE handover SET words = NULL WHERE case_no = for_case;
    UPDATE referral SET number_digest = NULL, number_key_version = NULL WHERE case_no = for_case;
    DELETE FROM attachment_piece WHERE case_no = for_case;
    UPDATE attachment SET file_name = NULL, is_erased = true WHERE case_no = for_case;
$$;
