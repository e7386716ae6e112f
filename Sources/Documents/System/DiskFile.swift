import Glibc

/// Whole files on disk (磁盘文件), read and written in one go.
enum DiskFile {
  /// The bytes of a file; `nil` when there is none.
  static func read(_ path: String) throws(SystemFailure) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .last("open", path)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .last("stat", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SystemFailure("read", path, EINVAL) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .last("read", path) }
      if count == 0 { break }
      filled += count
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Writes a new file; with `durably`, its bytes are on disk afterwards. Nothing is left when it fails.
  static func write(
    _ bytes: [UInt8], to path: String, durably: Bool
  ) throws(SystemFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .last("open", path) }
    var failure: SystemFailure?
    var written = 0
    while written < bytes.count, failure == nil {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count >= 0 { written += count } else if errno != EINTR { failure = .last("write", path) }
    }
    if failure == nil, durably, fsync(file) != 0 { failure = .last("fsync", path) }
    if close(file) != 0, failure == nil { failure = .last("close", path) }
    guard let failure else { return }
    unlink(path)
    throw failure
  }

  /// Makes what was renamed or made in a folder durable.
  static func sync(folder: String) throws(SystemFailure) {
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw .last("open", folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw .last("fsync", folder) }
  }

  /// The names in a folder, in their order; none when there is no such folder.
  static func names(in folder: String) throws(SystemFailure) -> [String] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw .last("opendir", folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}

/// A folder for one piece of work (临时文件夹), gone when it ends.
struct WorkFolder: ~Copyable {
  let path: String

  /// Makes one inside `parent`, for nobody else to read.
  init(in parent: String) throws(SystemFailure) {
    var template = Array("\(parent)/luohu-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .last("mkdtemp", parent)
    }
    path = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    // Only files are ever put there.
    for name in (try? DiskFile.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
