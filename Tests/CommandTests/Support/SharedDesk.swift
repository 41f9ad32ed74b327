import Testing

/// One desk for all tests of a suite. At the end its trail is verified, its doctor asked, and its server stopped.
struct SharedDesk: SuiteTrait, TestScoping {
    @TaskLocal static var current = Desk(state: "/nonexistent")

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            try await Self.$current.withValue(desk) { try await function() }
            try await desk.expectSound()
        }
    }
}

extension Trait where Self == SharedDesk {
    static var sharedDesk: Self { SharedDesk() }
}

extension Desk {
    /// The trail verifies and the store agrees with itself.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for words in [["audit", "verify"], ["doctor"]] {
            let report = try await ask(words, sourceLocation: sourceLocation)
            #expect(report["ok"] == true, "\(words): \(report)", sourceLocation: sourceLocation)
        }
    }
}
