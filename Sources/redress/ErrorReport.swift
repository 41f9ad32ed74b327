import ArgumentParser
import Casework
import Foundation
import Notary
import Postgres
import Web

/// Turns an error into one line on standard error and the exit code of `sysexits.h` that scripts rely on.
enum ErrorReport {
    /// Ends the program.
    static func exit(_ error: any Error) -> Never {
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        // Usage errors, help and version are the parser's own.
        guard let explanation = explanation(error) else { Redress.exit(withError: error) }
        let language = Explanation.Language(rawValue: Settings.language(ProcessInfo.processInfo.environment)) ?? .en
        Output.message("redress: \(explanation.line(in: language))")
        Foundation.exit(error is UsageError ? 64 : code(explanation.sort))
    }

    /// What is told to a person; nil for what the parser reports itself.
    static func explanation(_ error: any Error) -> Explanation? {
        switch error {
        case let error as ClusterError: Explanation(.unreachable, "cluster", "\(error).".capitalizedFirst)
        case let error as CertificateFault: Explanation(.unreachable, "certificate", error.sentence)
        case let error as NotaryError: Explanation(.unreachable, "notary", "\(error.sentence).".capitalizedFirst)
        case let error as UsageError: Explanation(.badInput, "usage", error.sentence, wayOut: error.wayOut)
        case let error as RemoteRefusal: error.explanation
        case is DeskError, is CodeError, is PostgresError, is KeyFileError, is Migrator.Failure, is TrailFault,
            is CancellationError:
            Explanation(error)
        case is CleanExit, is ValidationError: nil
        default: "\(type(of: error))" == "CommandError" ? nil : Explanation(error)
        }
    }

    static func code(_ sort: Explanation.Sort) -> Int32 {
        switch sort {
        case .badInput, .malformedFile: 65
        case .notFound: 66
        case .unreachable: 69
        case .fault: 70
        case .conflict, .busy: 75
        case .notAllowed, .notSignedIn: 77
        }
    }
}

/// A mistake on the command line that the parser cannot see.
struct UsageError: Error {
    let sentence: String
    let wayOut: String
    init(_ sentence: String, wayOut: String = "") { (self.sentence, self.wayOut) = (sentence, wayOut) }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
