extension Run {
    /// The version of the engine: how events are folded into a state.
    ///
    /// It rises when events that were recorded before could give another state than they did. Recorded runs of every
    /// version stand in `Tests/PlaybookTests/Fixtures/golden-runs` and are replayed to the same bytes by each build.
    public static let engineVersion = 1
}
