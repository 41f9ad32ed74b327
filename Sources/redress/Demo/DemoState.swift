import Foundation

/// Where the demo lives: never where real cases are.
enum DemoState {
    /// The settings of the demo.
    ///
    /// - Throws: a ``UsageError`` when the given state directory holds real cases, or a database is configured.
    static func settings(_ settings: Settings) throws -> Settings {
        guard settings.databaseURL == nil else {
            throw UsageError("--demo never fills a configured database.", wayOut: "Unset DATABASE_URL.")
        }
        var demo = settings
        if !settings.stateIsGiven { demo.stateDirectory += "-demo" }
        let mark = demo.stateDirectory + "/demo"
        let isMarked = FileManager.default.fileExists(atPath: mark)
        let hasCluster = FileManager.default.fileExists(atPath: demo.stateDirectory + "/cluster")
        guard isMarked || !hasCluster else {
            throw UsageError(
                "\(demo.stateDirectory) is not a demo: it may hold real cases.",
                wayOut: "Unset REDRESS_STATE, or point it at a new directory.")
        }
        return demo
    }
}
