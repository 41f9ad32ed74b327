-- What one person has brought in and a second one has not approved yet: words that victims hear take two.
SET LOCAL ROLE redress_owner;

CREATE TABLE casework.parameter_proposal (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text NOT NULL,
    digest bytea NOT NULL,
    canonical bytea NOT NULL,
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    -- Who put it in force, and when: never who brought it in.
    approved_at timestamptz,
    approved_by text,
    CONSTRAINT parameter_proposal_digest_length CHECK (octet_length(digest) = 32),
    CONSTRAINT parameter_proposal_four_eyes CHECK (approved_by <> proposed_by),
    CONSTRAINT parameter_proposal_approved_whole CHECK ((approved_at IS NULL) = (approved_by IS NULL))
);
CREATE INDEX parameter_proposal_newest ON casework.parameter_proposal (jurisdiction, number);

GRANT SELECT, INSERT ON casework.parameter_proposal TO redress_app;
GRANT UPDATE (approved_at, approved_by) ON casework.parameter_proposal TO redress_app;
GRANT SELECT ON casework.parameter_proposal TO redress_auditor;
