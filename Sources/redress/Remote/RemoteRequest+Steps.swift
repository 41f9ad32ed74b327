import Canonical
import Casework

/// The requests of a conversation, which the commands and the screen of the guide make alike.
extension RemoteRequest {
    static func guide(_ reference: CaseReference, language: String?) -> RemoteRequest {
        .case(.get, reference, "guide").asking(["lang": language])
    }

    static func recording(_ reference: CaseReference, step: String, _ report: JSON, language: String?) -> RemoteRequest
    {
        var body = report.object ?? [:]
        body["step"] = .string(step)
        return .case(.post, reference, "results", body: .object(body)).asking(["lang": language])
    }

    static func correcting(
        _ reference: CaseReference, step: String, _ answer: JSON, reason: String, preview: Bool, language: String?
    ) -> RemoteRequest {
        .case(
            .post, reference, "corrections",
            body: .members([
                "step": .string(step), "answer": answer, "reason": .string(reason), "preview": .raised(preview),
            ])
        ).asking(["lang": language])
    }

    static func interrupting(_ reference: CaseReference, _ interrupt: String, language: String?) -> RemoteRequest {
        .case(.post, reference, "interrupts", body: ["interrupt": .string(interrupt)]).asking(["lang": language])
    }

    static func noting(_ reference: CaseReference, _ text: String) -> RemoteRequest {
        .case(.post, reference, "notes", body: ["text": .string(text)])
    }

    static func moving(_ reference: CaseReference, to status: CaseStatus, outcome: Outcome? = nil) -> RemoteRequest {
        .case(
            .put, reference, "status",
            body: .members(["status": .string(status.rawValue), "outcome": .text(outcome?.rawValue)]))
    }

    static func retyping(_ reference: CaseReference, _ type: ScamType, language: String?) -> RemoteRequest {
        .case(.put, reference, "scam-type", body: ["scam_type": .string(type.rawValue)]).asking(["lang": language])
    }
}
