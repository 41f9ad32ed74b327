-- Playbook versions that never change, and the runs that are pinned to them.
SET LOCAL ROLE redress_owner;

CREATE TABLE casework.playbook_version (
    playbook text NOT NULL,
    version text NOT NULL,
    digest bytea NOT NULL,
    structure_digest bytea NOT NULL,
    text_digest bytea NOT NULL,
    title jsonb NOT NULL,
    applies text,
    steps integer NOT NULL,
    canonical bytea NOT NULL,
    state text NOT NULL DEFAULT 'draft',
    imported_at timestamptz NOT NULL,
    imported_by text NOT NULL,
    approved_at timestamptz,
    approved_by text,
    published_at timestamptz,
    published_by text,
    effective_from timestamptz,
    retired_at timestamptz,
    PRIMARY KEY (playbook, version),
    CONSTRAINT playbook_digest_once UNIQUE (digest),
    CONSTRAINT playbook_state_known CHECK (state IN ('draft', 'approved', 'published', 'retired')),
    CONSTRAINT playbook_published_when CHECK (state <> 'published' OR (published_at IS NOT NULL AND effective_from IS NOT NULL)),
    CONSTRAINT playbook_digest_length CHECK (octet_length(digest) = 32 AND octet_length(structure_digest) = 32 AND octet_length(text_digest) = 32)
);

-- What a version says can never change; only its state can.
CREATE FUNCTION casework.refuse_new_wording() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (NEW.playbook, NEW.version, NEW.digest, NEW.canonical) IS DISTINCT FROM (OLD.playbook, OLD.version, OLD.digest, OLD.canonical) THEN
        RAISE EXCEPTION 'a playbook version never changes' USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'playbook_version_immutable';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER playbook_version_immutable BEFORE UPDATE ON casework.playbook_version
    FOR EACH ROW EXECUTE FUNCTION casework.refuse_new_wording();

CREATE TABLE casework.run (
    case_no bigint NOT NULL REFERENCES casework."case",
    run_no smallint NOT NULL,
    playbook text NOT NULL,
    version text NOT NULL,
    digest bytea NOT NULL,
    seq integer NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    outcome text,
    PRIMARY KEY (case_no, run_no)
);

-- What happened in a run, in order, for ever. `personal` is sealed; the rest is codes.
CREATE TABLE casework.run_event (
    case_no bigint NOT NULL,
    run_no smallint NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    by_staff text NOT NULL,
    event bytea NOT NULL,
    personal bytea,
    PRIMARY KEY (case_no, run_no, seq)
) PARTITION BY RANGE (case_no);
-- A partition a year of case numbers; `redress db migrate` and the server make the next ones ahead.
CREATE FUNCTION casework.make_run_event_partition(two_digit_year integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = casework, pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TABLE IF NOT EXISTS casework.run_event_%s PARTITION OF casework.run_event FOR VALUES FROM (%s) TO (%s)',
        two_digit_year, two_digit_year * 10000000000, (two_digit_year + 1) * 10000000000);
END
$$;
SELECT casework.make_run_event_partition(year) FROM generate_series(24, 36) AS year;

-- The clocks of the open steps. A row a rung; the pair of path and rung can fire only once.
CREATE TABLE casework.timer (
    case_no bigint NOT NULL,
    run_no smallint NOT NULL,
    path text NOT NULL,
    rung text NOT NULL,
    at timestamptz NOT NULL,
    fired_at timestamptz,
    is_paused boolean NOT NULL DEFAULT false,
    PRIMARY KEY (case_no, run_no, path, rung),
    CONSTRAINT timer_run FOREIGN KEY (case_no, run_no) REFERENCES casework.run
);
CREATE INDEX timer_due ON casework.timer (at) WHERE fired_at IS NULL AND NOT is_paused;
