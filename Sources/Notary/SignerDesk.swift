internal import Canonical
internal import Ledger

/// What a signer does with a question: the key file, the memory, and the rule between them.
///
/// Its whole conversation is lines of JSON: `{"ask":"keys"}`, `{"ask":"last"}`, `{"ask":"sign",…}`, and for a change of
/// the key `{"ask":"rotate"}`, `{"ask":"retire","key":…}`, `{"ask":"close"}`. It never reads a database.
public struct SignerDesk {
    private let keyFile: DurableFile
    private let memoryFile: DurableFile
    private var keys: [SigningKey]
    private var memory: SignerMemory

    /// Opens the key and the memory in a directory of the signer alone; makes both at the first start.
    ///
    /// A key without its memory is refused: a signer that has forgotten would sign a second history.
    ///
    /// - Throws: ``NotaryError``.
    public init(directory: String, origin: String) throws {
        keyFile = DurableFile(directory + "/key")
        memoryFile = DurableFile(directory + "/memory")
        switch (try keyFile.read(), try memoryFile.read()) {
        case (nil, nil):
            memory = SignerMemory(origin: origin)
            keys = [try SignerDesk.newKey(origin)]
            // The memory comes first: a key alone would never be used again.
            try memoryFile.write(memory.bytes)
            try keyFile.write(SignerDesk.text(of: keys))
        case (nil, .some(let bytes)):
            // Killed between the two files of the first start, with nothing signed yet.
            memory = try SignerDesk.memory(bytes, memoryFile.path)
            guard memory == SignerMemory(origin: origin) else {
                throw NotaryError(
                    "the key is gone from \(keyFile.path). Restore it, or close the log: see docs/audit.md")
            }
            keys = [try SignerDesk.newKey(origin)]
            try keyFile.write(SignerDesk.text(of: keys))
        case (.some, nil):
            throw NotaryError(
                "\(memoryFile.path) is missing: this signer does not know what it signed. "
                    + "Restore it, or write the newest checkpoint's first three lines into it: see docs/audit.md")
        case (.some(let secret), .some(let bytes)):
            try keyFile.demandPrivate()
            memory = try SignerDesk.memory(bytes, memoryFile.path)
            keys = try SignerDesk.keys(secret, keyFile.path)
        }
        guard memory.last.origin.utf8.elementsEqual(origin.utf8),
            keys.allSatisfy({ $0.verifierKey.name.utf8.elementsEqual(origin.utf8) })
        else { throw NotaryError("this signer is for the log \(memory.last.origin), not for \(origin)") }
    }

    private static func memory(_ bytes: [UInt8], _ path: String) throws -> SignerMemory {
        do throws(SignerMemory.Refusal) { return try SignerMemory(parsing: bytes) } catch {
            throw NotaryError("\(path) is damaged. Restore it from a backup of this file; do not delete it")
        }
    }

    private static func keys(_ secret: [UInt8], _ path: String) throws -> [SigningKey] {
        let lines = secret.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        do throws(NoteError) {
            var keys: [SigningKey] = []
            for line in lines { keys.append(try SigningKey(parsing: line)) }
            guard !keys.isEmpty else { throw .notAKey }
            return keys
        } catch { throw NotaryError("\(path) is damaged. Restore it from a backup; do not delete it") }
    }

    private static func newKey(_ origin: String) throws -> SigningKey {
        var generator = SystemRandomNumberGenerator()
        let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        do throws(NoteError) { return try SigningKey(name: origin, algorithm: .ed25519, seed: seed) } catch {
            throw NotaryError("\(origin) cannot be the name of a key")
        }
    }

    private static func text(of keys: [SigningKey]) -> [UInt8] { keys.flatMap { Array(($0.secretText + "\n").utf8) } }

    /// Answers one line.
    public mutating func answer(_ line: [UInt8]) -> [UInt8] {
        do {
            guard let request = try? JSON(parsing: line) else { return Self.trouble("malformed", "not JSON") }
            return try reply(to: request).canonicalBytes
        } catch let refusal as SignerMemory.Refusal {
            return Self.refusal(refusal)
        } catch let error as NotaryError {
            return Self.trouble("failed", error.sentence)
        } catch { return Self.trouble("failed", "\(type(of: error))") }
    }

    private mutating func reply(to request: JSON) throws -> JSON {
        switch request["ask"]?.string {
        case "keys": return ["keys": .array(keys.map { .string($0.verifierKey.text) })]
        case "last":
            return [
                "origin": .string(memory.last.origin), "size": .int(Int64(memory.last.size)),
                "root": .string(memory.last.root.base64), "closed": .bool(memory.isClosed),
            ]
        case "sign": return try sign(request)
        case "rotate":
            keys.append(try Self.newKey(memory.last.origin))
            try keyFile.write(Self.text(of: keys))
            return ["keys": .array(keys.map { .string($0.verifierKey.text) })]
        case "retire":
            let rest = keys.filter { $0.verifierKey.text != request["key"]?.string }
            guard !rest.isEmpty else { return ["error": "failed", "told": "the last key cannot be retired"] }
            try keyFile.write(Self.text(of: rest))
            keys = rest
            return ["keys": .array(keys.map { .string($0.verifierKey.text) })]
        case "close":
            var next = memory
            next.close()
            try memoryFile.write(next.bytes)
            memory = next
            return ["closed": true]
        default: return ["error": "malformed", "told": "unknown question"]
        }
    }

    /// Remembers first, durably; a signature that leaves the house is never ahead of the memory.
    private mutating func sign(_ request: JSON) throws -> JSON {
        guard let origin = request["origin"]?.string, let size = request["size"]?.int.flatMap({ UInt64(exactly: $0) }),
            let root = request["root"]?.string.flatMap({ TreeHash(base64: $0) }), let texts = request["proof"]?.array,
            texts.count <= 64
        else { return ["error": "malformed", "told": "not a checkpoint"] }
        let proof = texts.compactMap { $0.string.flatMap { TreeHash(base64: $0) } }
        let checkpoint = Checkpoint(origin: origin, size: size, root: root)
        var next = memory
        try next.extend(to: checkpoint, proof: proof)
        if next != memory { try memoryFile.write(next.bytes) }
        memory = next
        var note = SignedNote(text: checkpoint.text, signatures: [])
        for key in keys { note.add(try key.sign(checkpoint.text)) }
        return ["note": .string(note.description)]
    }

    private static func refusal(_ refusal: SignerMemory.Refusal) -> [UInt8] {
        let answer: JSON =
            switch refusal {
            case .otherLog: ["error": "other-log"]
            case .shorter(let size): ["error": "shorter", "size": .int(Int64(size))]
            case .notAnExtension(let size): ["error": "not-an-extension", "size": .int(Int64(size))]
            case .closed(let size): ["error": "closed", "size": .int(Int64(size))]
            case .unreadable: ["error": "unreadable"]
            }
        return answer.canonicalBytes
    }

    private static func trouble(_ code: String, _ told: String) -> [UInt8] {
        let answer: JSON = ["error": .string(code), "told": .string(told)]
        return answer.canonicalBytes
    }
}
