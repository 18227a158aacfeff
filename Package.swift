// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What a room with sockets of its own needs.
let network: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOConcurrencyHelpers", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "Logging", package: "swift-log"),
]
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")

/// A room of the house (ARCHITECTURE.md) and the rooms below it that it may use.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil, settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict + settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.target(name: name), "TestSupport"] + dependencies, swiftSettings: strict)
}

let package = Package(
    name: "mosaic",
    products: [
        .executable(name: "mosaic", targets: ["mosaic"]),
        .library(name: "DICOM", targets: ["DICOM"]),
        .library(name: "DICOMPixels", targets: ["DICOMPixels"]),
        .library(name: "DICOMNetwork", targets: ["DICOMNetwork"]),
        .library(name: "Deidentification", targets: ["Deidentification"]),
        .library(name: "Ledger", targets: ["Ledger"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // Below the line: no sockets, no disk, no clock, no global state.
        room("DICOM", settings: [.enableExperimentalFeature("Lifetimes")]),
        .systemLibrary(name: "COpenJPEG", pkgConfig: "libopenjp2", providers: [.apt(["libopenjp2-7-dev"])]),
        .target(
            name: "CCodecs", dependencies: ["COpenJPEG"],
            linkerSettings: ["openjp2", "charls", "jpeg", "gdcmjpeg8", "gdcmjpeg12", "gdcmjpeg16", "openjph", "z"].map {
                .linkedLibrary($0)
            }),
        room("DICOMPixels", ["DICOM", "CCodecs"]),
        room("Ledger", [crypto]),
        room("Deidentification", ["DICOM", "DICOMPixels", crypto]),
        room("Quality", ["DICOM"]),
        room("Computation", []),
        room("Catalogue", []),
        room("Governance", ["Ledger", crypto]),
        room("Cohorts", [crypto]),
        room("SampleData", ["DICOM", "DICOMPixels"]),

        // The one standards room with sockets.
        room("DICOMNetwork", ["DICOM"] + network),

        // Reads the language data of Tesseract from disk.
        .systemLibrary(name: "CTesseract", pkgConfig: "tesseract", providers: [.apt(["libtesseract-dev"])]),
        room("TextRecognition", ["Deidentification", "CTesseract"]),

        // Above the line: SQL and files, the link, the two servers, the command line.
        .target(name: "CFlush"),
        .systemLibrary(name: "CZlib"),
        room("Storage", ["CFlush", "Ledger", crypto, .product(name: "GRDB", package: "GRDB.swift")]),
        room(
            "Federation",
            [
                "Storage", "Ledger", "Governance", "Cohorts", "Computation", "Catalogue", crypto,
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        room(
            "Web",
            [
                "Federation", "Governance", "Storage",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
            ], resources: [.embedInCode("Pages")]),
        room(
            "Node",
            [
                "DICOM", "DICOMPixels", "DICOMNetwork", "Deidentification", "TextRecognition", "Quality", "Computation", "Catalogue",
                "Governance", "Cohorts",
                "Ledger", "Storage", "Federation", "Web", "CZlib", crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ], resources: [.embedInCode("Pages")]),
        room(
            "Hub",
            [
                "Computation", "Catalogue", "Governance", "Cohorts", "Ledger", "Storage", "Federation", "Web", crypto,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ], resources: [.embedInCode("Pages")]),
        .executableTarget(
            name: "mosaic",
            dependencies: [
                "Hub", "Node", "Web", "Federation", "Storage", "SampleData", "DICOM", "DICOMPixels", "DICOMNetwork", "Deidentification",
                "TextRecognition",
                "Ledger", "Cohorts", "Governance", "Catalogue", "Computation", crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // Measured beside other programs by the scripts in Benchmarks.
        .executableTarget(
            name: "mosaic-benchmark", dependencies: ["DICOM"], path: "Benchmarks/Sources/mosaic-benchmark", swiftSettings: strict),

        // Tests mirror the rooms; what several need is in TestSupport.
        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
        tests(of: "DICOM"),
        tests(of: "DICOMPixels", ["DICOM"]),
        tests(of: "DICOMNetwork", ["DICOM"] + network),
        tests(of: "Ledger", [crypto]),
        tests(of: "Deidentification", ["DICOM", "DICOMPixels", .product(name: "Yams", package: "Yams")]),
        tests(of: "TextRecognition", ["Deidentification"]),
        tests(of: "Quality", ["DICOM"]),
        tests(of: "Computation"),
        tests(of: "Catalogue"),
        tests(of: "Governance", ["Ledger", crypto]),
        tests(of: "Cohorts", [crypto]),
        tests(of: "SampleData", ["DICOM"]),
        tests(of: "Storage", ["Ledger", crypto]),
        tests(of: "Federation", ["Storage", "Ledger", "Governance", "Cohorts", crypto, .product(name: "Logging", package: "swift-log")]),
        tests(
            of: "Node",
            [
                "DICOM", "DICOMPixels", "DICOMNetwork", "Deidentification", "SampleData", "Cohorts", "Computation", "Catalogue",
                "Governance",
                // The attacks come over the link, from a real hub.
                "Ledger", "Quality", "Storage", "Federation", "Web", "Hub", crypto,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests(
            of: "Hub",
            [
                "Cohorts", "Federation", "Governance", "Ledger", "Storage", "Web", crypto, .product(name: "Logging", package: "swift-log"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        // Against real programs and real files that others wrote.
        .testTarget(
            name: "Interoperability",
            dependencies: [
                "mosaic", "Node", "DICOM", "DICOMPixels", "Deidentification", "Quality", "SampleData", "Storage", "Federation", "Catalogue",
                "Cohorts", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/Interoperability", exclude: ["python"],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// `make sanitize` builds for the address sanitizer without the servers, whose rooms have no C and no unsafe code of their own.
if Context.environment["MOSAIC_WITHOUT_SERVERS"] != nil {
    let kept: Set = [
        "DICOM", "COpenJPEG", "CCodecs", "DICOMPixels", "Ledger", "Deidentification", "Quality", "Computation", "Catalogue", "Governance",
        "Cohorts", "SampleData", "DICOMNetwork", "TestSupport",
    ]
    package.targets.removeAll { !kept.contains($0.name) && !kept.contains(String($0.name.dropLast("Tests".count))) }
    package.products.removeAll { $0.name == "mosaic" }
}
