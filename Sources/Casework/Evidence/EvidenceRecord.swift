package import Policy

/// What becomes of files by themselves (凭证状态), before a person judges them.
package enum EvidenceState: String, CaseIterable, Hashable, Sendable {
  /// 已收到: counts as handed in; the scanner has not answered yet.
  case received
  /// 已查验
  case inspected
  /// 未接收: the files are not what is accepted, or the scanner found something.
  case refused
}

/// What is known of malware in a piece of evidence (查毒状态).
package enum EvidenceScan: String, CaseIterable, Hashable, Sendable {
  /// 待查毒: whoever opens the file is told.
  case waiting
  case clean
  /// 未设查毒
  case omitted
  case infected
}

/// What the dossier of a piece of evidence keeps (凭证案卷内容): no personal data, no name of a file.
package struct EvidenceRecord: Hashable, Sendable {
  /// The kind of its dossiers.
  package static let kind = DossierKind(rawValue: "evidence")
  /// The key under which the evidence of a dossier is found.
  package static let aboutKey = "about"
  /// The key under which it is found whose file that is.
  package static let blobKey = "blob"

  /// The dossier that it supports, for instance `application/1024`.
  package var about: String
  /// The merged PDF in the vault; `nil` when the files were refused.
  package var blob: BlobID?
  package var bytes: Int
  package var pages: Int
  package var sources: [EvidenceSource]
  package var scan: EvidenceScan
  /// Why the files were refused, or what the scanner found later.
  package var problems: [Problem]

  package init(
    about: String, blob: BlobID? = nil, bytes: Int = 0, pages: Int = 0,
    sources: [EvidenceSource] = [], scan: EvidenceScan = .waiting, problems: [Problem] = []
  ) {
    self.about = about
    self.blob = blob
    self.bytes = bytes
    self.pages = pages
    self.sources = sources
    self.scan = scan
    self.problems = problems
  }

  /// Whether somebody with a right to it may open the file.
  package var canBeOpened: Bool { blob != nil && scan != .infected }

  package var keys: [DossierKey] {
    var keys = [DossierKey(EvidenceRecord.aboutKey, about)]
    if let blob { keys.append(DossierKey(EvidenceRecord.blobKey, blob.rawValue)) }
    return keys
  }

  // MARK: As JSON

  /// Always the same bytes for the same record.
  package var json: String {
    var json = JSONWriter()
    json.object { json in
      json.field("about", about)
      if let blob {
        json.field("blob", blob.rawValue)
        json.field("bytes", bytes)
        json.field("pages", pages)
      }
      json.field("scan", scan.rawValue)
      json.list("sources") { json in
        for source in sources {
          json.object { json in
            json.field("type", source.type)
            json.field("bytes", source.bytes)
            json.field("digest", source.digest.rawValue)
          }
        }
      }
      json.list("problems") { json in
        for problem in problems {
          json.object { json in
            json.field("path", problem.path)
            json.field("value", problem.value)
            json.field("zh", problem.allowed.zh)
            json.field("en", problem.allowed.en)
          }
        }
      }
    }
    return json.text
  }

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: ``StoreFailure/corrupt(_:)`` for anything else.
  package init(json: String) throws(StoreFailure) {
    let document = Document()
    do { try document.read(json: json) } catch {
      throw .corrupt("an evidence record is not JSON at byte \(error.offset)")
    }
    let root = document.root
    about = try EvidenceRecord.text(document, root, "about")
    blob = nil
    bytes = 0
    pages = 0
    if document.value(of: root, "blob") != nil {
      blob = BlobID(rawValue: try EvidenceRecord.text(document, root, "blob"))
      bytes = try EvidenceRecord.number(document, root, "bytes")
      pages = try EvidenceRecord.number(document, root, "pages")
    }
    let word = try EvidenceRecord.text(document, root, "scan")
    guard let scan = EvidenceScan(rawValue: word) else {
      throw .corrupt("an evidence record knows no scan \(word)")
    }
    self.scan = scan
    sources = []
    for item in document.value(of: root, "sources").map(document.items) ?? [] {
      sources.append(
        EvidenceSource(
          type: try EvidenceRecord.text(document, item, "type"),
          bytes: try EvidenceRecord.number(document, item, "bytes"),
          digest: BlobID(rawValue: try EvidenceRecord.text(document, item, "digest"))))
    }
    problems = []
    for item in document.value(of: root, "problems").map(document.items) ?? [] {
      problems.append(
        Problem(
          path: try EvidenceRecord.text(document, item, "path"),
          value: try EvidenceRecord.text(document, item, "value"),
          allowed: Wording(
            try EvidenceRecord.text(document, item, "zh"),
            try EvidenceRecord.text(document, item, "en"))))
    }
  }

  private static func text(
    _ document: Document, _ object: Int, _ key: String
  ) throws(StoreFailure) -> String {
    guard let node = document.value(of: object, key), document.kind(node) == .text else {
      throw .corrupt("an evidence record has no text \(key)")
    }
    return document.string(node)
  }

  private static func number(
    _ document: Document, _ object: Int, _ key: String
  ) throws(StoreFailure) -> Int {
    guard let node = document.value(of: object, key), document.kind(node) == .number,
      let number = Int(document.string(node))
    else { throw .corrupt("an evidence record has no number \(key)") }
    return number
  }
}
