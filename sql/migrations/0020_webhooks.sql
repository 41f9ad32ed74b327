-- Webhooks: who is told of changes of cases, and the messages on their way.
SET LOCAL ROLE redress_owner;

-- `position` is the index of the last entry of the log of which messages were made. Secrets are sealed under a key that is
-- not in the database; the old one signs beside the new one until `old_until`.
CREATE TABLE casework.webhook (
    webhook text PRIMARY KEY,
    url text NOT NULL,
    kinds text[] NOT NULL DEFAULT '{}',
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    disabled_at timestamptz,
    position bigint NOT NULL,
    secret bytea NOT NULL,
    secret_epoch integer NOT NULL,
    old_secret bytea,
    old_epoch integer,
    old_until timestamptz,
    CONSTRAINT webhook_form CHECK (webhook ~ '^w-[0-9a-f]{12}$'),
    CONSTRAINT webhook_url_length CHECK (length(url) BETWEEN 8 AND 2000),
    CONSTRAINT webhook_old_whole CHECK ((old_secret IS NULL) = (old_epoch IS NULL) AND (old_secret IS NULL) = (old_until IS NULL))
);

-- One message to one webhook. It is waiting (`next_at`), delivered or dead; on loan to a server it waits until the loan is over.
-- `about` is the number of a case, or nothing for a test. No rule of a case depends on these rows.
CREATE TABLE casework.webhook_delivery (
    webhook text NOT NULL REFERENCES casework.webhook,
    message text NOT NULL,
    kind text NOT NULL,
    about bigint,
    revision integer,
    at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz,
    delivered_at timestamptz,
    dead_at timestamptz,
    last_status integer,
    last_trouble text,
    PRIMARY KEY (webhook, message),
    CONSTRAINT webhook_delivery_state CHECK (num_nonnulls(next_at, delivered_at, dead_at) = 1)
);
CREATE INDEX webhook_delivery_due ON casework.webhook_delivery (webhook, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_delivery_dead ON casework.webhook_delivery (webhook) WHERE dead_at IS NOT NULL;
CREATE INDEX webhook_delivery_done ON casework.webhook_delivery (delivered_at) WHERE delivered_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON casework.webhook, casework.webhook_delivery TO redress_app;
GRANT SELECT ON casework.webhook_delivery TO redress_auditor;
