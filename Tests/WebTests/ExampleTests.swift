import Canonical
import Casework
import HTTPTypes
import Testing

@testable import Web

/// The examples of the document are sent as they stand there.
@Suite struct `The examples of the document` {
    /// Why some do not end with success on a desk where nothing but one case is there: they need what another request
    /// makes first. What they say is still read and understood.
    private static let needMore: [String: String] = [
        "linkCase": "no-such-case", "unlinkCase": "no-such-case", "mergeCase": "no-such-case",
        "unmergeCase": "no-such-case", "changeAccess": "no-such-part", "changeLoan": "no-such-part",
        "decideAction": "no-such-part", "completeAction": "no-such-part", "attachFile": "file-not-taken",
        "readAttachment": "no-such-part",
        "removeWebhook": "no-such-webhook", "rotateWebhook": "no-such-webhook", "testWebhook": "no-such-webhook",
        "retryWebhook": "no-such-webhook", "listDeliveries": "no-such-webhook",
        "answerReferral": "no-such-part", "correctAnswer": "unknown-step", "recordEvent": "nothing-awaits",
        "takeNextCase": "queue-empty", "converse": "no-such-conversation", "handOver": "no-such-conversation",
        "showConversation": "no-such-conversation", "releaseHold": "no-such-part", "decideErasure": "no-such-part",
        "showErasureAct": "no-such-part", "requestErasure": "erasure-refused", "revokeToken": "no-such-token",
        "disableStaff": "no-such-staff", "importPlaybooks": "playbook-findings", "putPlaybook": "playbook-findings",
        "approvePlaybook": "playbook-state", "publishPlaybook": "playbook-state", "retirePlaybook": "playbook-in-use",
        "recordFollowUp": "no-such-part", "adoptParameters": "playbook-findings",
        "approveParameters": "no-such-playbook", "destroyKey": "key-needed",
        "rotateKeys": "keys-elsewhere", "decideOpenings": "no-opening-export",
        "migrateCases": "no-such-playbook", "proveReceipt": "no-such-entry", "checkpoint": "no-signer",
        "exportTrail": "no-signer", "exportOpenings": "no-signer",
        "prove": "no-signer", "policy": "no-signer", "tile1": "no-such-entry", "tile2": "no-such-entry",
        "tile3": "no-such-entry", "tile4": "no-such-entry",
    ]

    @Test func `each is understood, and does what it says wherever nothing else must come first`() async throws {
        try await Server.run { server in
            for route in WebServer.routes where route.operationID != nil {
                let name = route.operationID ?? ""
                let ref = try #require(
                    try await server.mariasCase(try await server.token(.agent)).json["ref"]?.string)
                var answers: [Answer] = []
                for role in route.needsToken ? StaffRole.allCases : [.agent] {
                    let answer = try await server.example(of: route, case: ref, token: try await server.token(role))
                    if answer.code != "not-allowed" {
                        answers.append(answer)
                        break
                    }
                }
                let answer = try #require(answers.first, "\(name): no role may")
                if let code = Self.needMore[name], answer.status >= 300 {
                    #expect(answer.code == code, "\(name): \(answer.text.prefix(300))")
                } else {
                    #expect(answer.status < 300, "\(name): \(answer.text.prefix(300))")
                }
            }
        }
    }
}
