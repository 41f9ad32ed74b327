import Testing

@testable import Web

@Suite struct `How long a request may take` {
    @Test func `what moves is borne with, for so long as it may`() async throws {
        // A machine that is busy with other tests may stand still for seconds.
        let patience = Patience(limit: .seconds(8))
        let moved = try await patience.bear(.moving(atMost: .seconds(600))) { progress in
            let end = ContinuousClock.now + .seconds(10)
            while .now < end {
                progress.note()
                try await Task.sleep(for: .milliseconds(100))
            }
            return true
        }
        #expect(moved)
        await #expect(throws: Problem.self) {
            try await patience.bear(.moving(atMost: .milliseconds(300))) { progress in
                while true {
                    try await Task.sleep(for: .milliseconds(10))
                    progress.note()
                }
            }
        }
    }

    @Test(arguments: [Pace.usual, .moving(atMost: .seconds(600))])
    func `what stands still is called off`(pace: Pace) async throws {
        let patience = Patience(limit: .milliseconds(200))
        await #expect(throws: Problem.self) {
            try await patience.bear(pace) { progress in
                if case .usual = pace { progress.note() }
                try await Task.sleep(for: .seconds(600))
            }
        }
    }

    @Test func `a short one is called off in time while a long one waits`() async throws {
        let patience = Patience(limit: .milliseconds(200))
        let long = Task {
            try await patience.bear(.long(.seconds(600))) { _ in try await Task.sleep(for: .seconds(300)) }
        }
        try await Task.sleep(for: .milliseconds(50))
        await #expect(throws: Problem.self) {
            try await patience.bear { _ in try await Task.sleep(for: .seconds(600)) }
        }
        long.cancel()
        _ = await long.result
    }
}

@Suite struct `Requests that stay on the loop of their connection` {
    @Test func `are named by operations that there are, and bring no file`() {
        let brief = WebServer.routes.filter(\.isBrief)
        #expect(Set(brief.compactMap(\.operationID)) == Route.brief)
        #expect(!brief.contains { $0.isTransfer || $0.largestBody > 0 })
    }
}
