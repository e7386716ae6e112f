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
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
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
    .executableTarget(
      name: "luohu",
      dependencies: [
        "Policy", "PointsLaw", "Units", "CZlib",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: language,
      linkerSettings: archives),
    .target(name: "TestKit", dependencies: ["Policy", "PointsLaw", "Units"], swiftSettings: law),
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
      name: "LuohuTests",
      dependencies: ["PointsLaw", "Policy", "Units", "TestKit"],
      exclude: ["Golden"],
      swiftSettings: language,
      linkerSettings: archives),
  ]
)

// The fuzz target of `make fuzz`: libFuzzer brings its own entry point, so nothing else may build it.
if Context.environment["LUOHU_FUZZ"] != nil {
  let fuzzer = ["-sanitize=fuzzer,address"]
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
}
