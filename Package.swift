// swift-tools-version: 6.1
import PackageDescription

/// One set of language settings for every target, from the first day (ADR 0002).
let language: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Law targets count months with the population-count instruction that every x86-64 server since
/// 2009 has; other processors need no flag. In release they are optimised across module borders.
/// What is `package` crosses a border only when it is `@inlinable` and its type `@usableFromInline`;
/// without the second attribute the compiler (6.3) says nothing and calls it as any function.
#if arch(x86_64)
  let processor = ["-Xcc", "-march=x86-64-v2"]
#else
  let processor: [String] = []
#endif
let law: [SwiftSetting] =
  language + [
    .unsafeFlags(processor),
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]

/// The two C libraries are linked from their archives, so that one file runs anywhere.
let archives: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "-l:libyaml.a", "-Xlinker", "-l:libz.a"])
]

let package = Package(
  name: "luohu",
  products: [.executable(name: "luohu", targets: ["luohu"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(
      name: "CXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CPrefetch"),
    .target(name: "Units", swiftSettings: law),
    .target(name: "Policy", dependencies: ["Units", "CYAML"], swiftSettings: law),
    .target(
      name: "PointsLaw",
      dependencies: ["Policy", "Units", "CPrefetch"],
      resources: [
        .embedInCode("Editions/trial-2018.yaml"),
        .embedInCode("Editions/trial-2019.yaml"),
        .embedInCode("Editions/rules-2020.yaml"),
        .embedInCode("Editions/history.yaml"),
      ],
      swiftSettings: law),
    .target(
      name: "Casework",
      dependencies: [
        "Policy", "Units",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [
        .embedInCode("Accounts/assurance.yaml"),
        .embedInCode("Accounts/limits.yaml"),
        .embedInCode("Clocks/clocks.yaml"),
        .embedInCode("Clocks/working-days.yaml"),
        .embedInCode("Permissions/permissions.yaml"),
        .embedInCode("Stages/stages.yaml"),
        .embedInCode("Undertakings/undertakings.yaml"),
      ],
      swiftSettings: language),
    .target(
      name: "PointsService",
      dependencies: ["Casework", "PointsLaw", "Policy", "Units"],
      swiftSettings: language),
    .target(
      name: "Store",
      dependencies: [
        "Casework", "Policy", "Units", "CPostgres",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: language),
    .target(
      name: "Documents",
      dependencies: [
        "Casework", "Policy", "Units", "CCairo", "CSpawn", "CTurboJPEG", "CXLSXWriter",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: language),
    .target(
      name: "Exchange",
      dependencies: ["Casework", "Policy", "Units", "CCurl"],
      swiftSettings: language),
    .target(
      name: "Identity",
      dependencies: [
        "Casework", "Policy", "Units",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      swiftSettings: language),
    .target(
      name: "Web",
      dependencies: [
        "Casework", "Identity", "PointsLaw", "PointsService", "Policy", "Units",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdHTTP2", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Mustache", package: "swift-mustache"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [
        .embedInCode("Templates"), .embedInCode("Assets"), .embedInCode("Wording"),
        .embedInCode("Contract"),
      ],
      swiftSettings: language),
    .executableTarget(
      name: "luohu",
      dependencies: [
        "Casework", "Documents", "Exchange", "Identity", "PointsLaw", "PointsService", "Policy",
        "Store", "Units", "Web", "CZlib",
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: language,
      linkerSettings: archives),
    .target(
      name: "TestKit",
      dependencies: [
        "Casework", "PointsLaw", "PointsService", "Policy", "Units",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: law),
    .testTarget(name: "UnitsTests", dependencies: ["Units", "TestKit"], swiftSettings: law),
    .testTarget(
      name: "PolicyTests", dependencies: ["Policy", "Units", "TestKit"], swiftSettings: law,
      linkerSettings: archives),
    .testTarget(
      name: "PointsLawTests",
      dependencies: ["PointsLaw", "Policy", "Units", "TestKit"],
      exclude: ["Fixtures"],
      swiftSettings: law,
      linkerSettings: archives),
    .testTarget(
      name: "CaseworkTests", dependencies: ["Casework", "PointsLaw", "Policy", "Units", "TestKit"],
      swiftSettings: language, linkerSettings: archives),
    .testTarget(
      name: "PointsServiceTests",
      dependencies: ["PointsService", "Casework", "PointsLaw", "Policy", "Units", "TestKit"],
      swiftSettings: language, linkerSettings: archives),
    .testTarget(
      name: "StoreTests", dependencies: ["Store", "Casework", "Policy", "Units", "TestKit"],
      swiftSettings: language, linkerSettings: archives),
    .testTarget(
      name: "DocumentsTests",
      dependencies: [
        "Documents", "Casework", "Policy", "Units", "TestKit", "CCairo", "CTurboJPEG",
      ],
      swiftSettings: language, linkerSettings: archives),
    .testTarget(
      name: "ExchangeTests",
      dependencies: ["Exchange", "Casework", "Policy", "Units", "TestKit"],
      swiftSettings: language, linkerSettings: archives),
    .testTarget(
      name: "IdentityTests",
      dependencies: [
        "Identity", "Casework", "Policy", "Units", "TestKit",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      swiftSettings: language,
      linkerSettings: archives),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Web", "Casework", "Identity", "PointsLaw", "PointsService", "Policy", "Units", "TestKit",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: language,
      linkerSettings: archives),
    .testTarget(
      name: "LuohuTests",
      dependencies: [
        "luohu", "Casework", "Documents", "Identity", "PointsLaw", "PointsService", "Policy",
        "Store", "Units", "TestKit",
      ],
      exclude: ["Golden"],
      swiftSettings: language,
      linkerSettings: archives),
  ]
)

// The fuzz targets of `make fuzz`: libFuzzer brings its own entry point, so nothing else may build them.
if Context.environment["LUOHU_FUZZ"] != nil {
  // What a reader is made of is seen from outside only when built for testing.
  let fuzzer = ["-sanitize=fuzzer,address", "-enable-testing"]
  for target in package.targets where target.type == .regular {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(fuzzer)]
  }
  package.targets.append(
    .executableTarget(
      name: "FuzzCaseReader",
      dependencies: ["PointsLaw", "Policy", "Units"],
      path: "Fuzz/CaseReader",
      exclude: ["corpus", "words.dict"],
      swiftSettings: law + [.unsafeFlags(fuzzer)],
      linkerSettings: archives + [.unsafeFlags(fuzzer)]))
  package.targets.append(
    .executableTarget(
      name: "FuzzLedgerReaders",
      dependencies: ["Casework", "Policy", "Units"],
      path: "Fuzz/LedgerReaders",
      exclude: ["corpus", "words.dict"],
      swiftSettings: language + [.unsafeFlags(fuzzer)],
      linkerSettings: archives + [.unsafeFlags(fuzzer)]))
  package.targets.append(
    .executableTarget(
      name: "FuzzDocumentReaders",
      dependencies: ["Casework", "Documents", "Exchange", "Policy", "Units"],
      path: "Fuzz/DocumentReaders",
      exclude: ["corpus", "words.dict"],
      swiftSettings: language + [.unsafeFlags(fuzzer)],
      linkerSettings: archives + [.unsafeFlags(fuzzer)]))
}
