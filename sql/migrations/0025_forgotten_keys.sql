-- A destroyed key is gone for every server, and stays gone; the triggers that demand an entry are looked after like those
-- of the trail.
SET LOCAL ROLE redress_owner;

-- An epoch is destroyed for good: with its entry in the same transaction, when nothing stands under it any more, once.
CREATE FUNCTION privacy.keep_destroyed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = privacy, casework, audit, pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an epoch of the key is never forgotten'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'kek_destroyed_for_good';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.epoch <> OLD.epoch OR OLD.destroyed_at IS NOT NULL AND NEW.destroyed_at IS DISTINCT FROM OLD.destroyed_at THEN
            RAISE EXCEPTION 'an epoch of the key is destroyed for good'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'kek_destroyed_for_good';
        END IF;
        IF NEW.destroyed_at IS NOT DISTINCT FROM OLD.destroyed_at THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NEW.destroyed_at IS NOT NULL THEN
        IF EXISTS (SELECT FROM subject_key k WHERE k.kek_epoch = NEW.epoch)
            OR EXISTS (SELECT FROM webhook w WHERE w.secret_epoch = NEW.epoch OR w.old_epoch = NEW.epoch) THEN
            RAISE EXCEPTION 'something stands under this epoch of the key'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'kek_epoch_in_use';
        END IF;
        IF NOT EXISTS (SELECT FROM pending p WHERE p.xid = pg_current_xact_id() AND p.type = 'key.destroyed') THEN
            RAISE EXCEPTION 'a key is destroyed only with its audit entry in the same transaction'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'audit_entry_demanded', TABLE = TG_TABLE_NAME;
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER kek_destroyed_for_good BEFORE INSERT OR UPDATE OR DELETE ON privacy.kek
    FOR EACH ROW EXECUTE FUNCTION privacy.keep_destroyed();

-- Every server hears of it when the transaction commits: of an epoch with nothing, of an erased person with the case.
CREATE FUNCTION privacy.tell_keys() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('redress_keys', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER kek_told AFTER INSERT OR UPDATE ON privacy.kek FOR EACH STATEMENT EXECUTE FUNCTION privacy.tell_keys();
CREATE FUNCTION privacy.tell_erased() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('redress_keys', NEW.case_no::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER party_erased_told AFTER UPDATE OF erased_at ON casework.party
    FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION privacy.tell_erased();

-- What a statement calls that would keep something under an epoch that is retired: a program that has not seen the new one
-- yet reads its keys again.
CREATE FUNCTION privacy.refuse_epoch() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'this epoch of the key is retired'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'kek_epoch_retired';
END
$$;

-- The first trigger that demands an entry and is missing, switched off or narrowed; nothing when all are there. Every table
-- with a case's number must have one for every kind of change. The pieces of a file alone are written before their file, and
-- only the file makes them part of a case.
CREATE FUNCTION audit.undemanded() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('the trigger that demands an entry for every %s on %s', w.kind, w.relation::regclass) FROM (
        SELECT c.oid AS relation, e.bit, e.kind,
            CASE WHEN c.oid = 'privacy.subject_key'::regclass AND e.kind = 'UPDATE'
                THEN 'privacy.demand_rotation()'::regprocedure ELSE 'audit.demand_entry()'::regprocedure END AS demand
        FROM pg_class c CROSS JOIN (VALUES (4, 'INSERT'), (8, 'DELETE'), (16, 'UPDATE')) AS e (bit, kind)
        WHERE c.relnamespace IN ('casework'::regnamespace, 'privacy'::regnamespace) AND c.relkind IN ('r', 'p')
            AND c.oid <> 'casework.attachment_piece'::regclass
            AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_no' AND NOT a.attisdropped)
        UNION ALL
        SELECT 'privacy.opening_export'::regclass, e.bit, e.kind, 'privacy.demand_export_entry()'::regprocedure
        FROM (VALUES (4, 'INSERT'), (16, 'UPDATE')) AS e (bit, kind)
        UNION ALL
        SELECT 'privacy.kek'::regclass, e.bit, e.kind, 'privacy.keep_destroyed()'::regprocedure
        FROM (VALUES (4, 'INSERT'), (8, 'DELETE'), (16, 'UPDATE')) AS e (bit, kind)
    ) w
    WHERE NOT EXISTS (
        SELECT FROM pg_trigger t
        WHERE t.tgrelid = w.relation AND t.tgfoid = w.demand AND t.tgtype & 1 = 1 AND t.tgtype & w.bit = w.bit
            AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = '')
    ORDER BY w.relation::regclass::text, w.bit LIMIT 1
$$;
REVOKE ALL ON FUNCTION privacy.keep_destroyed(), privacy.tell_keys(), privacy.tell_erased(), privacy.refuse_epoch(),
    audit.undemanded() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION privacy.refuse_epoch() TO redress_app;
GRANT EXECUTE ON FUNCTION audit.undemanded() TO redress_app, redress_auditor;
