// swift-tools-version: 6.2
import PackageDescription

/// One seam per target: what may know what is written here, and the compiler enforces it (docs/architecture.md).
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Hashing, parsing and talking to the server are optimised in debug builds too: one build serves `make run`, where ten
/// thousand entries are verified before the address is printed, and `make test`.
let hot = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "redress",
    products: [
        .executable(name: "redress", targets: ["redress"]),
        .library(name: "RedressWeb", targets: ["Web", "PlaybookFiles", "SQLFiles"]),
        .library(name: "RedressPlaybook", targets: ["Canonical", "Playbook"]),
        .library(name: "RedressCore", targets: ["Canonical", "Ledger", "Playbook", "Postgres", "Casework"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLinux"),
        .target(name: "Canonical", swiftSettings: hot),
        .target(
            name: "Ledger", dependencies: ["Canonical", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: hot),
        .target(
            name: "Notary",
            dependencies: ["CLinux", "Canonical", "Ledger", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .target(
            name: "Playbook",
            dependencies: [
                "Canonical", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ], swiftSettings: settings),
        .target(name: "Postgres", dependencies: ["CLibpq"], swiftSettings: hot),
        .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),
        .executableTarget(name: "embed-files", swiftSettings: settings),
        .target(
            name: "SQLFiles", path: "sql", exclude: ["cluster", "migrations"], sources: ["SQLFiles.swift"],
            swiftSettings: settings,
            plugins: ["EmbedFiles"]),
        .target(
            name: "PlaybookFiles", path: "Playbooks", exclude: ["README.md", "released.txt"],
            sources: ["PlaybookFiles.swift"],
            swiftSettings: settings, plugins: ["EmbedFiles"]),
        .target(
            name: "Casework",
            dependencies: [
                "Canonical", "Ledger", "Playbook", "Postgres", "SQLFiles",
                .product(name: "Crypto", package: "swift-crypto"),
            ], swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: [
                "Canonical", "Casework", "Ledger", "Notary", "Playbook", "Postgres",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], exclude: ["Templates", "Static"], swiftSettings: settings, plugins: ["EmbedFiles"]),
        .target(name: "Terminal", dependencies: ["Canonical"], swiftSettings: settings),
        .executableTarget(
            name: "redress",
            dependencies: [
                "Canonical", "Casework", "Ledger", "Notary", "Playbook", "PlaybookFiles", "Postgres", "SQLFiles",
                "Terminal",
                "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ], swiftSettings: settings),

        .testTarget(name: "NotaryTests", dependencies: ["Canonical", "Ledger", "Notary"], swiftSettings: settings),
        .target(
            name: "Support",
            dependencies: ["Canonical", "Casework", "Ledger", "Playbook", "PlaybookFiles", "Postgres"],
            path: "Tests/Support", swiftSettings: settings),
        .testTarget(name: "CanonicalTests", dependencies: ["Canonical"], swiftSettings: settings),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Canonical", "Ledger", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Fixtures"], swiftSettings: settings),
        .testTarget(
            name: "PlaybookTests",
            dependencies: [
                "Canonical", "Playbook", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "Yams", package: "Yams"),
            ], exclude: ["Fixtures", "View/Golden"], swiftSettings: settings),
        .testTarget(name: "PostgresTests", dependencies: ["CLibpq", "Postgres"], swiftSettings: settings),
        .testTarget(
            name: "CaseworkTests",
            dependencies: ["Canonical", "Casework", "Ledger", "Postgres", "SQLFiles", "Support"],
            exclude: ["PlaybookShelf/Golden", "Report/Golden"],
            swiftSettings: settings),
        .testTarget(name: "CommandTests", dependencies: ["redress"], swiftSettings: settings),
        .testTarget(
            name: "TerminalTests", dependencies: ["Canonical", "Terminal"], exclude: ["Golden"], swiftSettings: settings
        ),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Canonical", "Casework", "Postgres", "Support", "Web",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], exclude: ["Fixtures"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
