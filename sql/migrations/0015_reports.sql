-- What reports and campaigns count, each found by an index on its moment: a week's report reads a week.
SET LOCAL ROLE redress_owner;

-- The site of a link: every victim may get a link of his own to the same site.
ALTER TABLE casework.indicator
    ADD COLUMN site text,
    ADD COLUMN site_digest bytea,
    ADD CONSTRAINT indicator_site_whole CHECK ((site IS NULL) = (site_digest IS NULL) AND octet_length(site_digest) = 16);
CREATE INDEX indicator_site ON casework.indicator (site_digest, added_at) WHERE site_digest IS NOT NULL;
CREATE INDEX indicator_added ON casework.indicator (added_at, case_no) WHERE NOT is_victims_own;
CREATE INDEX indicator_victims_own ON casework.indicator (digest) WHERE is_victims_own;

CREATE INDEX case_opened ON casework."case" (opened_at, case_no);
CREATE INDEX closure_closed ON casework.closure (closed_at, case_no);
CREATE INDEX follow_up_promised ON casework.follow_up (due_at, case_no);
CREATE INDEX timer_breach ON casework.timer (at, case_no) WHERE rung = 'breach';

-- A deadline that was kept leaves no clock behind; this is how a report knows of it.
CREATE TABLE casework.deadline_kept (
    case_no bigint NOT NULL REFERENCES casework."case",
    run_no smallint NOT NULL,
    path text NOT NULL,
    due_at timestamptz NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, run_no, path)
);
CREATE INDEX deadline_kept_due ON casework.deadline_kept (due_at, case_no);
GRANT SELECT, INSERT, UPDATE ON casework.deadline_kept TO redress_app;
GRANT SELECT ON casework.deadline_kept TO redress_auditor;
CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON casework.deadline_kept
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry();
