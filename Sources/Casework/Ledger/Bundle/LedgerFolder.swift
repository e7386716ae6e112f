import Glibc
package import Policy

/// A file of a published ledger that cannot be read or written.
package struct LedgerFileFailure: Error, Hashable, Sendable {
  package var path: String
  package var reason: Wording

  package init(path: String, reason: Wording) {
    self.path = path
    self.reason = reason
  }

  static func last(_ path: String) -> LedgerFileFailure {
    LedgerFileFailure(path: path, reason: .system(errno))
  }
}

/// A folder with a published ledger (公布文件夹).
package struct LedgerFolder: LedgerFiles {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// Demands that there is a folder to be read: one that is not there is no ledger that somebody has changed.
  package func demand() throws(LedgerFileFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw LedgerFileFailure.last(path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw LedgerFileFailure(path: path, reason: Wording("不是文件夹", "is not a folder"))
    }
  }

  package func read(_ name: String, from offset: Int, count: Int) throws -> [UInt8]? {
    let path = "\(path)/\(name)"
    // A pipe put in place of a file must not make the reader wait.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw LedgerFileFailure.last(path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw LedgerFileFailure.last(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw LedgerFileFailure(path: path, reason: Wording("不是普通文件", "is not a file"))
    }
    let size = max(0, min(count, Int(status.st_size) - offset))
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { space, filled in
      while filled < size {
        let part = pread(
          descriptor, space.baseAddress.map { $0 + filled }, size - filled, offset + filled)
        if part < 0, errno == EINTR { continue }
        failed = part < 0
        guard part > 0 else { break }
        filled += part
      }
    }
    guard !failed else { throw LedgerFileFailure.last(path) }
    return bytes
  }

  /// Writes a file: it has its name only when all of it is on the disk.
  ///
  /// - Parameter body: is given what appends bytes.
  func write(
    _ name: String, _ body: (_ append: ([UInt8]) throws -> Void) async throws -> Void
  ) async throws {
    try makeFolders(of: name)
    let file = "\(path)/\(name)"
    let unfinished = file + ".part"
    let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw LedgerFileFailure.last(unfinished) }
    do {
      defer { close(descriptor) }
      try await body { bytes in
        var written = 0
        while written < bytes.count {
          let part = bytes.withUnsafeBytes {
            Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
          }
          if part < 0, errno == EINTR { continue }
          guard part > 0 else { throw LedgerFileFailure.last(unfinished) }
          written += part
        }
      }
      guard fsync(descriptor) == 0 else { throw LedgerFileFailure.last(unfinished) }
    } catch {
      unlink(unfinished)
      throw error
    }
    guard rename(unfinished, file) == 0 else { throw LedgerFileFailure.last(file) }
    try flush(String(file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex)))
  }

  func write(_ name: String, _ bytes: [UInt8]) async throws {
    try await write(name) { append in try append(bytes) }
  }

  private func makeFolders(of name: String) throws {
    var folders = [path]
    for part in name.split(separator: "/").dropLast() {
      folders.append("\(folders[folders.count - 1])/\(part)")
    }
    for folder in folders where mkdir(folder, 0o755) != 0 && errno != EEXIST {
      throw LedgerFileFailure.last(folder)
    }
  }

  /// Makes the names in a folder durable.
  private func flush(_ folder: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LedgerFileFailure.last(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw LedgerFileFailure.last(folder) }
  }
}
