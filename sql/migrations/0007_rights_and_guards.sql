-- What the application may touch, and the guard on every table of a case: no change without its entry.
SET LOCAL ROLE redress_owner;

GRANT SELECT, INSERT, UPDATE ON casework."case", casework.party, casework.payment, casework.indicator, casework.closure,
    casework.follow_up, casework.run, casework.playbook_version, casework.staff, casework.token TO redress_app;
GRANT SELECT, INSERT ON casework.note, casework.run_event TO redress_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON casework.timer, casework.idempotency TO redress_app;
GRANT USAGE ON SEQUENCE casework.case_number TO redress_app;
GRANT EXECUTE ON FUNCTION casework.make_run_event_partition(integer) TO redress_app;
GRANT SELECT ON ALL TABLES IN SCHEMA casework TO redress_auditor;
REVOKE SELECT ON casework.token, casework.idempotency FROM redress_auditor;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['casework.case', 'casework.party', 'casework.payment', 'casework.indicator', 'casework.note',
        'casework.closure', 'casework.follow_up', 'casework.run', 'casework.run_event', 'casework.timer',
        'privacy.subject_key', 'privacy.value', 'privacy.blind_index', 'privacy.opening']
    LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON %s '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry()', guarded);
    END LOOP;
END
$$;
