-- Conversations: one case each, however often the channel delivers the same thing; and what a bot did with them.
SET LOCAL ROLE redress_owner;

-- Under which case the conversation of a channel, a bot or a file stands: a keyed digest, because an id of a chat names a
-- person. It is keyed by the digest and not by the case, because the digest is what must be unique.
CREATE TABLE casework.conversation_key (
    digest bytea PRIMARY KEY,
    key_version integer NOT NULL,
    case_no bigint NOT NULL,
    CONSTRAINT conversation_key_length CHECK (octet_length(digest) = 16)
);
CREATE INDEX conversation_key_case ON casework.conversation_key (case_no);

CREATE TABLE casework.conversation (
    case_no bigint PRIMARY KEY REFERENCES casework."case",
    bot text NOT NULL,
    started_at timestamptz NOT NULL,
    handed_over_at timestamptz,
    reason text,
    distress smallint NOT NULL DEFAULT 0,
    CONSTRAINT conversation_reason_known CHECK (reason IN ('DISTRESS', 'HUMAN_ASKED', 'GUIDE_NEEDS_HUMAN', 'BOT_LOST')),
    CONSTRAINT conversation_handed_over_why CHECK ((handed_over_at IS NULL) = (reason IS NULL)),
    CONSTRAINT conversation_distress_range CHECK (distress BETWEEN 0 AND 3)
);

-- UPDATE only because LOCK TABLE asks for it, which destroying an old key does.
GRANT SELECT, INSERT, UPDATE ON casework.conversation_key TO redress_app;
GRANT SELECT, INSERT, UPDATE ON casework.conversation TO redress_app;
GRANT SELECT ON casework.conversation TO redress_auditor;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['casework.conversation_key', 'casework.conversation']
    LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON %s '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry()', guarded);
    END LOOP;
END
$$;

-- What leads from a chat to the case of somebody who was erased goes with him.
CREATE FUNCTION casework.forget_conversation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = casework, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM conversation_key k WHERE k.case_no = NEW.case_no;
    RETURN NULL;
END
$$;
CREATE TRIGGER conversation_forgotten AFTER UPDATE OF erased_at ON casework.party
    FOR EACH ROW WHEN (NEW.party_no = 1 AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION casework.forget_conversation();
