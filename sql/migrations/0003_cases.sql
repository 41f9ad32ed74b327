-- Cases and everything that belongs to one. Every key begins with the case's number, and nothing points across cases,
-- so that the store can be spread over machines by that number.
SET LOCAL ROLE redress_owner;

CREATE SEQUENCE casework.case_number MINVALUE 1 CACHE 1;

CREATE TABLE casework."case" (
    case_no bigint PRIMARY KEY,
    opened_at timestamptz NOT NULL,
    opened_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    revision integer NOT NULL DEFAULT 1,
    channel text NOT NULL,
    external_id text,
    jurisdiction text NOT NULL,
    language text NOT NULL,
    scam_type text,
    status text NOT NULL DEFAULT 'NEW',
    priority smallint NOT NULL,
    priority_reasons text[] NOT NULL DEFAULT '{}',
    assignee text,
    facts jsonb NOT NULL DEFAULT '{}',
    discovered_at timestamptz,
    safe_to_contact boolean NOT NULL DEFAULT true,
    open_steps integer NOT NULL DEFAULT 0,
    mandatory_open integer NOT NULL DEFAULT 0,
    done_steps integer NOT NULL DEFAULT 0,
    next_due_at timestamptz,
    outcome text,
    closed_at timestamptz,
    CONSTRAINT case_number_positive CHECK (case_no > 0),
    CONSTRAINT case_status_known CHECK (status IN
        ('NEW', 'IN_PROGRESS', 'WAIT_VICTIM', 'WAIT_THIRD_PARTY', 'MONITORING', 'CLOSED', 'REOPENED')),
    CONSTRAINT case_priority_range CHECK (priority BETWEEN 0 AND 3),
    CONSTRAINT case_language_form CHECK (language ~ '^[a-z]{2}$'),
    CONSTRAINT case_code_form CHECK (channel ~ '^[A-Z0-9_]{2,40}$' AND jurisdiction ~ '^[A-Z-]{2,8}$'
        AND scam_type ~ '^[A-Z0-9_]{2,40}$' AND outcome ~ '^[A-Z0-9_]{2,40}$'),
    CONSTRAINT case_closed_with_outcome CHECK ((status = 'CLOSED') = (closed_at IS NOT NULL) AND (status <> 'CLOSED' OR outcome IS NOT NULL)),
    CONSTRAINT case_closed_without_mandatory_steps CHECK (status <> 'CLOSED' OR mandatory_open = 0)
);
-- The queue: open cases, most urgent first, then by the clock that runs out first.
CREATE INDEX case_queue ON casework."case" (priority, (coalesce(next_due_at, 'infinity'::timestamptz)), case_no)
    WHERE status <> 'CLOSED';
CREATE INDEX case_assignee ON casework."case" (assignee, priority, case_no) WHERE status <> 'CLOSED';
CREATE INDEX case_updated ON casework."case" (updated_at, case_no);
CREATE INDEX case_scam_type ON casework."case" (scam_type, case_no);
CREATE INDEX case_external ON casework."case" (channel, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE casework.party (
    case_no bigint NOT NULL REFERENCES casework."case",
    party_no smallint NOT NULL,
    subject text NOT NULL,
    role text NOT NULL,
    auth_level text NOT NULL DEFAULT 'NONE',
    age_band text NOT NULL DEFAULT 'NA',
    added_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, party_no),
    CONSTRAINT party_subject_once UNIQUE (case_no, subject),
    CONSTRAINT party_role_known CHECK (role IN ('VICTIM', 'REPORTER', 'REPRESENTATIVE', 'TRUSTED_PERSON'))
);

CREATE TABLE casework.payment (
    case_no bigint NOT NULL REFERENCES casework."case",
    payment_no smallint NOT NULL,
    rail text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    sent_at timestamptz NOT NULL,
    state text NOT NULL DEFAULT 'UNKNOWN',
    added_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, payment_no),
    CONSTRAINT payment_amount_range CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
    CONSTRAINT payment_currency_form CHECK (currency ~ '^[A-Z]{3}$')
);

-- The scammer's phone, card, link: sealed like the victim's own data; the digest finds the other cases that saw it.
CREATE TABLE casework.indicator (
    case_no bigint NOT NULL REFERENCES casework."case",
    indicator_no smallint NOT NULL,
    type text NOT NULL,
    masked text NOT NULL,
    sealed bytea NOT NULL,
    digest bytea NOT NULL,
    key_version integer NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (case_no, indicator_no),
    CONSTRAINT indicator_once UNIQUE (case_no, type, digest),
    CONSTRAINT indicator_digest_length CHECK (octet_length(digest) = 16)
);
CREATE INDEX indicator_seen ON casework.indicator (digest, type, added_at);

CREATE TABLE casework.note (
    case_no bigint NOT NULL REFERENCES casework."case",
    note_no integer NOT NULL,
    at timestamptz NOT NULL,
    by_staff text NOT NULL,
    sealed bytea NOT NULL,
    masked_kinds text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (case_no, note_no)
);

CREATE TABLE casework.closure (
    case_no bigint NOT NULL REFERENCES casework."case",
    closure_no smallint NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by text NOT NULL,
    outcome text NOT NULL,
    reopened_at timestamptz,
    reopened_by text,
    PRIMARY KEY (case_no, closure_no)
);

-- A promised call: D+1, 3, 10, 30, 90 after closing, and what an agent agrees on.
CREATE TABLE casework.follow_up (
    case_no bigint NOT NULL REFERENCES casework."case",
    follow_up_no smallint NOT NULL,
    due_at timestamptz NOT NULL,
    purpose text NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (case_no, follow_up_no)
);
CREATE INDEX follow_up_due ON casework.follow_up (due_at, case_no) WHERE done_at IS NULL;
