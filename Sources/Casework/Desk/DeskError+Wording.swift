internal import Playbook

extension DeskError {
    /// What the desk tells a person. The only place where these facts become sentences.
    public var explanation: Explanation {
        switch self {
        case .malformed(let field, let problem, let value): problem.explanation(of: field, value: value)
        case .notAllowed(let permission):
            Explanation(
                .notAllowed, "not-allowed",
                "Your role may not do this (it needs: \(permission.roles.map(\.rawValue).sorted().joined(separator: ", "))).",
                wayOut: "Ask somebody who has that role.")
        case .notYours(let reference):
            Explanation(
                .notAllowed, "not-yours", "Case \(reference) belongs to a colleague.",
                wayOut: "Ask a supervisor to assign it to you.")
        case .noSuchCase(let reference):
            Explanation(
                .notFound, "no-such-case", "There is no case \(reference).", wayOut: "Ask for the number again.")
        case .noSuchPart(let reference, let part, let number):
            Explanation(
                .notFound, "no-such-part", "Case \(reference) has no \(part) with number \(number).",
                wayOut: "redress case show \(reference) lists them.")
        case .consentNeeded(let reference, let purpose):
            Explanation(
                .conflict, "consent-needed", "The person did not allow this: \(purpose.names.en).",
                wayOut: "Ask, then: redress case consent \(reference) \(purpose.rawValue)")
        case .notSafeToContact(let reference):
            Explanation(
                .conflict, "not-safe-to-contact",
                "The person of case \(reference) must not be contacted: somebody dangerous may notice it.",
                wayOut: "Wait until he comes to the desk.")
        case .queueBusy:
            Explanation(.busy, "queue-busy", "Everybody takes from the queue at this moment.", wayOut: "Try again.")
        case .queueEmpty:
            Explanation(.notFound, "queue-empty", "No case waits for an agent.", wayOut: "Look again later.")
        case .caseClosed(let reference):
            Explanation(
                .conflict, "case-closed", "Case \(reference) is closed.",
                wayOut: "Reopen it first: redress case status \(reference) REOPENED")
        case .mandatoryOpen(let reference, let steps):
            Explanation(
                .conflict, "mandatory-open",
                "Case \(reference) cannot be closed: mandatory steps are open: \(steps.joined(separator: ", ")).",
                wayOut: "Record each as done, or as cannot or not_needed with a reason.")
        case .guideUnfinished(let reference, let steps):
            Explanation(
                .conflict, "guide-unfinished",
                "Case \(reference) cannot be closed yet: the guide stands at \(steps.joined(separator: ", ")).",
                wayOut: "Go on with the guide; or close as NOT_FRAUD or LOST_CONTACT.")
        case .outcomeNeeded(let reference):
            Explanation(
                .badInput, "outcome-needed", "Case \(reference) needs an outcome to be closed.",
                wayOut: "Finish the guide, or name one: --outcome LOSS_NO_RETURN", field: "outcome")
        case .statusNotReachable(let from, let to, let allowed):
            Explanation(
                .conflict, "status-not-reachable", "A case that is \(from) cannot become \(to).",
                wayOut: to == "CLOSED"
                    ? "Close it with: redress case close" : "It can become: \(allowed.joined(separator: ", ")).")
        case .revisionConflict(let reference, let expected, let actual):
            Explanation(
                .conflict, "revision-conflict",
                "Case \(reference) was changed since you looked (revision \(actual), you had \(expected)).",
                wayOut: "Look again and repeat.")
        case .alreadyAssigned(let reference, let staff):
            Explanation(
                .conflict, "already-assigned", "Case \(reference) is taken by \(staff).",
                wayOut: "Ask a supervisor to move it.")
        default: otherExplanation
        }
    }

    private var otherExplanation: Explanation {
        switch self {
        case .refused(let refusal): refusal.explanation
        case .noRun(let reference): Explanation(.conflict, "no-run", "Case \(reference) has no playbook at work.")
        case .noPlaybook(let scamType, let jurisdiction):
            Explanation(
                .conflict, "no-playbook", "No published playbook fits \(scamType) in \(jurisdiction).",
                wayOut: "Import one, have it approved and publish it: redress playbook --help")
        case .noPageRenderer:
            Explanation(
                .unreachable, "no-page-renderer", "No program that makes a PDF is installed.",
                wayOut: "Install one (apt-get install chromium, or weasyprint), or take --format html and print it.")
        case .pageRendererFailed(let program):
            Explanation(
                .unreachable, "page-renderer-failed", "\(program) did not make a PDF within a minute.",
                wayOut: "Try again, or take --format html and print it.")
        case .noSuchPlaybook(let name):
            Explanation(
                .notFound, "no-such-playbook",
                "There is no playbook \(Self.placed(name) ?? name.echoed(or: "of that name")).")
        case .versionTaken(let playbook, let version):
            Explanation(
                .conflict, "version-taken",
                "\(playbook) \(version) exists with other content; a version never changes.",
                wayOut: "Give the new content a new version number.")
        case .playbookFindings(let findings):
            Explanation(
                .malformedFile, "playbook-findings",
                "Errors in the playbooks: \(findings.filter { $0.severity == .error }.count); nothing was imported.",
                wayOut: findings.first { $0.severity == .error }?.line ?? "")
        case .playbookState(let playbook, let version, let state, let needed):
            Explanation(.conflict, "playbook-state", "\(playbook) \(version) is \(state); it must be \(needed).")
        case .calleeNotPublished(let playbook, let version, let callee):
            Explanation(
                .conflict, "callee-not-published",
                "\(playbook) \(version) calls \(callee), which is not in force by then.",
                wayOut: "Publish \(callee) first, or choose a later moment.")
        case .playbookInUse(let playbook, let version, let user):
            Explanation(
                .conflict, "playbook-in-use", "\(playbook) \(version) is needed by \(user).",
                wayOut: "Publish another version and retire what needs this one first.")
        case .noTriageLeft(let playbook, let version, let jurisdictions):
            Explanation(
                .conflict, "no-triage-left",
                "After this change of \(playbook) \(version) there would be no triage for "
                    + "\(jurisdictions.joined(separator: ", ")).",
                wayOut: "Publish a triage that serves them first.")
        case .secondPersonNeeded:
            Explanation(
                .notAllowed, "second-person", "A second person must approve this.",
                wayOut: "Ask a colleague who may; for a playbook a supervisor does: redress playbook approve ID VERSION"
            )
        case .shutOut(let staff):
            Explanation(
                .notAllowed, "shut-out", "\(staff) is disabled at this desk.", wayOut: "An administrator can tell why.")
        case .noSuchStaff(let staff):
            Explanation(.notFound, "no-such-staff", "Nobody here is called \(staff.echoed(or: "that")).")
        case .staffTaken(let staff): Explanation(.conflict, "staff-taken", "There is somebody called \(staff) already.")
        case .badToken:
            Explanation(
                .notSignedIn, "bad-token", "The token is not valid: unknown, expired or taken back.",
                wayOut: "Get a new one: redress token issue")
        case .noSuchToken(let token):
            Explanation(.notFound, "no-such-token", "There is no token \(token.echoed(or: "of that name")).")
        case .keyUsedForAnotherRequest:
            Explanation(
                .badInput, "key-reused", "This idempotency key was used for another request.",
                wayOut: "Choose a new key.",
                field: "Idempotency-Key")
        case .keyBusy:
            Explanation(.conflict, "key-busy", "A request with this key is being worked on.", wayOut: "Try again.")
        case .personErased:
            Explanation(
                .conflict, "person-erased",
                "The personal data of this person was erased; what is left of the case can only be looked at.",
                wayOut: "Open a new case if the person comes again.")
        case .nobodyFound:
            Explanation(.notFound, "nobody-found", "No case has this person.", wayOut: "Try another phone, or a case.")
        case .keyNeeded(let key, let number, let count):
            Explanation(
                .conflict, "key-needed",
                "The key \(key) \(number) is needed: \(count) entries of the store stand under it.",
                wayOut: key == "kek"
                    ? "Finish the turn first: redress privacy key rotate" : "They go with the retention.")
        case .keysElsewhere:
            Explanation(
                .conflict, "keys-elsewhere", "The keys of this desk are not in a file that can be changed here.")
        case .erasureWaiting(let reference):
            Explanation(
                .conflict, "erasure-waiting", "An erasure of case \(reference) waits for a second person.",
                wayOut: "A colleague decides: redress privacy erase \(reference) --approve")
        case .noOpeningExport:
            Explanation(
                .notFound, "no-opening-export", "There is no such export with openings that waits for this.",
                wayOut:
                    "One asks: redress audit export --with-openings --purpose CODE; a colleague approves within a day; whoever asked exports within a day, once."
            )
        case .erasureRefused(let reference, let refusal, let until):
            Explanation(
                .conflict, "erasure-refused",
                "The person of case \(reference) is not erased: \(refusal.names.en)\(until.map { ", until \($0)" } ?? "").",
                wayOut: refusal.wayOut(reference))
        case .nothingToReveal(let field):
            Explanation(.notFound, "nothing-to-reveal", "There is no \(field) of this person.")
        case .noSuchConversation:
            Explanation(
                .notFound, "no-such-conversation", "There is no conversation with this id.", wayOut: "Start it first.")
        case .notSelfService(let step):
            Explanation(
                .notAllowed, "not-self-service", "\(step) is not an open step of self-service.",
                wayOut: "Take one of the steps of the conversation, or hand it over.", field: "step")
        case .handedOver:
            Explanation(
                .conflict, "handed-over", "People have taken this conversation over.",
                wayOut: "Send what the person says as text; they read it.")
        case .linesRefused(let refused, let lines):
            Explanation(
                .malformedFile, "lines-refused",
                "\(refused.count) of \(lines) lines cannot become cases; nothing was opened.",
                wayOut: refused.first.map { "Line \($0.line): \($0.message)" } ?? "")
        case .caseMerged, .notMerged, .sameCase, .onHold, .actionState, .actionWaiting: togetherExplanation
        case .fileTooLarge, .fileNotTaken, .alreadyAttached, .fileDamaged: fileExplanation
        case .trailStopped, .noSigner, .signerAway, .signerRefused, .noSuchEntry: trailExplanation
        default: outsideExplanation
        }
    }
}

extension DeskError.Problem {
    func explanation(of field: String, value: String?) -> Explanation {
        let shown = value.map { $0.echoed(or: "") }.flatMap { $0.isEmpty ? nil : "“\($0)”" } ?? "This"
        return switch self {
        case .missing: Explanation(.badInput, "missing", "\(field) is missing.", field: field)
        case .form(let example):
            Explanation(
                .badInput, "malformed", "\(shown) is not \(field.withArticle).", wayOut: "It looks like \(example).",
                field: field)
        case .notOnList(let suggestion, let allowed):
            Explanation(
                .badInput, "not-on-list", "\(shown) is not a known \(field).",
                wayOut: suggestion.map { "Did you mean \($0)?" } ?? "It is one of: \(allowed.joined(separator: ", ")).",
                field: field)
        case .checkDigit:
            Explanation(
                .badInput, "check-digit",
                "\(shown) is not the number of a case: a digit was misheard or mistyped.",
                wayOut: "Ask for the number again, digit by digit.", field: field)
        case .tooLong(let limit):
            Explanation(
                .badInput, "too-long", "\(field) is longer than \(limit) characters.", wayOut: "Shorten it.",
                field: field)
        case .range(let range): Explanation(.badInput, "out-of-range", "\(field) must be in \(range).", field: field)
        case .inThePast:
            Explanation(
                .badInput, "in-the-past", "\(field) lies in the past.",
                wayOut: "Leave it out for now, or name a later moment.",
                field: field)
        case .inTheFuture:
            Explanation(
                .badInput, "in-the-future", "\(field) lies in the future.", wayOut: "Check date and time zone.",
                field: field)
        case .notOfType(let type, let error): error.explanation(of: field, type: type)
        }
    }
}

extension String {
    /// A word of the interfaces after its article: `a phone`, `an indicator`.
    var withArticle: String { (first.map("aeiou".contains) == true ? "an " : "a ") + self }
}
