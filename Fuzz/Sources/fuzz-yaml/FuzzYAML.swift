import Playbook

/// A playbook file: the YAML reader, the checker, the canonical form, and for what is accepted the engine, the author's
/// own tests and the pictures.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let (playbooks, findings) = Library.load([PlaybookSource(file: "f", bytes: bytes)])
    for finding in findings { precondition(finding.place.line >= 1 && finding.place.column >= 1) }
    guard let loaded = playbooks.first else {
        precondition(findings.contains { $0.severity == .error }, "nothing was read, and nothing says why")
        return 0
    }
    guard let again = try? LoadedPlaybook(canonical: loaded.canonical) else {
        preconditionFailure("the canonical form cannot be read")
    }
    precondition(again.digest == loaded.digest, "the canonical form is not canonical")
    guard !findings.contains(where: { $0.severity == .error }) else { return 0 }
    // What the checker lets in can be run; only what it calls is not here.
    guard let program = try? Program(loaded.playbook, calling: { _, _ in nil }) else {
        preconditionFailure("the checker lets in what cannot be run")
    }
    _ = ScenarioRunner.runAll(of: program, calendar: .weekdaysOnly)
    let language = loaded.playbook.languages.first ?? "en"
    _ = PlaybookGraph.svg(loaded.playbook, language: language)
    _ = PlaybookCard.text(loaded.playbook, language: language)
    return 0
}
