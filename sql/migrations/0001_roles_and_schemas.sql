-- Who may do what: the roles of the store, and the schemas that they see.
-- Roles belong to the whole cluster, so another database of it may have made them already.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['redress_owner', 'redress_migrator', 'redress_app', 'redress_sealer', 'redress_auditor']
    LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END
$$;
GRANT redress_owner TO redress_migrator;

CREATE SCHEMA casework AUTHORIZATION redress_owner;
CREATE SCHEMA audit AUTHORIZATION redress_owner;
CREATE SCHEMA privacy AUTHORIZATION redress_owner;
GRANT USAGE ON SCHEMA casework, audit, privacy TO redress_app, redress_auditor;
GRANT USAGE ON SCHEMA audit TO redress_sealer;
