-- Who took a playbook version out of use; the other steps of its life have their names already.
SET LOCAL ROLE redress_owner;

ALTER TABLE casework.playbook_version
    ADD COLUMN retired_by text,
    ADD CONSTRAINT playbook_retired_when CHECK (state <> 'retired' OR (retired_at IS NOT NULL AND retired_by IS NOT NULL)),
    ADD CONSTRAINT playbook_approved_when CHECK (state <> 'approved' OR (approved_at IS NOT NULL AND approved_by IS NOT NULL));
