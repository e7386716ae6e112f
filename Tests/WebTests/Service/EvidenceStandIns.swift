import Casework
import HTTPTypes
import NIOCore
import PointsLaw
import PointsService
import Policy
import Synchronization
import Testing

@testable import Web

/// Everything that evidence needs (凭证试验台): files are joined, one that says `bad` is refused, one that says `evil` is malware, `slow` is
/// not scanned yet; and each part can be away.
final class EvidencePlace: EvidencePreparer, EvidenceVault, EvidenceScanner {
  private let files = Mutex<[BlobID: [UInt8]]>([:])
  private struct Faults {
    var workshop: EvidenceFailure?
    var vault: VaultFailure?
    var isEmpty = false
    var isAltered = false
  }

  private let failures = Mutex(Faults())

  /// What the workshop answers instead of working.
  var workshopFails: EvidenceFailure? {
    get { failures.withLock { $0.workshop } }
    set { failures.withLock { $0.workshop = newValue } }
  }

  /// What the vault answers instead of keeping and giving.
  var vaultFails: VaultFailure? {
    get { failures.withLock { $0.vault } }
    set { failures.withLock { $0.vault = newValue } }
  }

  /// Whether the vault has lost its files.
  var isEmpty: Bool {
    get { failures.withLock { $0.isEmpty } }
    set { failures.withLock { $0.isEmpty = newValue } }
  }

  /// Whether the last byte of every file is another than was kept.
  var isAltered: Bool {
    get { failures.withLock { $0.isAltered } }
    set { failures.withLock { $0.isAltered = newValue } }
  }

  var kept: Int { files.withLock { $0.count } }

  func prepare(_ files: [[UInt8]]) async throws -> PreparedEvidence {
    if let failure = workshopFails { throw failure }
    for (place, file) in files.enumerated() where file == Array("bad".utf8) {
      throw Problems([
        Problem(
          path: "files[\(place)]", value: "\"GIF\"",
          allowed: Wording("只接受照片或PDF", "photographs or PDF only"))
      ])
    }
    return PreparedEvidence(
      pdf: Array(files.joined()), pages: files.count,
      sources: files.map { EvidenceSource(type: "jpeg", bytes: $0.count, digest: BlobID(of: $0)) })
  }

  func scan(_ bytes: [UInt8]) async -> ScanVerdict {
    switch String(decoding: bytes, as: UTF8.self) {
    case "evil": .infected("Eicar")
    case "slow": .unavailable("away")
    default: .clean
    }
  }

  func keep(_ bytes: [UInt8]) async throws -> BlobID {
    if let failure = vaultFails { throw failure }
    let id = BlobID(of: bytes)
    files.withLock { $0[id] = bytes }
    return id
  }

  func bytes(_ id: BlobID) async throws -> [UInt8]? {
    if let failure = vaultFails { throw failure }
    guard !isEmpty, var bytes = files.withLock({ $0[id] }) else { return nil }
    if isAltered, let last = bytes.popLast() { bytes.append(last ^ 1) }
    return bytes
  }

  func remove(_ id: BlobID) async throws { files.withLock { $0[id] = nil } }
}

extension ServiceCity {
  /// The same city where files can be handed in, and opened at the window.
  ///
  /// - Parameter scanner: the place itself when `nil`.
  func receiving(
    _ place: EvidencePlace, scanner: (any EvidenceScanner)? = nil
  ) throws -> ServiceCity {
    let keyring = hall.points.keyring
    let evidence = ReceiveEvidence(
      preparer: place, scanner: scanner ?? place, vault: place, store: cases, keyring: keyring)
    var hall = Hall(
      installation: hall.installation, accounts: hall.accounts, sessions: hall.sessions,
      drafts: hall.drafts, limits: hall.limits, points: hall.points, notices: hall.notices,
      parties: hall.parties, demo: hall.demo, demoCity: hall.demoCity, proof: hall.proof,
      evidence: evidence, lists: hall.lists, backstage: hall.backstage, address: hall.address)
    hall.backstage.openEvidence = OpenEvidence(vault: place, store: cases, keyring: keyring)
    let site = try Site(library: .builtIn(), seal: Seal(), proof: hall.proof, hall: hall)
    return ServiceCity(cases: cases, clock: clock, city: city, hall: hall, site: site)
  }
}

extension Caller {
  private static let multipart: HTTPFields = [
    .contentType: "multipart/form-data; boundary=XX"
  ]

  private static func body(
    _ pairs: [(name: String, value: String)], _ files: [String], named field: String
  ) -> ByteBuffer {
    var body = ""
    for pair in pairs {
      body +=
        "--XX\r\nContent-Disposition: form-data; name=\"\(pair.name)\"\r\n\r\n\(pair.value)\r\n"
    }
    for file in files {
      body +=
        "--XX\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"a.jpg\"\r\n\r\n\(file)\r\n"
    }
    return ByteBuffer(string: body + "--XX--\r\n")
  }

  /// Sends files from the page of an upload, and goes on to the next page.
  mutating func upload(_ files: [String], at path: String) async throws {
    try await open(path)
    let form = try #require(
      Form.all(page.text).first { ServiceDoor.path($0.action) == path }, "\(page.words)")
    try await send(
      .post, form.action, Self.multipart, body: Self.body(form.pairs, files, named: "files"))
    if page.status == 303, let next = page.headers[.location] { try await send(.get, next) }
  }

  /// Sends files as a program does.
  mutating func uploadByAPI(
    _ files: [String], at path: String, named field: String = "files", _ more: HTTPFields = [:]
  ) async throws {
    var headers = Self.multipart
    headers[.authorization] = "Bearer \(cookies["luohu-session"] ?? "")"
    headers[.acceptLanguage] = language.rawValue
    for one in more { headers[one.name] = one.value }
    try await send(
      .post, Endpoint.base + path, headers, body: Self.body([], files, named: field),
      withCookies: false)
  }
}
