-- What is held on a person, read whole for the person himself; and the life of the key-encryption keys.
SET LOCAL ROLE redress_owner;

-- Reads every sealed value of a person, only for an export that is already on the trail: committed, for this person, by
-- this actor's session, not older than a minute.
CREATE FUNCTION privacy.reveal_all(for_entry text, for_case bigint, for_subject text, for_session text)
RETURNS TABLE (field text, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, audit, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM audit.entry e
    WHERE e.entry_id = for_entry AND e.type = 'personal_data.exported' AND e.case_no = for_case AND e.subject = for_subject
        AND e.session = for_session AND e.at > clock_timestamp() - interval '60 seconds'
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
REVOKE ALL ON FUNCTION privacy.reveal_all(text, bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.reveal_all(text, bigint, text, text) TO redress_app;

-- The epochs of the key-encryption key; the keys themselves are in a file outside of the database.
CREATE TABLE privacy.kek (
    epoch integer PRIMARY KEY,
    made_at timestamptz NOT NULL,
    retired_at timestamptz,
    destroyed_at timestamptz
);
GRANT SELECT, INSERT, UPDATE ON privacy.kek TO redress_app;
GRANT SELECT ON privacy.kek TO redress_auditor;

-- A program that has not seen the new epoch yet must not seal under the old one: it reads its keys again.
CREATE FUNCTION privacy.refuse_retired_epoch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM kek WHERE epoch = NEW.kek_epoch AND retired_at IS NOT NULL;
    IF FOUND THEN
        RAISE EXCEPTION 'this epoch of the key is retired'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'kek_epoch_retired';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER kek_epoch_retired BEFORE INSERT OR UPDATE ON privacy.subject_key
    FOR EACH ROW EXECUTE FUNCTION privacy.refuse_retired_epoch();

-- Wrapping a key anew changes nothing of a case, so a batch of them needs one entry, not one a case.
CREATE FUNCTION privacy.demand_rotation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = audit, pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pending p WHERE p.xid = pg_current_xact_id()
            AND (p.case_no = NEW.case_no OR p.type = 'key.rotated')) THEN
        RAISE EXCEPTION 'a key is wrapped anew only with its audit entry in the same transaction'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_entry_demanded', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER audit_entry_demanded ON privacy.subject_key;
CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR DELETE ON privacy.subject_key
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry();
CREATE CONSTRAINT TRIGGER rotation_entry_demanded AFTER UPDATE ON privacy.subject_key
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION privacy.demand_rotation();

-- The openings of a closed case whose time is over and that no hold keeps.
CREATE FUNCTION privacy.expire_openings(for_case bigint, for_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, casework, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM "case" c, retention r WHERE c.case_no = for_case AND r.category = 'OPENING'
        AND c.closed_at < for_at - make_interval(days => r.days)
        AND NOT EXISTS (SELECT FROM hold h
            WHERE h.case_no = for_case AND h.released_at IS NULL AND (h.until IS NULL OR h.until > for_at));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'these openings are still to be kept'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'opening_kept';
    END IF;
    DELETE FROM opening o WHERE o.case_no = for_case;
END
$$;
REVOKE ALL ON FUNCTION privacy.expire_openings(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.expire_openings(bigint, timestamptz) TO redress_app;
