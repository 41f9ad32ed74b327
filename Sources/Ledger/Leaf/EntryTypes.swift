extension EntrySchema.Value {
    fileprivate static let codes = list(.code)
}

extension EntryType {
    /// What entries of every type may hold: the circumstances of the action.
    private static let common: [String: EntrySchema.Value] = [
        "action": .code, "app_version": .code, "approved_by": .code, "channel": .code, "count": .integer,
        "digest": .code, "duration_ms": .integer, "events": .integer, "jurisdiction": .code, "kind": .code,
        "node": .code, "outcome": .code, "parameters": .code, "priority": .code, "reason_code": .code,
        "request_id": .code, "result": .code,
        "run_seq": .integer, "scam_type": .code, "status": .code, "version": .code,
    ]
    /// Personal data and free text that may belong to an action of any type, as commitments.
    private static let commonCommitments: Set<String> = ["address", "note", "reason", "user_agent", "value"]

    static let schemas: [EntryType: EntrySchema] = {
        var schemas: [EntryType: EntrySchema] = [:]
        for (type, data, commit) in logTypes + caseTypes + playbookTypes + personalDataTypes + operationTypes
            + webhookTypes
        {
            schemas[type] = EntrySchema(
                data: common.merging(data) { _, own in own }, commit: commonCommitments.union(commit))
        }
        return schemas
    }()

    private typealias Row = (type: EntryType, data: [String: EntrySchema.Value], commit: Set<String>)

    private static let logTypes: [Row] = [
        (
            .logOpened,
            [
                "previous_log": .code, "previous_size": .integer, "previous_root": .hash, "previous_checkpoint": .note,
                "vkey": .code, "approved_by": .codes,
            ],
            []
        ),
        (.logHeartbeat, ["size": .integer, "root": .hash], []),
        (.logKeyAdded, ["vkey": .code, "previous_vkey": .code, "approved_by": .codes], []),
        (.logClosed, ["size": .integer, "root": .hash, "successor": .code, "approved_by": .codes], []),
        (.auditCaseHeads, ["root": .hash, "size": .integer], []),
        (
            .auditExported,
            [
                "size": .integer, "root": .hash, "from": .integer, "to": .integer, "case": .code,
                "with_openings": .flag, "approved_by": .code, "format": .code, "entries": .integer, "request": .code,
            ],
            []
        ),
        (.auditOpeningsRequested, ["request": .code, "from": .integer, "to": .integer], []),
        (.auditOpeningsApproved, ["request": .code, "from": .integer, "to": .integer], []),
        (.auditOpeningsRefused, ["request": .code, "from": .integer, "to": .integer], []),
        (.auditRead, ["from": .integer, "to": .integer, "case": .code, "entries": .integer], ["query"]),
        (
            .auditVerified,
            [
                "size": .integer, "root": .hash, "from": .integer, "ok": .flag, "findings": .integer, "codes": .codes,
                "entries": .integer,
            ],
            []
        ),
        (
            .archiveSealed,
            [
                "from": .integer, "to": .integer, "root": .hash, "files": .codes, "digests": .list(.hash),
                "location": .code,
            ],
            []
        ),
    ]

    private static let caseTypes: [Row] = [
        (
            .caseOpened,
            [
                "playbook": .code, "playbook_version": .code, "playbook_digest": .code, "scam_type": .code,
                "jurisdiction": .code, "priority": .code, "source": .code, "language": .code, "team": .code,
            ],
            ["victim_name", "victim_phone", "victim_email", "victim_account", "victim_address", "story"]
        ),
        (
            .caseGuided,
            [
                "playbook": .code, "playbook_version": .code, "step": .code, "steps": .codes, "deadlines": .integer,
                "warnings": .codes,
            ],
            []
        ),
        (.caseShown, ["view": .code, "fields": .codes, "format": .code], []),
        (
            .caseStepRecorded,
            [
                "step": .code, "answer_code": .code, "answer_codes": .codes, "playbook": .code,
                "playbook_version": .code, "skipped": .flag, "effects": .integer, "deadline": .code,
            ],
            ["answer"]
        ),
        (
            .caseAnswerCorrected,
            [
                "step": .code, "answer_code": .code, "previous_code": .code, "corrects": .code, "playbook": .code,
                "playbook_version": .code, "steps_undone": .codes,
            ],
            ["answer"]
        ),
        (.caseInterruptRaised, ["interrupt": .code, "step": .code, "playbook": .code, "playbook_version": .code], []),
        (.caseNoteAdded, ["length": .integer, "visibility": .code, "corrects": .code], []),
        (.caseAssigned, ["assignee": .code, "previous_assignee": .code, "team": .code], ["words"]),
        (.caseStatusChanged, ["status_from": .code, "status_to": .code, "priority_from": .code], []),
        (
            .caseClosed,
            [
                "status_from": .code, "status_to": .code, "recovered_minor": .integer, "lost_minor": .integer,
                "currency": .code,
            ],
            []
        ),
        (.caseRetyped, ["previous": .code], []),
        (.caseReopened, ["status_from": .code, "status_to": .code], []),
        (
            .casePaymentAdded,
            [
                "payment": .code, "rail": .code, "currency": .code, "amount_minor": .integer, "institution": .code,
                "direction": .code, "paid_at": .code, "authorised": .flag, "corrects": .code,
            ],
            [
                "amount", "payee", "account", "card", "phone", "payment_reference", "description", "wallet",
                "transaction_hash",
            ]
        ),
        (
            .casePaymentChanged,
            [
                "payment": .code, "fields": .codes, "tx_state": .code, "authorised": .code, "returned_minor": .integer,
                "currency": .code,
            ],
            []
        ),
        (
            .caseIndicatorAdded,
            [
                "indicator": .code, "indicator_type": .code, "tlp": .code, "confidence": .integer, "first_seen": .code,
                "last_seen": .code,
            ],
            ["context"]
        ),
        (
            .caseReferralMade,
            ["referral": .code, "recipient": .code, "recipient_type": .code, "template": .code, "deadline": .code],
            ["recipient_reference", "recipient_name", "body"]
        ),
        (.caseReferralAnswered, ["referral": .code, "recipient_type": .code], ["recipient_reference", "body"]),
        (
            .caseContactLogged,
            [
                "contact": .code, "party": .code, "direction": .code, "duration_seconds": .integer, "reached": .flag,
                "next_contact": .code,
            ],
            ["number", "summary"]
        ),
        (.caseLinked, ["other_case": .code, "link": .code, "indicator": .code, "score": .integer], []),
        (.caseMerged, ["other_case": .code, "into": .flag, "entries": .integer], []),
        (.casePartyAdded, ["party": .code, "role": .code, "fields": .codes], ["name", "phone", "email", "relation"]),
        (.caseSafetyChanged, ["safe": .flag], []),
        (.caseAccessChanged, ["item": .code, "access": .code, "state": .code, "confirmed": .code], []),
        (
            .caseLoanChanged,
            [
                "item": .code, "lender_type": .code, "state": .code, "currency": .code, "amount_minor": .integer,
                "signed_at": .code,
            ],
            ["lender", "lender_number"]
        ),
        (
            .caseActionRequested,
            ["request": .code, "operator_action": .code, "expires": .code, "needs_second": .flag], []
        ),
        (.caseActionDecided, ["request": .code, "operator_action": .code, "expires": .code], []),
        (.caseActionDone, ["request": .code, "operator_action": .code], ["recipient_reference"]),
        (
            .caseAttachmentAdded,
            ["attachment": .code, "media_type": .code, "size": .integer, "content_digest": .hash, "encrypted": .flag],
            ["file_name", "content"]
        ),
        (
            .caseHandoutMade,
            [
                "handout": .code, "template": .code, "template_version": .code, "language": .code, "format": .code,
                "pages": .integer, "content_digest": .hash,
            ],
            ["content"]
        ),
        (
            .casePlaybookMigrated,
            [
                "playbook": .code, "from_version": .code, "to_version": .code, "from_digest": .code, "to_digest": .code,
                "step_from": .code, "step_to": .code,
            ],
            []
        ),
        (
            .caseHandedOver,
            ["step": .code, "distress": .integer, "words": .codes, "steps": .codes, "assignee": .code], ["context"]
        ),
        (.casePaused, ["until": .code, "step": .code], []),
        (.caseResumed, ["step": .code], []),
        (
            .caseDeadlineFired,
            ["deadline": .code, "step": .code, "due": .code, "late_seconds": .integer, "escalated_to": .code],
            []
        ),
    ]

    private static let playbookTypes: [Row] = [
        (
            .playbookImported,
            [
                "playbook": .code, "playbook_version": .code, "playbook_digest": .code, "findings": .integer,
                "steps": .integer, "jurisdiction": .code, "scam_type": .code, "source": .code,
            ],
            []
        ),
        (
            .playbookApproved,
            ["playbook": .code, "playbook_version": .code, "playbook_digest": .code, "approved_by": .codes],
            []
        ),
        (
            .playbookPublished,
            [
                "playbook": .code, "playbook_version": .code, "playbook_digest": .code, "approved_by": .codes,
                "replaces": .code, "effective_from": .code,
            ],
            []
        ),
        (
            .playbookRetired,
            [
                "playbook": .code, "playbook_version": .code, "playbook_digest": .code, "replaced_by": .code,
                "open_cases": .integer,
            ],
            []
        ),
        (.parametersProposed, [:], []),
        (.parametersAdopted, ["proposed_by": .codes], []),
    ]

    private static let personalDataTypes: [Row] = [
        (.personalDataRead, ["fields": .codes, "view": .code, "subjects": .codes, "record": .code], ["subject_list"]),
        (.personalDataChanged, ["fields": .codes, "record": .code, "corrects": .code], ["before", "after"]),
        (
            .personalDataExported,
            [
                "fields": .codes, "subjects": .codes, "format": .code, "recipient": .code, "content_digest": .hash,
                "approved_by": .code, "entries": .integer,
            ],
            ["subject_list", "recipient_name"]
        ),
        (
            .searchPerformed,
            [
                "index": .code, "fields": .codes, "filters": .codes, "sort": .code, "page": .integer,
                "page_size": .integer, "total": .integer, "cases": .codes, "subjects": .codes,
            ],
            ["query", "subject_list"]
        ),
        (.consentGiven, ["consent": .code, "scope": .code, "text_version": .code, "expires": .code], ["evidence"]),
        (.consentWithdrawn, ["consent": .code, "scope": .code], ["evidence"]),
        (
            .subjectErasureRequested,
            ["request": .code, "categories": .codes, "basis": .code, "due": .code],
            ["requester"]
        ),
        (
            .subjectErasureRefused,
            [
                "request": .code, "categories": .codes, "basis": .code, "hold": .code, "until": .code,
                "approved_by": .code,
            ],
            []
        ),
        (.subjectErasureApproved, ["request": .code, "categories": .codes, "basis": .code, "approved_by": .code], []),
        (
            .subjectErased,
            [
                "request": .code, "categories": .codes, "basis": .code, "system": .code, "method": .code,
                "approved_by": .code, "backups_clean_by": .code, "values": .integer, "openings": .integer,
                "key_version": .integer,
            ],
            []
        ),
        (
            .retentionRan,
            ["people": .integer, "openings": .integer, "answers": .integer, "held": .integer, "categories": .codes], []
        ),
        (.holdPlaced, ["hold": .code, "scope": .code, "until": .code, "approved_by": .code, "basis": .code], []),
        (.holdReleased, ["hold": .code, "scope": .code, "approved_by": .code, "basis": .code], []),
    ]

    private static let operationTypes: [Row] = [
        (.authSignedIn, ["factors": .codes, "method": .code, "role": .code, "expires": .code], []),
        (.authFailed, ["factors": .codes, "method": .code, "attempts": .integer, "locked_until": .code], ["login"]),
        (.authSignedOut, ["method": .code, "actions": .integer], []),
        (.authzDenied, ["permission": .code, "action": .code, "resource": .code, "method": .code, "role": .code], []),
        (
            .keyCreated,
            ["key": .code, "epoch": .integer, "algorithm": .code, "purpose_code": .code, "expires": .code],
            []
        ),
        (
            .keyRotated,
            ["key": .code, "epoch": .integer, "previous_epoch": .integer, "algorithm": .code, "rewrapped": .integer],
            []
        ),
        (.keyDestroyed, ["key": .code, "epoch": .integer, "method": .code, "approved_by": .code], []),
        (.tokenIssued, ["token": .code, "scopes": .codes, "expires": .code, "role": .code, "owner": .code], ["label"]),
        (.tokenRevoked, ["token": .code, "owner": .code], []),
        (
            .staffAdded,
            ["staff": .code, "role": .code, "roles": .codes, "team": .code, "approved_by": .code],
            ["name", "login"]
        ),
        (.staffChanged, ["staff": .code, "roles": .codes], []),
        (.staffDisabled, ["staff": .code, "role": .code, "team": .code, "sessions_ended": .integer], []),
        (
            .configChanged,
            ["setting": .code, "settings": .codes, "previous_digest": .code, "approved_by": .code],
            ["before", "after"]
        ),
        (.databaseMigrated, ["from_version": .integer, "to_version": .integer, "migrations": .codes], []),
        (.demoSeeded, ["cases": .integer, "seed": .integer, "dataset": .code], []),
        (.reportMade, ["report": .code, "from": .code, "to": .code, "rows": .integer, "filters": .codes], []),
        (.indicatorsExported, ["report": .code, "from": .code, "to": .code, "rows": .integer, "filters": .codes], []),
        (.casesExported, ["rows": .integer, "from": .code, "filters": .codes, "format": .code], []),
        (.casesImported, ["rows": .integer, "opened": .integer, "unchanged": .integer, "refused": .integer], []),
        (.securityControlFailed, ["control": .code, "severity": .code], []),
        (.securityBypassAttempted, ["control": .code, "severity": .code, "action": .code, "resource": .code], []),
        (.securityRateLimited, ["limit": .integer, "window_seconds": .integer, "resource": .code], []),
        (
            .securityIntegrityFailed,
            [
                "control": .code, "severity": .code, "size": .integer, "findings": .integer, "codes": .codes,
                "table": .code,
            ],
            []
        ),
        (.securityAlertRaised, ["control": .code, "severity": .code, "alert": .code], []),
    ]

    private static let webhookTypes: [Row] = [
        (.webhookAdded, ["webhook": .code, "host": .code, "kinds": .codes], []),
        (.webhookRemoved, ["webhook": .code], []), (.webhookRotated, ["webhook": .code], []),
        (.webhookTested, ["webhook": .code, "message": .code], []), (.webhookRetried, ["webhook": .code], []),
        (.webhookDisabled, ["webhook": .code], []),
    ]
}

// Webhooks.
extension EntryType {
    /// Changes are sent to one more address.
    public static let webhookAdded = EntryType(rawValue: "webhook.added")
    /// Nothing more is sent to an address.
    public static let webhookRemoved = EntryType(rawValue: "webhook.removed")
    /// A webhook has a new secret.
    public static let webhookRotated = EntryType(rawValue: "webhook.rotated")
    /// A message was sent that tells of nothing.
    public static let webhookTested = EntryType(rawValue: "webhook.tested")
    /// Messages that were given up are sent again.
    public static let webhookRetried = EntryType(rawValue: "webhook.retried")
    /// The receiver wants nothing more.
    public static let webhookDisabled = EntryType(rawValue: "webhook.disabled")
}

// The log itself.
extension EntryType {
    /// The first entry of a log.
    public static let logOpened = EntryType(rawValue: "log.opened")
    /// The log is alive though nothing happened.
    public static let logHeartbeat = EntryType(rawValue: "log.heartbeat")
    /// A further key signs the log.
    public static let logKeyAdded = EntryType(rawValue: "log.key_added")
    /// The log ends.
    public static let logClosed = EntryType(rawValue: "log.closed")
    /// A snapshot of how far every case has come.
    public static let auditCaseHeads = EntryType(rawValue: "audit.case_heads")
    /// A part of the log was exported.
    public static let auditExported = EntryType(rawValue: "audit.exported")
    /// An export with openings was asked for.
    public static let auditOpeningsRequested = EntryType(rawValue: "audit.openings_requested")
    /// An export with openings was approved by a second person.
    public static let auditOpeningsApproved = EntryType(rawValue: "audit.openings_approved")
    /// An export with openings was refused.
    public static let auditOpeningsRefused = EntryType(rawValue: "audit.openings_refused")
    /// The log was read.
    public static let auditRead = EntryType(rawValue: "audit.read")
    /// The log was verified.
    public static let auditVerified = EntryType(rawValue: "audit.verified")
    /// A range of the log went to the archive.
    public static let archiveSealed = EntryType(rawValue: "archive.sealed")
}

// Cases.
extension EntryType {
    /// A case begins.
    public static let caseOpened = EntryType(rawValue: "case.opened")
    /// Advice was computed for a case.
    public static let caseGuided = EntryType(rawValue: "case.guided")
    /// A case was shown.
    public static let caseShown = EntryType(rawValue: "case.shown")
    /// A step of the playbook was done or answered.
    public static let caseStepRecorded = EntryType(rawValue: "case.step_recorded")
    /// An earlier answer was corrected.
    public static let caseAnswerCorrected = EntryType(rawValue: "case.answer_corrected")
    /// Something urgent cut in.
    public static let caseInterruptRaised = EntryType(rawValue: "case.interrupt_raised")
    /// A note was written.
    public static let caseNoteAdded = EntryType(rawValue: "case.note_added")
    /// The case changed hands.
    public static let caseAssigned = EntryType(rawValue: "case.assigned")
    /// The status changed.
    public static let caseStatusChanged = EntryType(rawValue: "case.status_changed")
    /// The kind of scam was corrected, and the case goes on in another playbook.
    public static let caseRetyped = EntryType(rawValue: "case.retyped")
    /// The case ended.
    public static let caseClosed = EntryType(rawValue: "case.closed")
    /// An ended case goes on.
    public static let caseReopened = EntryType(rawValue: "case.reopened")
    /// A payment of the victim was recorded.
    public static let casePaymentAdded = EntryType(rawValue: "case.payment_added")
    /// What is known of a payment changed.
    public static let casePaymentChanged = EntryType(rawValue: "case.payment_changed")
    /// A trace of the fraud was recorded.
    public static let caseIndicatorAdded = EntryType(rawValue: "case.indicator_added")
    /// The case was referred to somebody outside.
    public static let caseReferralMade = EntryType(rawValue: "case.referral_made")
    /// Whoever the case was referred to answered.
    public static let caseReferralAnswered = EntryType(rawValue: "case.referral_answered")
    /// Somebody was contacted.
    public static let caseContactLogged = EntryType(rawValue: "case.contact_logged")
    /// Two cases belong together.
    public static let caseLinked = EntryType(rawValue: "case.linked")
    /// A case became part of another.
    public static let caseMerged = EntryType(rawValue: "case.merged")
    /// Somebody beside the victim belongs to the case.
    public static let casePartyAdded = EntryType(rawValue: "case.party_added")
    /// Whether the person can be contacted without danger is seen otherwise from now on.
    public static let caseSafetyChanged = EntryType(rawValue: "case.safety_changed")
    /// An account that the scammer got into was recorded, or changed its state.
    public static let caseAccessChanged = EntryType(rawValue: "case.access_changed")
    /// A loan in the victim's name was recorded, or changed its state.
    public static let caseLoanChanged = EntryType(rawValue: "case.loan_changed")
    /// Somebody wants the operator to do something.
    public static let caseActionRequested = EntryType(rawValue: "case.action_requested")
    /// A second person approved or refused it.
    public static let caseActionDecided = EntryType(rawValue: "case.action_decided")
    /// It was done, or could not be.
    public static let caseActionDone = EntryType(rawValue: "case.action_done")
    /// A file was attached.
    public static let caseAttachmentAdded = EntryType(rawValue: "case.attachment_added")
    /// A handout for the victim was made.
    public static let caseHandoutMade = EntryType(rawValue: "case.handout_made")
    /// The case goes on under another version of its playbook.
    public static let casePlaybookMigrated = EntryType(rawValue: "case.playbook_migrated")
    /// A bot handed the case to people.
    public static let caseHandedOver = EntryType(rawValue: "case.handed_over")
    /// The case waits.
    public static let casePaused = EntryType(rawValue: "case.paused")
    /// The case goes on.
    public static let caseResumed = EntryType(rawValue: "case.resumed")
    /// A deadline passed.
    public static let caseDeadlineFired = EntryType(rawValue: "case.deadline_fired")
}

// Playbooks.
extension EntryType {
    /// A playbook was imported.
    public static let playbookImported = EntryType(rawValue: "playbook.imported")
    /// A playbook was approved.
    public static let playbookApproved = EntryType(rawValue: "playbook.approved")
    /// A playbook came into use.
    public static let playbookPublished = EntryType(rawValue: "playbook.published")
    /// A playbook went out of use.
    public static let playbookRetired = EntryType(rawValue: "playbook.retired")
    /// Parameters wait for a second person: nothing is shown differently yet.
    public static let parametersProposed = EntryType(rawValue: "playbook.parameters_proposed")
    /// Parameters came into force: other phones, sites, limits are shown from now on.
    public static let parametersAdopted = EntryType(rawValue: "playbook.parameters_adopted")
}

// Personal data.
extension EntryType {
    /// Personal data was shown; written before it is shown.
    public static let personalDataRead = EntryType(rawValue: "personal_data.read")
    /// Personal data was changed.
    public static let personalDataChanged = EntryType(rawValue: "personal_data.changed")
    /// Personal data left the system.
    public static let personalDataExported = EntryType(rawValue: "personal_data.exported")
    /// A list or a search was shown, one entry a page.
    public static let searchPerformed = EntryType(rawValue: "search.performed")
    /// The person agreed.
    public static let consentGiven = EntryType(rawValue: "consent.given")
    /// The person no longer agrees.
    public static let consentWithdrawn = EntryType(rawValue: "consent.withdrawn")
    /// Erasure was asked for.
    public static let subjectErasureRequested = EntryType(rawValue: "subject.erasure_requested")
    /// Erasure was refused, for now or for good.
    public static let subjectErasureRefused = EntryType(rawValue: "subject.erasure_refused")
    /// Erasure was approved by a second person.
    public static let subjectErasureApproved = EntryType(rawValue: "subject.erasure_approved")
    /// The personal data was destroyed.
    public static let subjectErased = EntryType(rawValue: "subject.erased")
    /// What was kept long enough was erased.
    public static let retentionRan = EntryType(rawValue: "retention.ran")
    /// A hold forbids erasure.
    public static let holdPlaced = EntryType(rawValue: "hold.placed")
    /// The hold ended.
    public static let holdReleased = EntryType(rawValue: "hold.released")
}

// Access and operation.
extension EntryType {
    /// Somebody signed in.
    public static let authSignedIn = EntryType(rawValue: "auth.signed_in")
    /// Signing in failed.
    public static let authFailed = EntryType(rawValue: "auth.failed")
    /// Somebody signed out, or the session ended.
    public static let authSignedOut = EntryType(rawValue: "auth.signed_out")
    /// Something was refused for lack of a right.
    public static let authzDenied = EntryType(rawValue: "authz.denied")
    /// A key was created.
    public static let keyCreated = EntryType(rawValue: "key.created")
    /// A key was replaced.
    public static let keyRotated = EntryType(rawValue: "key.rotated")
    /// A key was destroyed.
    public static let keyDestroyed = EntryType(rawValue: "key.destroyed")
    /// An access token was issued.
    public static let tokenIssued = EntryType(rawValue: "token.issued")
    /// An access token was revoked.
    public static let tokenRevoked = EntryType(rawValue: "token.revoked")
    /// A member of staff was added.
    public static let staffAdded = EntryType(rawValue: "staff.added")
    /// A member of staff came with other roles than before.
    public static let staffChanged = EntryType(rawValue: "staff.changed")
    /// A member of staff was disabled.
    public static let staffDisabled = EntryType(rawValue: "staff.disabled")
    /// The configuration was changed.
    public static let configChanged = EntryType(rawValue: "config.changed")
    /// The database schema was changed.
    public static let databaseMigrated = EntryType(rawValue: "database.migrated")
    /// Invented cases were loaded.
    public static let demoSeeded = EntryType(rawValue: "demo.seeded")
    /// A report was made.
    public static let reportMade = EntryType(rawValue: "report.made")
    /// Traces of scammers went out with their values.
    public static let indicatorsExported = EntryType(rawValue: "indicators.exported")
    /// Cases went out, masked.
    public static let casesExported = EntryType(rawValue: "cases.exported")
    /// Cases came in by a file.
    public static let casesImported = EntryType(rawValue: "cases.imported")
    /// A protection did not work.
    public static let securityControlFailed = EntryType(rawValue: "security.control_failed")
    /// Somebody tried to get around a protection.
    public static let securityBypassAttempted = EntryType(rawValue: "security.bypass_attempted")
    /// Too many requests.
    public static let securityRateLimited = EntryType(rawValue: "security.rate_limited")
    /// A check of stored data failed.
    public static let securityIntegrityFailed = EntryType(rawValue: "security.integrity_failed")
    /// An alarm was raised.
    public static let securityAlertRaised = EntryType(rawValue: "security.alert_raised")
}
