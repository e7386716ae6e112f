import Casework
import Crypto
import Dispatch
import Policy
import SwiftASN1
import Synchronization
import Testing
import Units
import X509

@testable import Identity

@Suite("Certificates that their authority took back (RFC 5280, section 5)")
struct RevocationTests {
  private static let now = Instant(milliseconds: 1_795_600_000_000)
  private static let until = now.adding(milliseconds: 86_400_000)
  private static let name = "Test authority"
  private static let key = P256.Signing.PrivateKey()

  private static func authority(
    _ extensions: Certificate.Extensions = Certificate.Extensions()
  ) throws -> TestCertificate {
    try TestCertificate(
      subject: [("2.5.4.3", name)], starts: now, ends: until, key: key, extensions: extensions)
  }

  private static func leaf(issuer: String = name) throws -> TestCertificate {
    try TestCertificate(
      subject: [("2.5.4.3", "somebody")], issuer: issuer, starts: now, ends: until)
  }

  private static func list(_ revoked: [TestCertificate] = []) -> TestList {
    TestList(
      issuer: name, key: key, numbers: revoked.map(\.certificate.serialNumber), until: until)
  }

  /// Files that change while they are read.
  private final class Files: Sendable {
    private let state: Mutex<[String: [UInt8]]>
    init(_ files: [String: [UInt8]]) { state = Mutex(files) }

    subscript(_ path: String) -> [UInt8]? {
      get { state.withLock { $0[path] } }
      set { state.withLock { $0[path] = newValue } }
    }
  }

  private static func files(
    _ list: TestList, _ authority: TestCertificate? = nil
  ) throws -> Files {
    let authority = try authority ?? Self.authority()
    return Files(["ca.pem": Array(try authority.pem.utf8), "ca.crl": try list.der])
  }

  private static func lists(_ files: Files) throws -> RevocationLists {
    try RevocationLists(
      [RevocationLists.Source(authority: "ca.pem", list: "ca.crl")], at: now, read: { files[$0] })
  }

  private static func flaw(
    _ lists: RevocationLists, _ certificate: TestCertificate, at moment: Instant = now
  ) -> CertificateFlaw? {
    do {
      try lists.check(certificate.der, at: moment)
      return nil
    } catch { return error }
  }

  @Test(
    "what stands in the list is refused; what does not, and other authorities' certificates, are not"
  )
  func revoked() throws {
    let (bad, worse, good) = (try Self.leaf(), try Self.leaf(), try Self.leaf())
    for hasVersion in [true, false] {
      var list = Self.list([bad, worse])
      list.hasVersion = hasVersion
      let lists = try Self.lists(Self.files(list))
      #expect(Self.flaw(lists, bad) == .revoked && Self.flaw(lists, worse) == .revoked)
      #expect(Self.flaw(lists, good) == nil)
      #expect(Self.flaw(lists, try Self.leaf(issuer: "Machines of departments")) == nil)
      #expect(throws: CertificateFlaw.unreadable) { try lists.check([0x30, 0], at: Self.now) }
    }
    #expect(Self.flaw(try Self.lists(Self.files(Self.list())), bad) == nil, "a list of nobody")
    #expect(Self.flaw(RevocationLists(), bad) == nil, "no list is agreed")
  }

  @Test("when the list has run out nobody knows, and nobody comes in, to the millisecond")
  func expired() throws {
    // Times from 2050 on are written in another form.
    for until in [Self.until, Instant(milliseconds: 2_524_608_000_000 + 86_400_000)] {
      var list = Self.list()
      list.until = until
      let files = try Self.files(list)
      let lists = try Self.lists(files)
      files["ca.crl"] = nil
      let good = try Self.leaf()
      #expect(Self.flaw(lists, good, at: until.adding(milliseconds: -1)) == nil)
      #expect(Self.flaw(lists, good, at: until) == .list)
    }
  }

  @Test(
    "a newer list is read within a minute; one that is half there, or another's, changes nothing")
  func renewed() throws {
    let bad = try Self.leaf()
    let files = try Self.files(Self.list())
    let lists = try Self.lists(files)
    let newer = try Self.list([bad]).der
    files["ca.crl"] = newer
    #expect(Self.flaw(lists, bad, at: Self.now.adding(milliseconds: 59_999)) == nil)
    #expect(Self.flaw(lists, bad, at: Self.now.adding(milliseconds: 60_000)) == .revoked)
    var other = Self.list()
    other.key = P256.Signing.PrivateKey()
    for (minutes, bytes) in [(2, Array(newer.dropLast(9))), (3, []), (4, try other.der)] {
      files["ca.crl"] = bytes
      let then = Self.now.adding(milliseconds: Int64(minutes) * 60_000)
      #expect(Self.flaw(lists, bad, at: then) == .revoked)
    }
  }

  /// What was told of a list, and when it was all right again.
  private final class Told: Sendable {
    private let state = Mutex<[String]>([])
    func add(_ file: String, _ needed: Wording?) {
      state.withLock { $0.append("\(file) \(needed?.en ?? "used")") }
    }
    /// What is new.
    var news: [String] {
      state.withLock { state in
        defer { state = [] }
        return state
      }
    }
  }

  @Test(
    "a file that cannot be used is told once, and so is when it can again: never for each request"
  )
  func told() throws {
    let good = try Self.leaf()
    let right = try Self.list().der
    let files = try Self.files(Self.list())
    let told = Told()
    let lists = try RevocationLists(
      [RevocationLists.Source(authority: "ca.pem", list: "ca.crl")], at: Self.now,
      read: { files[$0] }, report: { told.add($0, $1) })
    var other = Self.list()
    other.key = P256.Signing.PrivateKey()
    let half = Array(right.dropLast(9))
    // By the minute: what stands in the file then, what is told, and what the note names.
    let cases: [(minute: Int64, file: [UInt8]?, told: String?, note: String?)] = [
      (1, right, nil, nil), (2, nil, "a list of revoked", "a list of revoked"),
      (3, nil, nil, "a list of revoked"), (4, half, nil, "a list of revoked"),
      (5, try other.der, "signed by this authority", "signed by this authority"),
      (6, try other.der, nil, "signed by this authority"), (7, right, "used", nil),
      (8, right, nil, nil), (9, [], "a list of revoked", "a list of revoked"),
      (10, try Self.list([good]).der, "used", nil),
    ]
    for (minute, file, expected, note) in cases {
      files["ca.crl"] = file
      let then = Self.now.adding(milliseconds: minute * 60_000)
      for _ in 0..<3 {
        #expect(Self.flaw(lists, good, at: then) == (minute == 10 ? .revoked : nil))
      }
      let news = told.news
      #expect(news.count == (expected == nil ? 0 : 1), "minute \(minute): \(news)")
      #expect(news.allSatisfy { $0.hasPrefix("ca.crl") && $0.contains(expected ?? "-") }, "\(news)")
      let troubles = lists.troubles(at: then)
      #expect(troubles.count == (note == nil ? 0 : 1), "minute \(minute)")
      for trouble in troubles {
        #expect(trouble.place == 0)
        #expect(trouble.text.en.contains("revocation[0].list: the list from before serves until"))
        #expect(trouble.text.en.contains(note ?? "-") && !trouble.text.zh.contains("the "))
      }
      #expect(told.news == [])
    }
  }

  @Test("whoever asks how it does has the file looked at too, once for all who ask at a time")
  func notes() throws {
    let files = try Self.files(Self.list())
    let told = Told()
    let lists = try RevocationLists(
      [RevocationLists.Source(authority: "ca.pem", list: "ca.crl")], at: Self.now,
      read: { files[$0] }, report: { told.add($0, $1) })
    files["ca.crl"] = nil
    #expect(lists.troubles(at: Self.now.adding(milliseconds: 59_999)) == [])
    let then = Self.now.adding(milliseconds: 60_000)
    DispatchQueue.concurrentPerform(iterations: 16) { _ in
      #expect(lists.troubles(at: then).count == 1)
    }
    #expect(told.news.count == 1)
    let before = lists.troubles(at: Self.until.adding(milliseconds: -1))
    let after = lists.troubles(at: Self.until)
    #expect(before.first?.text.en.contains("serves until") == true)
    #expect(after.first?.text.en.contains("ran out at") == true)
    #expect(after.first?.text.en.contains("has to be a list of revoked") == true)
    // Also when its file is what it was.
    let idle = try Self.lists(try Self.files(Self.list()))
    #expect(idle.troubles(at: Self.until.adding(milliseconds: -1)) == [])
    #expect(idle.troubles(at: Self.until).first?.text.en.hasSuffix("open nothing") == true)
    #expect(RevocationLists().troubles(at: Self.until) == [])
  }

  @Test("in PEM it is the same list")
  func pem() throws {
    let bad = try Self.leaf()
    let files = try Self.files(Self.list([bad]))
    files["ca.crl"] = Array(
      PEMDocument(type: "X509 CRL", derBytes: try Self.list([bad]).der).pemString.utf8)
    #expect(Self.flaw(try Self.lists(files), bad) == .revoked)
  }

  @Test("a list that cannot be relied on is refused at the start, with its place and the reason")
  func refused() throws {
    let bad = try Self.leaf()
    let right = Self.list([bad])
    let special = Certificate.Extension(oid: [2, 5, 29, 28], critical: true, value: [0x30, 0])
    var (issuer, key, part, entry, inside) = (right, right, right, right, right)
    issuer.issuer = "Another authority"
    key.key = P256.Signing.PrivateKey()
    part.extensions = [special]
    entry.entryExtensions = [special]
    inside.inside = [1, 2, 840, 10_045, 4, 3, 3]
    var changed = try right.der
    changed[changed.count / 2] ^= 1
    let cases: [([UInt8]?, String)] = [
      (try issuer.der, "that this authority makes"), (try key.der, "signed by this authority"),
      (try part.der, "not a part"), (try entry.der, "not a part"),
      (try inside.der, "a list of revoked"), (changed, ""), (nil, "a list of revoked"),
      ([], "a list of revoked"), (Array("-----BEGIN X".utf8), "a list of revoked"),
      (bad.der, "a list of revoked"),
    ]
    for (bytes, reason) in cases {
      let files = try Self.files(right)
      files["ca.crl"] = bytes
      let problems = try #require(throws: Problems.self) { _ = try Self.lists(files) }
      let text = problems.list.first?.text(.en) ?? ""
      #expect(text.contains("revocation[0].list") && text.contains(reason), "\(text)")
    }
    // An extension that need not be understood is no reason.
    var plain = right
    plain.extensions = [
      Certificate.Extension(oid: [2, 5, 29, 20], critical: false, value: [2, 1, 7])
    ]
    #expect(Self.flaw(try Self.lists(Self.files(plain)), bad) == .revoked)
  }

  @Test("an authority that may sign certificates alone makes no list (4.2.1.3)")
  func usage() throws {
    let bad = try Self.leaf()
    for (usage, isUsed) in [
      (KeyUsage(keyCertSign: true, cRLSign: true), true), (KeyUsage(keyCertSign: true), false),
    ] {
      let authority = try Self.authority(try Certificate.Extensions { Critical(usage) })
      let files = try Self.files(Self.list([bad]), authority)
      if isUsed {
        #expect(Self.flaw(try Self.lists(files), bad) == .revoked)
      } else {
        #expect(throws: Problems.self) { _ = try Self.lists(files) }
      }
    }
    let files = try Self.files(Self.list())
    files["ca.pem"] = Array("no certificate".utf8)
    let problems = try #require(throws: Problems.self) { _ = try Self.lists(files) }
    #expect(problems.list.first?.path == "identity: revocation[0].authority")
  }
}
