import Glibc
package import Policy

/// The file that holds the keyring (密钥环文件): only its owner may read it, and it is replaced whole or not at all.
package struct KeyringFile: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// What a file's state says about whether it was replaced.
  struct Stamp: Equatable, Sendable {
    var inode: UInt64
    var size: Int
    var seconds: Int
    var nanoseconds: Int
  }

  /// Reads and checks the file.
  ///
  /// - Throws: what is wrong with it or its permissions, without showing any of its text.
  package func read() throws(Problems) -> Keyring { try stamped().keyring }

  func stamped() throws(Problems) -> (keyring: Keyring, stamp: Stamp) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(KeyringFile.reason()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refusal(KeyringFile.reason()) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw refusal(Wording("不是文件", "not a file")) }
    guard status.st_mode & 0o077 == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw refusal(
        Wording("权限为\(mode)：须为600（chmod 600）", "its mode is \(mode): 600 is needed (chmod 600)"))
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw refusal(
        Wording("不属于运行本程序的用户", "it belongs to another user than the one who runs the program"))
    }
    guard status.st_size <= 1 << 20 else { throw refusal(Wording("大于1 MiB", "larger than 1 MiB")) }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      guard read > 0 else { throw refusal(KeyringFile.reason()) }
      count += read
    }
    do {
      return (try Keyring(text: bytes), KeyringFile.stamp(status))
    } catch {
      throw Problems(
        error.list.map { problem in
          var named = problem
          named.path = "\(path): \(problem.path)"
          return named
        })
    }
  }

  /// Whether something stands there.
  package var exists: Bool { stamp() != nil }

  /// The stamp of the file that stands there now; `nil` when there is none.
  func stamp() -> Stamp? {
    var status = stat()
    return stat(path, &status) == 0 ? KeyringFile.stamp(status) : nil
  }

  private static func stamp(_ status: stat) -> Stamp {
    Stamp(
      inode: UInt64(status.st_ino), size: Int(status.st_size),
      seconds: Int(status.st_mtim.tv_sec), nanoseconds: Int(status.st_mtim.tv_nsec))
  }

  /// Puts a first keyring where no file stands yet.
  package func create(_ keyring: Keyring) throws(Problems) {
    try replace { () throws(Problems) in
      guard stamp() == nil else {
        throw refusal(Wording("已经存在", "it exists already"))
      }
      return keyring
    }
  }

  /// Changes the keyring; one change at a time, and after it the file is the old one or the new one whole.
  package func change(_ body: (inout Keyring) throws(Problems) -> Void) throws(Problems) {
    try replace { () throws(Problems) in
      var keyring = try read()
      try body(&keyring)
      return keyring
    }
  }

  private func replace(_ make: () throws(Problems) -> Keyring) throws(Problems) {
    // The file beside it is also the lock: two changes would lose one another's keys.
    let beside = path + ".new"
    let descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = KeyringFile.reason()
      throw Problems([
        Problem(
          path: beside, value: "…",
          allowed: errno == EEXIST
            ? Wording(
              "另一个命令正在更改密钥环，或曾中断：确认后删除此文件",
              "another command is changing the keyring, or was interrupted: make sure, then remove this file"
            )
            : reason)
      ])
    }
    var isDone = false
    defer {
      close(descriptor)
      if !isDone { unlink(beside) }
    }
    let bytes = Array(try make().text.utf8)
    var count = 0
    while count < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      }
      guard written > 0 else { throw refusal(KeyringFile.reason()) }
      count += written
    }
    guard fsync(descriptor) == 0, rename(beside, path) == 0 else {
      throw refusal(KeyringFile.reason())
    }
    isDone = true
    let folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw refusal(KeyringFile.reason()) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw refusal(KeyringFile.reason()) }
  }

  private var parent: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func refusal(_ reason: Wording) -> Problems {
    Problems([Problem(path: path, value: "…", allowed: reason)])
  }

  private static func reason() -> Wording { .system(errno) }
}
