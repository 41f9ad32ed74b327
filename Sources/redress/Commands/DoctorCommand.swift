import ArgumentParser
import Canonical
import Casework

/// `redress doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the store against itself: schema, replay of every run, trail, clock. Exit 1 on findings.",
        discussion: "Example: redress doctor --json")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.withDesk(knowingKeys: true) { station, actor in
            let report = try await station.desk.perform(CheckStore(), by: actor)
            options.json ? Output.json(report) : Output.line(DoctorText.report(report))
            if report["ok"]?.bool != true { throw ExitCode(1) }
        }
    }
}

/// What the doctor says to people.
enum DoctorText {
    static func report(_ report: JSON) -> String {
        let checks = (report["checks"]?.array ?? []).map { check in
            "\(check["ok"]?.bool == true ? "ok   " : "FAULT") \(check["name"]?.string ?? ""): \(check["told"]?.string ?? "")"
        }
        return checks.joined(separator: "\n")
    }
}
