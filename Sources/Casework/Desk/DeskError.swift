public import Playbook

/// Why the desk did not do something: facts only. The sentences are in `DeskError+Wording.swift`.
public enum DeskError: Error, Equatable, Sendable {
    /// An input cannot be read. `value` is set only where it is not personal.
    case malformed(field: String, problem: Problem, value: String? = nil)
    /// The actor's roles do not include one that may.
    case notAllowed(Permission)
    /// The trail was stopped, because a longer history than this store's is known.
    case trailStopped
    /// There is nobody here who signs checkpoints.
    case noSigner
    /// The signer cannot be reached.
    case signerAway
    /// The signer refuses, for this reason.
    case signerRefused(String)
    /// The trail has no such entry or receipt.
    case noSuchEntry(String)
    /// The case is somebody else's.
    case notYours(reference: String)
    /// There is no such case.
    case noSuchCase(reference: String)
    /// The case has no such part: a payment, a referral.
    case noSuchPart(reference: String, part: String, number: Int)
    /// The person did not allow it.
    case consentNeeded(reference: String, purpose: ConsentPurpose)
    /// A call or a letter could put the person in danger.
    case notSafeToContact(reference: String)
    /// Every case that was looked at was taken or locked by others.
    case queueBusy
    /// Nobody waits: the queue is empty for this actor.
    case queueEmpty
    /// The case was merged: the work goes on in another one.
    case caseMerged(reference: String, into: String)
    /// The case was not merged into that one.
    case notMerged(reference: String, into: String)
    /// One and the same case was named twice.
    case sameCase(reference: String)
    /// A file is larger than is taken, in bytes.
    case fileTooLarge(limit: Int64)
    /// A file is empty, or of a kind that is not taken.
    case fileNotTaken
    /// The case has this very file already.
    case alreadyAttached(reference: String, number: Int)
    /// A stored file is not what was attached.
    case fileDamaged(reference: String, number: Int)
    /// A hold forbids it.
    case onHold(reference: String)
    /// An operator action is not in the state that this needs.
    case actionState(reference: String, number: Int, state: ActionState)
    /// An operator action of this kind waits already.
    case actionWaiting(reference: String, action: OperatorAction, number: Int)
    /// The case is closed; reopening comes first.
    case caseClosed(reference: String)
    /// Mandatory steps are open.
    case mandatoryOpen(reference: String, steps: [String])
    /// The guide is not at its end: mandatory steps may follow the open ones.
    case guideUnfinished(reference: String, steps: [String])
    /// Closing needs an outcome, and neither the run nor the caller gave one.
    case outcomeNeeded(reference: String)
    /// From this status that one cannot be reached.
    case statusNotReachable(from: String, to: String, allowed: [String])
    /// The case was changed since the caller looked at it.
    case revisionConflict(reference: String, expected: Int, actual: Int)
    /// Somebody else has the case.
    case alreadyAssigned(reference: String, to: String)
    /// The run refuses.
    case refused(Refusal)
    /// The case has no run.
    case noRun(reference: String)
    /// No published playbook fits.
    case noPlaybook(scamType: String, jurisdiction: String)
    /// No such playbook or version.
    case noSuchPlaybook(String)
    /// A version with this number has another text.
    case versionTaken(playbook: String, version: String)
    /// The playbook files have errors.
    case playbookFindings([Finding])
    /// A version is not in the state that the change needs.
    case playbookState(playbook: String, version: String, state: String, needed: String)
    /// A version that is called is not published by the time that its caller is to be in force.
    case calleeNotPublished(playbook: String, version: String, callee: String)
    /// Something still needs the version.
    case playbookInUse(playbook: String, version: String, by: String)
    /// These jurisdictions would be left without a triage, which every case without a kind of scam needs.
    case noTriageLeft(playbook: String, version: String, jurisdictions: [String])
    /// The second person is the first one.
    case secondPersonNeeded
    /// No such member of staff.
    case noSuchStaff(String)
    /// The member of staff was disabled.
    case shutOut(String)
    /// The member of staff exists already.
    case staffTaken(String)
    /// The token is unknown, expired or revoked.
    case badToken
    /// No such token.
    case noSuchToken(String)
    /// The position is behind the end of this store's log.
    case positionAhead(known: Int)
    /// There is no such webhook.
    case noSuchWebhook(String)
    /// The webhook has no such message.
    case noSuchDelivery(String)
    /// Webhooks may not be sent to this address.
    case webhookAddress(AddressPolicy.Refusal)
    /// The identity provider's word is good, but none of the roles that it names is one here.
    case noRole
    /// The key was used for another request.
    case keyUsedForAnotherRequest
    /// The same key is being worked on at this moment.
    case keyBusy
    /// No program is installed that makes a PDF of a page.
    case noPageRenderer
    /// The program that makes PDFs failed or took too long.
    case pageRendererFailed(program: String)
    /// The personal data of the person was destroyed; what is left of the case can only be looked at.
    case personErased
    /// No case has the person that was asked for.
    case nobodyFound
    /// Something is still sealed or indexed under the key.
    case keyNeeded(key: String, number: Int, count: Int)
    /// The keys did not come from a file that this program could change.
    case keysElsewhere
    /// Somebody asked for this erasure already; a second person must decide.
    case erasureWaiting(reference: String)
    /// Nobody has asked for this export of openings, or it is not at this point.
    case noOpeningExport(String)
    /// The personal data is not erased, or not yet.
    case erasureRefused(reference: String, ErasureRefusal, until: String?)
    /// The bot has no conversation with this id.
    case noSuchConversation
    /// The step is not for self-service, or not open.
    case notSelfService(step: String)
    /// People have taken the conversation over.
    case handedOver
    /// Lines of a file cannot become cases; nothing was opened.
    case linesRefused([RefusedLine], of: Int)
    /// There is nothing of this name for this person.
    case nothingToReveal(field: String)

    /// What is wrong with an input.
    public enum Problem: Equatable, Sendable {
        /// It is missing.
        case missing
        /// It is not of the form; the example shows the form.
        case form(example: String)
        /// It is not on the list; the nearest entry, and the list.
        case notOnList(suggestion: String?, allowed: [String])
        /// The check digit does not fit: it was misheard or mistyped.
        case checkDigit
        /// It is longer than so many characters.
        case tooLong(Int)
        /// It is out of the range, told as text.
        case range(String)
        /// It lies in the future.
        case inTheFuture
        /// It lies in the past.
        case inThePast
        /// It is no value of its type, and this is why.
        case notOfType(IndicatorType, NormalisationError)
    }
}
