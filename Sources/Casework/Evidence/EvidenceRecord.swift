package import Policy

/// What is known of malware in a piece of evidence (查毒状态).
package enum EvidenceScan: String, CaseIterable, Hashable, Sendable {
  /// 待查毒: whoever opens the file is told.
  case waiting
  case clean
  /// 未设查毒
  case omitted
  case infected
}

/// What the dossier of a piece of evidence keeps (凭证案卷内容): no personal data, no name of a file, and nothing by which
/// somebody who has a file could tell that it was handed in.
package struct EvidenceRecord: Hashable, Sendable {
  /// Where its ``EvidenceSecret`` is: a personal value of this dossier.
  package struct Secret: Hashable, Sendable {
    /// Number of the personal value.
    package var value: Int64
    /// Its commitment, in hexadecimal digits.
    package var commitment: String

    package init(value: Int64, commitment: String) {
      self.value = value
      self.commitment = commitment
    }
  }

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
  /// `nil` when nothing was merged, and in stores from before sealing, whose files are clear.
  package var secret: Secret?
  /// Of the PDF, rounded up to whole ``roundness``.
  package var bytes: Int
  package var pages: Int
  /// Their types; size and SHA-256 only in stores from before sealing.
  package var sources: [EvidenceSource]
  package var scan: EvidenceScan
  /// Why the files were refused, or what the scanner found later.
  package var problems: [Problem]

  package init(
    about: String, blob: BlobID? = nil, secret: Secret? = nil, bytes: Int = 0, pages: Int = 0,
    sources: [EvidenceSource] = [], scan: EvidenceScan = .waiting, problems: [Problem] = []
  ) {
    self.about = about
    self.blob = blob
    self.secret = secret
    self.bytes = bytes
    self.pages = pages
    self.sources = sources
    self.scan = scan
    self.problems = problems
  }

  /// An exact size would be nearly a fingerprint.
  package static let roundness = 4096

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
      if let secret {
        json.object("secret") { json in
          json.field("value", Int(secret.value))
          json.field("commitment", secret.commitment)
        }
      }
      json.field("scan", scan.rawValue)
      json.list("sources") { json in
        for source in sources {
          json.object { json in
            json.field("type", source.type)
            if let bytes = source.bytes { json.field("bytes", bytes) }
            if let digest = source.digest { json.field("digest", digest.rawValue) }
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
    secret = nil
    if let node = document.value(of: root, "secret") {
      secret = Secret(
        value: Int64(try EvidenceRecord.number(document, node, "value")),
        commitment: try EvidenceRecord.text(document, node, "commitment"))
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
          bytes: document.value(of: item, "bytes") == nil
            ? nil : try EvidenceRecord.number(document, item, "bytes"),
          digest: document.value(of: item, "digest") == nil
            ? nil : BlobID(rawValue: try EvidenceRecord.text(document, item, "digest"))))
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
