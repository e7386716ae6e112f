package import Casework
import Glibc

/// Evidence files in a folder (磁盘凭证库), each named by the SHA-256 of its bytes: `ab/cd/abcd…`.
///
/// A file is written beside its place, made durable, renamed into it, and the folder made durable:
/// after a crash it is there whole or not at all. The vault stores the bytes that it is given, which
/// are sealed before they come here. Several processes may share the folder.
package struct DiskVault: EvidenceVault {
  private let folder: String

  /// Opens a vault, making its folders when they are not there.
  ///
  /// - Throws: ``VaultFailure`` when the folder cannot be written.
  package init(folder: String) throws(VaultFailure) {
    self.folder = folder
    try VaultFailure.told { () throws(SystemFailure) in
      try DiskVault.makeFolder(folder)
      try DiskVault.makeFolder("\(folder)/incoming")
      close(try VaultLock.open(folder))
    }
  }

  package func keep(_ bytes: [UInt8]) async throws -> BlobID {
    try await OwnThread.run { [self] in try keepNow(bytes) }
  }

  package func bytes(_ id: BlobID) async throws -> [UInt8]? {
    try await OwnThread.run { [self] in
      let path = try path(of: id)
      let found = try VaultFailure.told { () throws(SystemFailure) in try DiskFile.read(path) }
      guard let found else { return nil }
      guard BlobID(of: found) == id else { throw VaultFailure.damaged(id) }
      return found
    }
  }

  package func remove(_ id: BlobID) async throws {
    try await OwnThread.run { [self] in
      let path = try path(of: id)
      try VaultFailure.told { () throws(SystemFailure) in
        try VaultLock.alone(folder) { () throws(SystemFailure) in try DiskVault.unlink(path) }
      }
    }
  }

  // MARK: Keeping

  private func keepNow(_ bytes: [UInt8]) throws(VaultFailure) -> BlobID {
    let id = BlobID(of: bytes)
    let path = try path(of: id)
    try VaultFailure.told { () throws(SystemFailure) in
      // Beside others who keep, never beside a sweep: it must not take away what was just found here.
      try VaultLock.shared(folder) { () throws(SystemFailure) in
        if try DiskFile.read(path).map({ $0 == bytes }) ?? false {
          try DiskVault.touch(path)
        } else {
          try write(bytes, to: path)
        }
        // Also for what was there: whoever put it there may not have come so far yet.
        let inner = DiskVault.parent(of: path)
        for folder in [inner, DiskVault.parent(of: inner), folder] {
          try DiskFile.sync(folder: folder)
        }
      }
    }
    return id
  }

  private func write(_ bytes: [UInt8], to path: String) throws(SystemFailure) {
    let inner = DiskVault.parent(of: path)
    try DiskVault.makeFolder(DiskVault.parent(of: inner))
    try DiskVault.makeFolder(inner)
    var random = SystemRandomNumberGenerator()
    let incoming = "\(folder)/incoming/\(String(random.next(), radix: 36))-\(getpid())"
    try DiskFile.write(bytes, to: incoming, durably: true)
    guard rename(incoming, path) == 0 else {
      let failure = SystemFailure.last("rename", path)
      Glibc.unlink(incoming)
      throw failure
    }
  }

  /// Where a file stands.
  func path(of id: BlobID) throws(VaultFailure) -> String {
    guard id.isWellFormed else { throw .noName(id.rawValue) }
    let name = id.rawValue
    return "\(folder)/\(name.prefix(2))/\(name.dropFirst(2).prefix(2))/\(name)"
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private static func makeFolder(_ path: String) throws(SystemFailure) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last("mkdir", path) }
  }

  /// Marks a file as kept now, so that a sweep leaves it to whoever is about to refer to it.
  private static func touch(_ path: String) throws(SystemFailure) {
    guard utimensat(AT_FDCWD, path, nil, 0) == 0 else { throw .last("touch", path) }
  }

  fileprivate static func unlink(_ path: String) throws(SystemFailure) {
    guard Glibc.unlink(path) == 0 || errno == ENOENT else { throw .last("unlink", path) }
  }
}

// MARK: Sweeping

/// How the files of a vault and the dossiers that refer to them fit together (凭证清点).
package struct VaultSweep: Hashable, Sendable {
  /// Files that nothing refers to, kept longer ago than asked: left by a crash between vault and store.
  package var orphans: [BlobID] = []
  /// Referred to and not there: a loss. A person has to look.
  package var missing: [BlobID] = []
  /// Files begun and never finished, as old.
  package var unfinished: [String] = []

  package init() {}
}

extension DiskVault {
  /// Compares the vault with what dossiers refer to; changes nothing.
  ///
  /// - Parameter seconds: files kept more recently are left out: their transaction may be on its way.
  package func sweep(
    referenced: Set<BlobID>, olderThan seconds: Int
  ) async throws -> VaultSweep {
    try await OwnThread.run { [self] in
      try VaultFailure.told { () throws(SystemFailure) in try sweepNow(referenced, seconds) }
    }
  }

  /// The same, and removes orphans and unfinished files. What is kept again meanwhile is left alone.
  package func clear(
    referenced: Set<BlobID>, olderThan seconds: Int
  ) async throws -> VaultSweep {
    try await OwnThread.run { [self] in
      try VaultFailure.told { () throws(SystemFailure) in
        try VaultLock.alone(folder) { () throws(SystemFailure) in
          let sweep = try sweepNow(referenced, seconds)
          for id in sweep.orphans {
            if let path = try? path(of: id) { try DiskVault.unlink(path) }
          }
          for name in sweep.unfinished { try DiskVault.unlink("\(folder)/incoming/\(name)") }
          return sweep
        }
      }
    }
  }

  private func sweepNow(
    _ referenced: Set<BlobID>, _ seconds: Int
  ) throws(SystemFailure) -> VaultSweep {
    var sweep = VaultSweep()
    var missing = referenced
    for outer in try DiskFile.names(in: folder) where outer.utf8.count == 2 {
      for inner in try DiskFile.names(in: "\(folder)/\(outer)") {
        for name in try DiskFile.names(in: "\(folder)/\(outer)/\(inner)") {
          let id = BlobID(rawValue: name)
          guard id.isWellFormed, missing.remove(id) == nil, !referenced.contains(id) else {
            continue
          }
          if DiskVault.isOlder("\(folder)/\(outer)/\(inner)/\(name)", seconds) {
            sweep.orphans.append(id)
          }
        }
      }
    }
    sweep.missing = missing.sorted { $0.rawValue < $1.rawValue }
    sweep.unfinished = try DiskFile.names(in: "\(folder)/incoming").filter {
      DiskVault.isOlder("\(folder)/incoming/\($0)", seconds)
    }
    return sweep
  }

  /// By the disk's own clock, whatever the installation's clock is made to say.
  private static func isOlder(_ path: String, _ seconds: Int) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return time(nil) - status.st_mtim.tv_sec >= seconds
  }
}

/// The lock of a vault's folder (库锁): many may keep files at a time, one alone may remove them. It is the system's, so that it
/// ends with the process.
private enum VaultLock {
  static func open(_ folder: String) throws(SystemFailure) -> CInt {
    let path = "\(folder)/lock"
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .last("open", path) }
    return file
  }

  static func shared(
    _ folder: String, _ body: () throws(SystemFailure) -> Void
  ) throws(SystemFailure) {
    try locked(folder, LOCK_SH, body)
  }

  static func alone<Answer>(
    _ folder: String, _ body: () throws(SystemFailure) -> Answer
  ) throws(SystemFailure) -> Answer {
    try locked(folder, LOCK_EX, body)
  }

  private static func locked<Answer>(
    _ folder: String, _ kind: CInt, _ body: () throws(SystemFailure) -> Answer
  ) throws(SystemFailure) -> Answer {
    let file = try open(folder)
    defer { close(file) }
    while flock(file, kind) != 0 {
      guard errno == EINTR else { throw .last("lock", folder) }
    }
    return try body()
  }
}

extension VaultFailure {
  /// Says what the system did not do in the words of a vault.
  static func told<Answer>(
    _ body: () throws(SystemFailure) -> Answer
  ) throws(VaultFailure) -> Answer {
    do {
      return try body()
    } catch {
      switch error.code {
      case ENOSPC, EDQUOT: throw .full
      case EROFS, EACCES, EPERM: throw .notWritable(error.description)
      default: throw .broken(error.description)
      }
    }
  }
}
