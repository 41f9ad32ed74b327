extension Pool {
    /// Listens on a connection of its own, with the settings of the pool. Throws `couldNotConnect`.
    public func listener(channels: [String]) async throws -> Listener {
        try await Listener.start(configuration, channels: channels)
    }
}
