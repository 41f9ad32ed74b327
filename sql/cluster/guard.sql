-- Laid by a superuser over a database whose trail is complete: no command that defines, changes or drops something may
-- leave the trail without its protections. It looks at what is there afterwards, not at how the command was worded.
CREATE SCHEMA IF NOT EXISTS redress_guard;
REVOKE ALL ON SCHEMA redress_guard FROM PUBLIC;

-- The digests of the functions on which everything else stands: what refuses, what demands, what appends, and what looks
-- whether those that demand are there.
CREATE TABLE IF NOT EXISTS redress_guard.known (name text PRIMARY KEY, digest text NOT NULL);
DELETE FROM redress_guard.known;
INSERT INTO redress_guard.known
    SELECT p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid)) FROM pg_proc p
    WHERE (p.pronamespace, p.proname) IN (('audit'::regnamespace, 'refuse_change'), ('audit'::regnamespace, 'refuse_append'),
        ('audit'::regnamespace, 'demand_entry'), ('audit'::regnamespace, 'undemanded'), ('audit'::regnamespace, 'next_place'),
        ('audit'::regnamespace, 'append'), ('privacy'::regnamespace, 'demand_rotation'),
        ('privacy'::regnamespace, 'demand_export_entry'), ('privacy'::regnamespace, 'keep_destroyed'));

CREATE OR REPLACE FUNCTION redress_guard.what_is_missing() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    missing text;
BEGIN
    SELECT wanted INTO missing FROM unnest(ARRAY['audit.log', 'audit.pending', 'audit.log_state', 'audit.log_origin', 'audit.checkpoint',
        'audit.cosignature', 'audit.tile', 'audit.case_head', 'audit.session_head', 'audit.entry']) wanted
    WHERE to_regclass(wanted) IS NULL LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;

    SELECT 'the partition audit.log_' || lpad(n::text, 5, '0') INTO missing
    FROM generate_series(0, (SELECT size >> 24 FROM audit.log_state)) n
    WHERE NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'audit.log'::regclass AND NOT i.inhdetachpending AND c.relname = 'log_' || lpad(n::text, 5, '0')) LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;
    SELECT 'the partition ' || c.oid::regclass INTO missing FROM pg_class c
    WHERE c.relnamespace = 'audit'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^log_[0-9]{5}$'
        AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = 'audit.log'::regclass
            AND NOT i.inhdetachpending) LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;

    SELECT format('the trigger %s on %s', w.name, w.relation) INTO missing FROM (
        SELECT 'audit.log'::regclass AS relation, unnest(ARRAY['log_append_only', 'log_no_truncate']) AS name
        UNION ALL SELECT c.oid, unnest(ARRAY['log_append_only', 'log_no_truncate']) FROM pg_class c
            WHERE c.relnamespace = 'audit'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^log_[0-9]{5}$'
        UNION ALL SELECT 'audit.pending'::regclass, unnest(ARRAY['pending_append_only', 'pending_no_truncate', 'pending_no_delete'])
        UNION ALL SELECT 'audit.checkpoint'::regclass, unnest(ARRAY['checkpoint_append_only', 'checkpoint_no_truncate'])
        UNION ALL SELECT 'audit.cosignature'::regclass, unnest(ARRAY['cosignature_append_only', 'cosignature_no_truncate'])
        UNION ALL SELECT 'audit.log_state'::regclass, unnest(ARRAY['log_state_no_delete', 'log_state_no_truncate'])
    ) w
    WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = w.relation AND t.tgname = w.name AND t.tgenabled = 'A'
        AND t.tgfoid = 'audit.refuse_change()'::regprocedure) LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;

    SELECT format('%s, where the trigger %s does not belong', t.tgrelid::regclass, t.tgname) INTO missing FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'audit'::regnamespace AND c.relname ~ '^log(_[0-9]{5})?$' AND NOT t.tgisinternal
        AND t.tgname NOT IN ('log_append_only', 'log_no_truncate') LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;
    SELECT format('%s, where the rule %s does not belong', r.ev_class::regclass, r.rulename) INTO missing FROM pg_rewrite r
    JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = 'audit'::regnamespace AND r.rulename <> '_RETURN' LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;

    SELECT 'the function ' || k.name INTO missing FROM redress_guard.known k
    WHERE k.digest IS DISTINCT FROM md5(pg_get_functiondef(to_regprocedure(k.name))) LIMIT 1;
    IF FOUND THEN RETURN missing; END IF;

    -- A schema from before it has none; where there is one its digest is known, so that nobody makes it blind.
    IF to_regprocedure('audit.undemanded()') IS NOT NULL THEN
        RETURN audit.undemanded();
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION redress_guard.check_trail() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    missing text := redress_guard.what_is_missing();
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'this would leave the audit trail without %', missing
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'audit_guard';
    END IF;
END
$$;

DROP EVENT TRIGGER IF EXISTS redress_guard_end;
DROP EVENT TRIGGER IF EXISTS redress_guard_drop;
CREATE EVENT TRIGGER redress_guard_end ON ddl_command_end EXECUTE FUNCTION redress_guard.check_trail();
CREATE EVENT TRIGGER redress_guard_drop ON sql_drop EXECUTE FUNCTION redress_guard.check_trail();
ALTER EVENT TRIGGER redress_guard_end ENABLE ALWAYS;
ALTER EVENT TRIGGER redress_guard_drop ENABLE ALWAYS;
