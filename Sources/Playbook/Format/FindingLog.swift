/// The findings of one file while they are collected.
final class FindingLog {
    /// The most findings of one code in one file: who has a hundred will mend them before reading on.
    static let maximumPerCode = 100

    /// The file, as the caller named it.
    let file: String
    /// What was found so far.
    private(set) var findings: [Finding] = []
    /// Whether something in the file could not be understood, so that what depends on it cannot be judged.
    private(set) var isIncomplete = false
    private var counts: [String: Int] = [:]

    /// An empty list.
    init(file: String) { self.file = file }

    /// Whether any finding is an error.
    var hasErrors: Bool { findings.contains { $0.severity == .error } }

    /// Whether another finding of this code would be dropped.
    func isFull(_ code: String) -> Bool { counts[code, default: 0] >= FindingLog.maximumPerCode }

    /// Adds a finding.
    func add(
        _ code: String, _ severity: Finding.Severity = .error, at place: Place, path: String = "", message: String,
        hint: String = ""
    ) {
        counts[code, default: 0] += 1
        guard counts[code, default: 0] <= FindingLog.maximumPerCode else { return }
        findings.append(
            Finding(code, severity, file: file, at: place, path: path, message: message, hint: hint))
    }

    /// Notes that a part of the file was not understood.
    func lose() { isIncomplete = true }
}
