package import Casework
package import Identity
package import PointsService
package import Policy
import Units

/// Everything that signed-in people are served from (办事大厅): accounts and sessions, the services, the ways to sign in. Put
/// together once by the program; an installation that keeps no cases has none.
package struct Hall: Sendable {
  package let installation: Installation
  package let accounts: AccountOffice
  package let sessions: SessionDesk
  package let drafts: DraftDesk
  package let limits: Limits
  package let points: PointsDesk
  package let notices: NoticeTexts
  package let parties: RelyingParties
  /// On demonstrations without providers of their own.
  package let demo: DemoProvider?
  /// On demonstrations, the registry that can be switched off.
  package let demoCity: DemoCity?
  /// Departments' machines, known by their certificates.
  package let machines: MachineRegister
  /// How legal entities' certificates are read; `nil` where they open nothing.
  package let entities: EntityCertificates?
  /// Where certificates are looked up that may have been taken back.
  package let revoked: RevocationLists
  package let proof: Proof
  /// Takes evidence in; `nil` where the installation keeps none.
  package let evidence: ReceiveEvidence?
  /// Makes files of lists.
  package let lists: ListWriter
  /// What staff need most.
  package var backstage: Backstage
  /// Where browsers reach this site, without a last `/`.
  package let address: WebAddress
  let permissions: PermissionTable
  let random: RandomSource

  package init(
    installation: Installation, accounts: AccountOffice, sessions: SessionDesk, drafts: DraftDesk,
    limits: Limits, points: PointsDesk, notices: NoticeTexts, parties: RelyingParties,
    demo: DemoProvider?, demoCity: DemoCity? = nil, machines: MachineRegister = MachineRegister([]),
    entities: EntityCertificates? = nil, revoked: RevocationLists = RevocationLists(),
    proof: Proof, evidence: ReceiveEvidence?,
    lists: @escaping ListWriter, backstage: Backstage = Backstage(), address: WebAddress,
    random: RandomSource = .system
  ) {
    self.installation = installation
    self.accounts = accounts
    self.sessions = sessions
    self.drafts = drafts
    self.limits = limits
    self.points = points
    self.notices = notices
    self.parties = parties
    self.demo = demo
    self.demoCity = demoCity
    self.machines = machines
    self.entities = entities
    self.revoked = revoked
    self.proof = proof
    self.evidence = evidence
    self.lists = lists
    self.backstage = backstage
    self.address = address
    permissions = points.permissions
    self.random = random
  }

  /// A key that no other request has.
  func freshKey() -> String { Base64URL.text(random.bytes(18)) }

  /// A moment of the city.
  var now: Instant { installation.clock.now() }
}

/// Makes a file of a list (导出文件), with its headings in a language.
package typealias ListWriter =
  @Sendable (ListTable, ListFormat, Language) async throws -> [UInt8]

/// What file a list becomes (文件格式).
package enum ListFormat: String, CaseIterable, Hashable, Sendable {
  case csv
  /// The rows and the data dictionary as two sheets.
  case xlsx
  /// 数据字典: what the columns of the CSV file mean, as one of its own.
  case dictionary

  /// The content type of such a file.
  var type: String {
    switch self {
    case .csv, .dictionary: "text/csv"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }
  }
}
