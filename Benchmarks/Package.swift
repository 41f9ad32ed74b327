// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A package of its own, so that nobody who builds Redress builds the benchmarks. `make bench` runs it.
let package = Package(
    name: "redress-benchmarks",
    dependencies: [
        .package(name: "redress", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "redress-bench",
            dependencies: [
                .product(name: "RedressCore", package: "redress"),
                .product(name: "RedressWeb", package: "redress"),
                .product(name: "Logging", package: "swift-log"),
                // Built along, so that section (d) has a release binary to start.
                .product(name: "redress", package: "redress"),
            ],
            path: "Sources/redress-bench", swiftSettings: settings),
        // Our side of Benchmarks/compare: needs no store, so nothing of one is built for it.
        .executableTarget(
            name: "redress-compare", dependencies: [.product(name: "RedressPlaybook", package: "redress")],
            path: "Sources/redress-compare", swiftSettings: settings),
        // The import of a thousand playbooks: what it needs, without servers.
        .executableTarget(
            name: "redress-import", dependencies: [.product(name: "RedressCore", package: "redress")],
            path: "Sources/redress-import", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
