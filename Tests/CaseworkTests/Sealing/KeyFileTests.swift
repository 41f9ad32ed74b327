import Glibc
import Testing

@testable import Casework

@Suite struct `The key file` {
    private static func directory() -> String { "/tmp/redress-keys-" + Digest.hexadecimal(Digest.random(8)) }

    private static func remove(_ directory: String) {
        for name in [KeyFile.name, KeyFile.name + ".lock"] { unlink(directory + "/" + name) }
        rmdir(directory)
    }

    @Test func `is made at the first start, private, and read at the next`() throws {
        let directory = Self.directory()
        defer { Self.remove(directory) }
        let first = try KeyFile.open(in: directory)
        #expect(try KeyFile.read(in: directory).fileBytes == first.fileBytes)
        #expect(try KeyFile.open(in: directory).fileBytes == first.fileBytes)
        var status = stat()
        #expect(stat(directory + "/" + KeyFile.name, &status) == 0 && status.st_mode & 0o7777 == 0o600)
        #expect(stat(directory, &status) == 0 && status.st_mode & 0o7777 == 0o700)
    }

    @Test func `is one for all that start at once`() async throws {
        let directory = Self.directory()
        defer { Self.remove(directory) }
        let rings = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try KeyFile.open(in: directory).fileBytes } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(rings.count == 1)
        #expect(rmdir(directory) != 0)
    }

    @Test func `loses no change of programs that change it at once`() async throws {
        let directory = Self.directory()
        defer { Self.remove(directory) }
        _ = try KeyFile.open(in: directory)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try KeyFile.update(in: directory) { $0.addEpoch() } } }
            try await group.waitForAll()
        }
        #expect(try KeyFile.read(in: directory).epochs == Array(1...9))
    }

    @Test func `is refused when others can read it`() throws {
        let directory = Self.directory()
        defer { Self.remove(directory) }
        _ = try KeyFile.open(in: directory)
        let path = directory + "/" + KeyFile.name
        chmod(path, 0o640)
        #expect(throws: KeyFileError.notPrivate(path: path, mode: 0o640)) { try KeyFile.read(in: directory) }
        chmod(path, 0o600)
        chmod(directory, 0o755)
        #expect(throws: KeyFileError.directoryNotPrivate(path: directory, mode: 0o755)) {
            try KeyFile.open(in: directory)
        }
        chmod(directory, 0o700)
    }

    @Test func `is refused when it is missing, a link or damaged`() throws {
        let directory = Self.directory()
        defer { Self.remove(directory) }
        let path = directory + "/" + KeyFile.name
        #expect(throws: KeyFileError.missing(path: path)) { try KeyFile.read(in: directory) }
        mkdir(directory, 0o700)
        #expect(throws: KeyFileError.missing(path: path)) { try KeyFile.read(in: directory) }
        symlink("/dev/null", path)
        #expect(throws: KeyFileError.wrongKind(path: path)) { try KeyFile.open(in: directory) }
        for text in ["", "{}", #"{"version":1,"kek":[],"bik":[]}"#, #"{"version":1,"kek":[{"epoch":1,"key":"AA=="}]}"#]
        {
            #expect(throws: KeyFileError.malformed(path: path)) {
                try KeyRing(fileBytes: Array(text.utf8), path: path)
            }
        }
        #expect(throws: KeyFileError.unsupportedVersion(path: path, version: 2)) {
            try KeyRing(fileBytes: Array(#"{"version":2}"#.utf8), path: path)
        }
    }

    @Test func `keys are never printed`() throws {
        let ring = KeyRing.generate()
        let key = SubjectKey(for: RandomID.subject())
        var dumped = ""
        dump(ring, to: &dumped)
        dump(key, to: &dumped)
        let text = "\(ring) \(key) \(String(reflecting: ring)) \(String(reflecting: key)) \(dumped)"
        #expect(!text.contains("SymmetricKey"))
        #expect(text.contains("KeyRing(epochs: [1], index versions: [1])"))
    }

    @Test func `the current key cannot be destroyed, an old one can`() throws {
        var ring = KeyRing.generate()
        #expect(throws: KeyFileError.keyInUse(1)) { try ring.destroyEpoch(1) }
        ring.addEpoch()
        ring.addIndexVersion()
        try ring.destroyEpoch(1)
        try ring.destroyIndexVersion(1)
        #expect(ring.epochs == [2] && ring.indexVersions == [2])
        #expect(throws: KeyFileError.unknownKey(1)) { try ring.destroyEpoch(1) }
    }

    @Test func `base64 has one form`() {
        #expect(KeyText.encode(Array("foobar".utf8)) == "Zm9vYmFy")
        #expect(KeyText.encode(Array("foob".utf8)) == "Zm9vYg==")
        for length in 0..<70 {
            let bytes = Digest.random(length)
            #expect(KeyText.decode(KeyText.encode(bytes)) == bytes)
        }
        #expect(KeyText.decode("Zh==") == nil)
        #expect(KeyText.decode("Zg") == nil)
    }
}
