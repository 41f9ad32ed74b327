// swift-tools-version: 6.2
import PackageDescription

/// libFuzzer over everything that reads what somebody else has written. A package of its own: the instrumented build is
/// nobody's business who builds Redress. `make fuzz` runs it.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // libFuzzer brings the main function.
    .unsafeFlags(["-parse-as-library"]),
]

let package = Package(
    name: "redress-fuzz",
    dependencies: [.package(name: "redress", path: "..")],
    targets: ["yaml", "cacao", "expression"].map { name in
        .executableTarget(
            name: "fuzz-\(name)", dependencies: [.product(name: "RedressPlaybook", package: "redress")],
            swiftSettings: settings)
    },
    swiftLanguageModes: [.v6]
)
