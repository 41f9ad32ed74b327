import Testing

@testable import redress

/// What answers is not always the desk: proxies have pages of their own.
struct RemoteRefusalTests {
    private static let page = "<html><head><title>nginx</title></head></html>"

    @Test(
        arguments: [(502, true), (503, true), (504, true), (413, false), (403, false), (404, false)] as [(UInt, Bool)])
    func `a page of a proxy is told from a refusal of the desk`(status: UInt, isPassing: Bool) {
        let refusal = RemoteRefusal(status: status, body: Self.page)
        #expect(refusal.isPassing == isPassing && !refusal.isAtWork)
        let expected: RemoteRefusal = isPassing ? .unreachable : status == 413 ? .tooLargeOnTheWay : .notADesk
        #expect(refusal == expected)
    }

    @Test func `a request that is at work is waited for, and one that is refused is not`() {
        func refusal(_ status: UInt, _ code: String) -> RemoteRefusal {
            RemoteRefusal(status: status, body: #"{"code":"\#(code)","detail":"Words."}"#)
        }
        #expect(refusal(409, "key-busy").isAtWork && !refusal(409, "key-busy").isPassing)
        #expect(!refusal(422, "key-reused").isAtWork && !refusal(422, "key-reused").isPassing)
        #expect(refusal(503, "cancelled").isPassing)
    }
}
