-- What a desk adapts to its country and its house: every set that ever held, so that the words that were shown can be told.
SET LOCAL ROLE redress_owner;

CREATE TABLE casework.parameter_set (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    jurisdiction text NOT NULL,
    -- Values that the program brought, or that this installation lays over them.
    origin text NOT NULL,
    version text NOT NULL,
    digest bytea NOT NULL,
    canonical bytea NOT NULL,
    -- What holds from this moment on: the installation's values over all that were shipped.
    effective_digest bytea NOT NULL,
    effective bytea NOT NULL,
    imported_at timestamptz NOT NULL,
    imported_by text NOT NULL,
    CONSTRAINT parameter_origin_known CHECK (origin IN ('shipped', 'installation')),
    CONSTRAINT parameter_digest_length CHECK (octet_length(digest) = 32 AND octet_length(effective_digest) = 32)
);
CREATE INDEX parameter_set_in_force ON casework.parameter_set (jurisdiction, number);

GRANT SELECT, INSERT ON casework.parameter_set TO redress_app;
GRANT SELECT ON casework.parameter_set TO redress_auditor;
