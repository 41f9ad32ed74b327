-- Who works here, the tokens they come with, and the answers kept for repeated requests.
SET LOCAL ROLE redress_owner;

CREATE TABLE casework.staff (
    staff text PRIMARY KEY,
    name text NOT NULL,
    roles text[] NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT staff_form CHECK (staff ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    CONSTRAINT staff_name_once UNIQUE (name),
    CONSTRAINT staff_roles_known CHECK (cardinality(roles) > 0
        AND roles <@ ARRAY['AGENT', 'SUPERVISOR', 'COMPLIANCE', 'AUTHOR', 'BOT', 'ADMIN'])
);

CREATE TABLE casework.token (
    token text PRIMARY KEY,
    staff text NOT NULL REFERENCES casework.staff,
    role text NOT NULL,
    secret_hash bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    issued_by text NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT token_hash_once UNIQUE (secret_hash),
    CONSTRAINT token_hash_length CHECK (octet_length(secret_hash) = 32)
);

-- The answer that was given to a key, for a day. The request itself is kept only as a hash.
CREATE TABLE casework.idempotency (
    actor text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    answer bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (actor, key),
    CONSTRAINT idempotency_key_length CHECK (length(key) BETWEEN 1 AND 200)
);
CREATE INDEX idempotency_age ON casework.idempotency (at);
