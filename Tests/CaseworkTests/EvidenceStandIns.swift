import Casework
import Policy
import Synchronization

/// A store that is lost in the middle of the next command, once.
final class LostCases: CaseStore {
  private let store: any CaseStore
  private let isLost = Mutex(true)

  init(_ store: any CaseStore) { self.store = store }

  func perform(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> [UInt8]
  ) async throws -> Performed {
    if isLost.withLock({ lost in
      defer { lost = false }
      return lost
    }) {
      throw StoreFailure.outcomeUnknown
    }
    return try await store.perform(command, body)
  }

  func read<Answer: Sendable>(
    _ body: @escaping @Sendable (any CaseReading) throws -> Answer
  ) async throws -> Answer { try await store.read(body) }
}

/// A vault in memory that can be made to lose or refuse files.
final class MemoryVault: EvidenceVault {
  let files = Mutex<[BlobID: [UInt8]]>([:])

  func keep(_ bytes: [UInt8]) async throws -> BlobID {
    let id = BlobID(of: bytes)
    files.withLock { $0[id] = bytes }
    return id
  }

  func bytes(_ id: BlobID) async throws -> [UInt8]? {
    guard let bytes = files.withLock({ $0[id] }) else { return nil }
    guard BlobID(of: bytes) == id else { throw VaultFailure.damaged(id) }
    return bytes
  }

  func remove(_ id: BlobID) async throws { files.withLock { $0[id] = nil } }
}

/// Merges by joining bytes; `bad` among them is refused.
struct JoiningPreparer: EvidencePreparer {
  func prepare(_ files: [[UInt8]]) async throws -> PreparedEvidence {
    let bad = files.indices.filter { files[$0] == Array("bad".utf8) }
    guard bad.isEmpty else {
      throw Problems(
        bad.map {
          Problem(path: "files[\($0)]", value: "\"GIF\"", allowed: Wording("只接受照片", "photographs"))
        })
    }
    return PreparedEvidence(
      pdf: Array("PDF ".utf8) + files.joined(), pages: files.count,
      sources: files.map { EvidenceSource(type: "jpeg", bytes: $0.count, digest: BlobID(of: $0)) })
  }
}

/// Says of each content what it is told to say.
final class ToldScanner: EvidenceScanner {
  let verdicts = Mutex<[[UInt8]: ScanVerdict]>([:])
  let usual = Mutex(ScanVerdict.clean)
  let asked = Mutex<[[UInt8]]>([])

  func scan(_ bytes: [UInt8]) async -> ScanVerdict {
    asked.withLock { $0.append(bytes) }
    return verdicts.withLock { $0[bytes] } ?? usual.withLock { $0 }
  }
}
