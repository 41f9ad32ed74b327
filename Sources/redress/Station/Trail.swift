import Casework
import Postgres

/// Who keeps the trail of a station.
enum Trail {
    static func keeper(of desk: Desk, _ url: String, _ settings: Settings, isPrivate: Bool) async throws -> TrailKeeper
    {
        let configuration = ConnectionConfiguration(
            url, applicationName: "redress sealer", role: "redress_sealer", statementTimeout: .seconds(120))
        return TrailKeeper(desk: desk, pool: Pool(configuration: configuration, size: 2), signer: nil)
    }
}
