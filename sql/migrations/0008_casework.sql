-- What a case holds beside its playbook: the clocks of payments, contacts, referrals and consents.
SET LOCAL ROLE redress_owner;

ALTER TABLE casework.payment
    ADD COLUMN authorised text NOT NULL DEFAULT 'UNCLEAR',
    ADD COLUMN returned_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN bank_told_at timestamptz,
    ADD COLUMN bank_notice_at timestamptz,
    ADD COLUMN claimed_at timestamptz,
    ADD COLUMN is_cross_border boolean NOT NULL DEFAULT false,
    ADD COLUMN updated_at timestamptz,
    ADD CONSTRAINT payment_returned_range CHECK (returned_minor BETWEEN 0 AND amount_minor);

ALTER TABLE casework.indicator
    ADD COLUMN confidence text NOT NULL DEFAULT 'MED',
    ADD COLUMN is_victims_own boolean NOT NULL DEFAULT false;

CREATE TABLE casework.contact (
    case_no bigint NOT NULL REFERENCES casework."case",
    contact_no smallint NOT NULL,
    at timestamptz NOT NULL,
    by_staff text NOT NULL,
    channel text NOT NULL,
    direction text NOT NULL,
    reached boolean NOT NULL,
    duration_seconds integer,
    wrap_code text,
    distress_start smallint,
    distress_end smallint,
    csat smallint,
    felt_supported smallint,
    next_contact_at timestamptz,
    summary bytea,
    PRIMARY KEY (case_no, contact_no),
    CONSTRAINT contact_direction_known CHECK (direction IN ('IN', 'OUT')),
    CONSTRAINT contact_distress_range CHECK (distress_start BETWEEN 0 AND 3 AND distress_end BETWEEN 0 AND 3),
    CONSTRAINT contact_marks_range CHECK (csat BETWEEN 1 AND 5 AND felt_supported BETWEEN 1 AND 5),
    CONSTRAINT contact_duration_range CHECK (duration_seconds BETWEEN 0 AND 86400)
);
CREATE INDEX contact_at ON casework.contact (at, case_no);

CREATE TABLE casework.referral (
    case_no bigint NOT NULL REFERENCES casework."case",
    referral_no smallint NOT NULL,
    target text NOT NULL,
    state text NOT NULL DEFAULT 'SENT',
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    due_at timestamptz,
    package text[] NOT NULL DEFAULT '{}',
    external_number bytea,
    replied_at timestamptz,
    reply bytea,
    PRIMARY KEY (case_no, referral_no),
    CONSTRAINT referral_state_known CHECK (state IN ('SENT', 'ACCEPTED', 'REFUSED', 'DONE')),
    CONSTRAINT referral_reply_dated CHECK ((state = 'SENT') = (replied_at IS NULL))
);
CREATE INDEX referral_due ON casework.referral (due_at, case_no) WHERE state = 'SENT';

CREATE TABLE casework.consent (
    case_no bigint NOT NULL REFERENCES casework."case",
    party_no smallint NOT NULL,
    purpose text NOT NULL,
    given_at timestamptz NOT NULL,
    given_by text NOT NULL,
    text_version text NOT NULL,
    withdrawn_at timestamptz,
    PRIMARY KEY (case_no, party_no, purpose),
    CONSTRAINT consent_purpose_form CHECK (purpose ~ '^[A-Z0-9_]{2,40}$')
);

GRANT SELECT, INSERT, UPDATE ON casework.referral, casework.consent TO redress_app;
GRANT SELECT, INSERT ON casework.contact TO redress_app;
GRANT SELECT ON casework.contact, casework.referral, casework.consent TO redress_auditor;

DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['casework.contact', 'casework.referral', 'casework.consent']
    LOOP
        EXECUTE format('CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT OR UPDATE OR DELETE ON %s '
            'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit.demand_entry()', guarded);
    END LOOP;
END
$$;
