import Canonical
import Playbook

/// A CACAO file: the reader, the checker, the import with every leave, the export of what came in, the signatures.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let source = PlaybookSource(file: "f", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    let options = CACAO.Options(allowsExecutableCommands: true, maximumRounds: 3, outcome: "lost_contact")
    let (playbook, findings) = CACAO.load(source, options: options)
    let isRefused = findings.contains { $0.severity == .error }
    precondition((playbook == nil) == isRefused, "a playbook and an error, or neither")
    _ = CACAOSignature.verify(source)
    guard let playbook else { return 0 }
    // What was imported is a file of ours, and its export comes back as it was.
    let (own, mistakes) = PlaybookFile.parse(PlaybookSource(file: "f", bytes: playbook.canonicalBytes))
    guard let own else { preconditionFailure("an import that cannot be stored: \(mistakes)") }
    let moment = Timestamp(seconds: 1_780_000_000)
    let export = CACAO.export(
        own, language: "en", createdBy: "identity--351b1469-64b4-4778-8d93-f7949a88990d", created: moment,
        modified: moment)
    let (back, losses) = CACAO.load(PlaybookSource(file: "f", bytes: export.canonicalBytes))
    guard let back else { preconditionFailure("an export that is refused: \(losses)") }
    precondition(back.canonicalBytes == own.canonical, "an export that comes back changed")
    return 0
}
