import Canonical
import Crypto
import Foundation
import Ledger
import Testing

@Suite struct `Bundle verifier` {
    private func verify(_ scene: Attack.Scene, state: BundleState? = nil) -> BundleReport {
        BundleVerifier.verify(
            scene.bundle, policy: scene.policy,
            kept: scene.kept.enumerated().map {
                BundleVerifier.KeptCheckpoint(name: "kept \($0.offset)", bytes: $0.element.bytes)
            }, state: state, options: BundleVerifier.Options(now: scene.now))
    }

    @Test(arguments: Attack.all)
    func `finds what was done`(attack: Attack) throws {
        let report = verify(try attack.scene())
        #expect(report.findings.codes == attack.codes, "\(report.findings.list)")
        #expect(report.isOK == attack.codes.isEmpty)
        #expect((report.state != nil) == report.isOK)
    }

    @Test func `says what it looked at`() throws {
        let summary = verify(try Attack.all[0].scene()).summary
        #expect(summary.origin == Desk.origin)
        #expect(summary.size == 40)
        #expect((summary.cases, summary.openings) == (3, 35))
        #expect((summary.checkpoints, summary.erasedSubjects) == (3, 1))
        #expect(summary.witnessTimes.count == 2)
    }

    @Test(arguments: [1, 7, 64, 100_000])
    func `the size of the pieces of a file does not matter`(length: Int) throws {
        let scene = try Attack.all[0].scene()
        let report = BundleVerifier.verify(Pieces(bundle: scene.bundle, length: length), policy: scene.policy)
        #expect(report.isOK)
        #expect(report.summary.size == 40)
    }

    private struct Pieces: BundleSource {
        let bundle: MemoryBundle
        let length: Int

        func olderCheckpoints() -> [String] { bundle.olderCheckpoints() }

        func open(_ file: BundleFile) -> (any BundleStream)? {
            bundle.files[file].map { Stream(rest: $0[...], length: length) }
        }

        struct Stream: BundleStream {
            var rest: ArraySlice<UInt8>
            let length: Int

            mutating func next() -> [UInt8]? {
                defer { rest = rest.dropFirst(length) }
                return rest.isEmpty ? nil : Array(rest.prefix(length))
            }
        }
    }

    @Test func `a name that leads out of the bundle is not opened`() throws {
        var scene = try Attack.all[0].scene().bundle
        scene.files[.olderCheckpoint("../outside")] = [1]
        let report = BundleVerifier.verify(scene, policy: try Desk.sample().policy())
        #expect(report.findings.codes == [.input])
    }

    @Test(arguments: Attack.all, [1, 2, 7])
    func `what is put aside for want of memory changes no verdict`(attack: Attack, keysInMemory: Int) throws {
        let scene = try attack.scene()
        var options = BundleVerifier.Options(now: scene.now)
        options.room.keysInMemory = keysInMemory
        let kept = scene.kept.enumerated().map {
            BundleVerifier.KeptCheckpoint(name: "kept \($0.offset)", bytes: $0.element.bytes)
        }
        let report = BundleVerifier.verify(scene.bundle, policy: scene.policy, kept: kept, options: options)
        let whole = verify(scene)
        #expect(report.findings.counts == whole.findings.counts)
        #expect(Set(report.findings.list) == Set(whole.findings.list))
        #expect(report.summary == whole.summary)
        let isSame = try report.state?.bytes() == whole.state?.bytes()
        #expect(isSame)
    }

    @Test func `a line without end is not kept`() throws {
        var bundle = try Attack.all[0].scene().bundle
        bundle.files[.entries] = [UInt8](repeating: 0x20, count: 2 << 20)
        #expect(BundleVerifier.verify(bundle, policy: try Desk.sample().policy()).findings.codes == [.input])
    }

    @Test func `findings of one code are counted but not all kept`() throws {
        var desk = try Desk.sample()
        let bundle = try desk.bundle(older: [])
        for index in desk.leaves.indices { desk.leaves[index] = desk.leaves[index].replacing("/test", with: "/best") }
        var options = BundleVerifier.Options()
        options.findingLimit = 3
        var changed = bundle
        changed.files[.entries] = desk.leaves.flatMap(BundleWriter.entryLine)
        let findings = BundleVerifier.verify(changed, policy: desk.policy(), options: options).findings
        #expect(findings.counts[.origin] == 40)
        #expect(findings.list.count { $0.code == .origin } == 3)
    }
}

@Suite struct `Incremental verification` {
    private func verify(_ desk: Desk, from first: Int, state: BundleState?) throws -> BundleReport {
        let bundle = BundleWriter.bundle(leaves: desk.leaves.dropFirst(first), checkpoint: try desk.checkpoint())
        return BundleVerifier.verify(bundle, policy: desk.policy(), state: state)
    }

    private func remembered(_ desk: Desk, size: Int) throws -> BundleState {
        var shorter = desk
        shorter.leaves.removeLast(desk.leaves.count - size)
        let report = try verify(shorter, from: 0, state: nil)
        let state = try #require(report.state)
        return try BundleState(parsing: state.bytes())
    }

    @Test(arguments: [0, 1, 19, 20, 21, 32, 39, 40])
    func `goes on where the last verification ended`(size: Int) throws {
        let desk = try Desk.sample()
        let report = try verify(desk, from: size, state: try remembered(desk, size: size))
        #expect(report.isOK, "\(report.findings.list)")
        #expect(report.summary.first == UInt64(size))
        let whole = try verify(desk, from: 0, state: nil)
        let isSame = try report.state?.bytes() == whole.state?.bytes()
        #expect(isSame)
    }

    @Test func `a rewritten history does not go on from the remembered state`() throws {
        var desk = try Desk.sample()
        let state = try remembered(desk, size: 32)
        _ = try desk.rewrite()
        #expect(try verify(desk, from: 32, state: state).findings.codes.contains(.root))
    }

    @Test func `a shorter log is a rollback`() throws {
        var desk = try Desk.sample()
        let state = try remembered(desk, size: 40)
        desk.leaves.removeLast(3)
        #expect(try verify(desk, from: 40, state: state).findings.codes == [.rollback, .unsealed])
    }

    @Test func `an id of the remembered entries is a duplicate`() throws {
        var desk = try Desk.sample()
        let state = try remembered(desk, size: 32)
        desk.leaves[39] = desk.leaves[39].replacing("e-39", with: "e-4")
        #expect(try verify(desk, from: 32, state: state).findings.codes == [.duplicate])
    }

    @Test func `a state of version 1 is still read`() throws {
        var desk = try Desk.sample()
        let state = try BundleState(parsing: Array(Self.version1(desk, size: 32).utf8))
        #expect(try verify(desk, from: 32, state: state).isOK)
        desk.leaves[39] = desk.leaves[39].replacing("e-39", with: "e-4")
        #expect(try verify(desk, from: 32, state: state).findings.codes == [.duplicate])
    }

    /// What the first version of the program wrote, made anew from the leaves.
    private static func version1(_ desk: Desk, size: Int) throws -> String {
        var (range, cases, sessions, erased, ids) = (
            CompactRange(), [String: (Int64, String)](), [String: Int64](), [String: Int64](), [[UInt8]]()
        )
        for (index, bytes) in desk.leaves.prefix(size).enumerated() {
            let (leaf, hash) = (try Leaf(parsing: bytes), LeafHash(leaf: bytes))
            range.append(hash)
            if let place = leaf.case { cases[place.id] = (place.seq, hash.base64) }
            if let session = leaf.actor.session { sessions[session] = leaf.actor.n }
            if leaf.type == .subjectErased, let subject = leaf.subject { erased[subject] = Int64(index) }
            ids.append(Array(SHA256.hash(data: Array(leaf.id.utf8)).prefix(16)))
        }
        let json: JSON = [
            "v": 1, "origin": .string(Desk.origin), "size": .int(Int64(size)), "root": .string(range.root.base64),
            "range": .array(range.hashes.map { .string($0.base64) }),
            "cases": .array(cases.map { [.string($0.key), .int($0.value.0), .string($0.value.1)] }),
            "sessions": .array(sessions.map { [.string($0.key), .int($0.value)] }),
            "erased": .array(erased.map { [.string($0.key), .int($0.value)] }),
            "ids": .string(Base64.encode(ids.flatMap(\.self))),
        ]
        return json.canonicalText
    }

    @Test func `a damaged state is refused`() throws {
        let state = try remembered(try Desk.sample(), size: 21).bytes()
        for (part, other) in [
            ("\"size\":21", "\"size\":20"), ("\"v\":2", "\"v\":3"), ("\"ids\":21", "\"ids\":20"),
            ("\"ids\":21", "\"ids\":22"), ("\"cases\":3", "\"cases\":4"), ("{", "["),
        ] {
            let error = #expect(throws: Finding.self) { try BundleState(parsing: state.replacing(part, with: other)) }
            #expect(error?.code == .state)
        }
    }
}
