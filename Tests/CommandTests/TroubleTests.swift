import Casework
import Synchronization
import Testing

@testable import redress

struct TroubleTests {
    @Test func `the same trouble is told once, until it is over`() {
        let said = Mutex<[String]>([])
        let trouble = Trouble("deadlines") { line in said.withLock { $0.append(line) } }
        func failing(_ error: any Error) {
            trouble.tell(error)
            trouble.tried()
        }
        trouble.tried()
        for _ in 0..<50 { failing(DeskError.noSigner) }
        for _ in 0..<50 { failing(DeskError.keyBusy) }
        trouble.tried()
        for _ in 0..<50 { failing(DeskError.keyBusy) }
        let (signer, key) = (Explanation(DeskError.noSigner).line, Explanation(DeskError.keyBusy).line)
        #expect(said.withLock { $0 } == [signer, key, key].map { "redress: deadlines: \($0)" })
    }
}
