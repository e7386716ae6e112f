package import Casework
import Policy
import Units

/// What a kind of dossier keeps (案卷内容), with its own reader and writer and the lifecycle of its states.
package protocol DossierContent: Sendable {
  /// The states of the dossier and the steps between them.
  associatedtype Life: Lifecycle where Life.Status: Sendable, Life.Step: Sendable
  /// The kind of the dossier.
  static var kind: DossierKind { get }
  /// Reads what ``json(_:)`` wrote.
  init(json: String, of id: DossierID) throws(StoreFailure)
  /// The body: always the same bytes for the same content, nothing personal in clear.
  var json: String { get }
  /// What the dossier is found by.
  func keys(_ status: Life.Status) -> [DossierKey]
  /// What was read of dossiers that are asked for again and again; `nil` where each is another's.
  static var decoded: DecodedBodies<Self>? { get }
}

extension DossierContent {
  package static var decoded: DecodedBodies<Self>? { nil }
}

/// A dossier on its way through a unit of work (在办案卷): what it holds, and the events since it was read.
package struct Kept<Content: DossierContent>: Sendable {
  /// Kind and number.
  package let id: DossierID
  /// The version that was read; 0: it is new.
  package private(set) var version: Int
  /// `nil` before the first step.
  package private(set) var status: Content.Life.Status?
  /// What it holds; changed by the act, written by ``save(in:)``.
  package var content: Content
  private var events: [DossierChange.Event] = []

  /// A new one.
  init(_ content: Content, number: Int64) {
    id = DossierID(Content.kind, number)
    version = 0
    status = nil
    self.content = content
  }

  /// - Throws: ``StoreFailure/corrupt(_:)`` when the dossier holds something else.
  init(_ dossier: Dossier) throws(StoreFailure) {
    guard let status = Content.Life.Status(rawValue: dossier.state) else {
      throw .corrupt("\(dossier.id): unknown state \(dossier.state)")
    }
    id = dossier.id
    version = dossier.version
    self.status = status
    content = try Kept.content(dossier)
  }

  private static func content(_ dossier: Dossier) throws(StoreFailure) -> Content {
    guard let decoded = Content.decoded else {
      return try Content(json: dossier.body, of: dossier.id)
    }
    return try decoded.content(of: dossier) { dossier throws(StoreFailure) in
      try Content(json: dossier.body, of: dossier.id)
    }
  }

  /// The dossier of a number; `nil` when there is none.
  static func find(_ number: Int64, in reading: any CaseReading) throws -> Kept? {
    try reading.dossier(DossierID(Content.kind, number)).map { try Kept($0) }
  }

  /// The only dossier that has a unique key.
  static func find(_ key: DossierKey, in reading: any CaseReading) throws -> Kept? {
    try reading.dossiers(query(key)).first.map { try Kept($0) }
  }

  /// What ``find(_:in:)-(DossierKey,_)`` asks.
  static func query(_ key: DossierKey) -> DossierQuery {
    DossierQuery(Content.kind, key: key, limit: 1)
  }

  /// Dossiers with a key, in the order of numbers.
  static func list(
    _ key: DossierKey? = nil, state: Content.Life.Status? = nil, after: Int64 = 0, limit: Int = 100,
    in reading: any CaseReading
  ) throws -> [Kept] {
    try reading.dossiers(
      DossierQuery(Content.kind, state: state?.rawValue, key: key, after: after, limit: limit)
    ).map { try Kept($0) }
  }

  /// Refuses an act that saw another version: somebody was faster.
  func demand(seen: Int?) throws(StoreFailure) {
    guard let seen, seen != version else { return }
    throw .conflict(id, current: version)
  }

  /// Takes a step of the lifecycle; its event says what else is to be told.
  mutating func take(
    _ step: Content.Life.Step, rules: String = "", _ detail: (inout JSONWriter) -> Void = { _ in }
  ) throws(PointsRefusal) {
    do throws(LifecycleRefusal) {
      let next = try Content.Life.apply(step, to: status)
      status = next.status
      note(next.event, rules: rules, detail)
    } catch {
      throw .lifecycle(error)
    }
  }

  /// Something happened that is no step: the state stays.
  mutating func note(
    _ event: String, rules: String = "", _ detail: (inout JSONWriter) -> Void = { _ in }
  ) {
    var json = JSONWriter()
    json.object(detail)
    events.append(DossierChange.Event(event, rules: rules, body: json.text))
  }

  /// Writes it with its events.
  @discardableResult
  mutating func save(in unit: any CaseUnit) throws -> Dossier {
    guard let status else { throw StoreFailure.invalid("\(id): no state") }
    let dossier = try unit.apply(
      DossierChange(
        id, seen: version, events: events, state: status.rawValue, body: content.json,
        keys: content.keys(status)))
    version = dossier.version
    events = []
    return dossier
  }
}
