import Casework
import Documents
import Foundation
import Policy
import Store
import TestKit
import Testing

/// Protects that evidence handed in while the scanner was away is looked at later by the server itself, and that the
/// server needs no scanner to go on.
@Suite("luohu serve and the scanner", .serialized, .timeLimit(.minutes(5)))
struct ServeEvidenceTests {
  private static let harmful = Array("%PDF-1.7 LUOHU-STANDARD-SCANNER-TEST-FILE".utf8)
  private static let harmless = Array("%PDF-1.7 harmless".utf8)

  /// Files that are ready as they are: how they are merged is not protected here.
  private struct Ready: EvidencePreparer {
    func prepare(_ files: [[UInt8]]) async throws -> PreparedEvidence {
      PreparedEvidence(
        pdf: files[0], pages: 1,
        sources: [
          EvidenceSource(type: "pdf", bytes: files[0].count, digest: BlobID(of: files[0]))
        ])
    }
  }

  /// Hands in files while nobody answers at the scanner's place; the numbers of their dossiers.
  private static func handIn(
    _ files: [[UInt8]], _ city: ServedInstallation, scanner: String
  ) async throws -> [Int64] {
    let database = try SQLiteDatabase(city.folder["cases.db"].path, access: .writing)
    let cases = try await Cases.open(database, clock: .system)
    let keyring = try KeyringFile(city.folder["k.yaml"].path).read()
    let receive = ReceiveEvidence(
      preparer: Ready(), scanner: ClamAV(.local(path: scanner)),
      vault: try DiskVault(folder: city.folder["vault"].path), store: cases,
      keyring: { keyring })
    var numbers: [Int64] = []
    for (index, file) in files.enumerated() {
      let answer = try await receive(
        ReceiveEvidence.Request(
          key: "upload-\(index)", party: PartyID(rawValue: "zhang"), role: .applicant,
          about: DossierID(DossierKind(rawValue: "application"), 1), files: [file]))
      #expect(answer.state == .received && answer.record.scan == .waiting)
      numbers.append(answer.dossier.number)
    }
    await database.close()
    return numbers
  }

  private static func states(_ city: ServedInstallation) async throws -> String {
    try await city.sql("SELECT state FROM dossiers WHERE kind = 'evidence' ORDER BY number")
  }

  @Test(
    "without clamd evidence waits and all else goes on; with it the rest is done, and again without it"
  )
  func waiting() async throws {
    let city = try await ServedInstallation()
    let socket = city.folder["clamd"].path
    let numbers = try await Self.handIn(
      [Self.harmless, Self.harmful], city, scanner: socket)
    let flags = ["--evidence-vault", "vault", "--evidence-scanner", "unix:\(socket)"]
    let alone = try await city.serve(flags)
    #expect(
      try await eventually { try alone.log.contains("\"part\": \"evidence:scan\"") },
      "\(alone.said)")
    #expect(try await alone.ask("/readyz").status == 200)
    #expect(try await Self.states(city) == "[('received',), ('received',)]\n")
    #expect(
      try await city.sql("SELECT COUNT(*) FROM events WHERE name = 'PersonalDataRead'")
        == "[(0,)]\n", "nothing is opened for a scanner that is away")
    #expect(try await alone.stop() == 0)

    let clamd = try await Clamd(
      in: city.folder.url.path, knowing: Self.harmful, as: "Luohu-Test")
    let server = try await city.serve(flags)
    let isDone = try await eventually {
      try await Self.states(city) == "[('inspected',), ('refused',)]\n"
    }
    #expect(isDone, "\(server.said)")
    #expect(
      try server.log.contains("evidence infected")
        && server.log.contains("\"dossier\": \"evidence/\(numbers[1])\""), "\(server.said)")
    let told = try await city.sql(
      "SELECT body FROM dossiers WHERE kind = 'evidence' ORDER BY number")
    #expect(told.contains(#""scan": "clean""#) && told.contains(#""scan": "infected""#), "\(told)")
    #expect(told.contains("Luohu-Test.UNOFFICIAL"))
    try await clamd.stop()
    #expect(try await server.ask("/readyz").status == 200)
    #expect(try await server.stop() == 0)
    #expect(
      try await city.run("ledger check --store sqlite:cases.db --keys keys.txt")
        .hasPrefix("right: "))
  }
}
