import Casework
import Glibc
import Testing

@testable import Documents

@Suite("The vault keeps a file whole or not at all")
struct DiskVaultTests {
  private let work: Workplace
  private let vault: DiskVault

  init() throws {
    work = try Workplace()
    vault = try DiskVault(folder: "\(work.path)/vault")
  }

  private static let hello = Array("hello".utf8)
  /// SHA-256 of `hello`.
  private static let helloID = BlobID(
    rawValue: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")

  private var helloPath: String {
    "\(work.path)/vault/2c/f2/\(Self.helloID.rawValue)"
  }

  @Test("a file is found by the SHA-256 of its bytes, two folders deep, for nobody else to read")
  func kept() async throws {
    #expect(try await vault.keep(Self.hello) == Self.helloID)
    #expect(try DiskFile.read(helloPath) == Self.hello)
    #expect(try await vault.bytes(Self.helloID) == Self.hello)
    var status = stat()
    #expect(stat(helloPath, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(try DiskFile.names(in: "\(work.path)/vault/incoming").isEmpty)
    let again = try DiskVault(folder: "\(work.path)/vault")
    #expect(try await again.bytes(Self.helloID) == Self.hello)
    #expect(try await vault.bytes(BlobID(of: [1])) == nil)
    let nothing = try await vault.keep([])
    #expect(try await vault.bytes(nothing) == [])
  }

  @Test("the same content kept by many at once is one file")
  func concurrent() async throws {
    let bytes = [UInt8](repeating: 7, count: 300_000)
    let vaults = try (0..<4).map { _ in try DiskVault(folder: "\(work.path)/vault") }
    let names = try await withThrowingTaskGroup(of: BlobID.self) { group in
      for count in 0..<40 { group.addTask { try await vaults[count % 4].keep(bytes) } }
      return try await group.reduce(into: Set<BlobID>()) { $0.insert($1) }
    }
    #expect(names == [BlobID(of: bytes)])
    #expect(try await vault.bytes(BlobID(of: bytes)) == bytes)
    #expect(try DiskFile.names(in: "\(work.path)/vault/incoming").isEmpty)
    #expect(
      try await vault.sweep(referenced: [], olderThan: 0).orphans == [BlobID(of: bytes)])
  }

  @Test("bytes that changed on the disk are never given out; keeping them again mends the file")
  func damaged() async throws {
    _ = try await vault.keep(Self.hello)
    unlink(helloPath)
    try DiskFile.write(Array("hellO".utf8), to: helloPath, durably: false)
    await #expect(throws: VaultFailure.damaged(Self.helloID)) {
      try await vault.bytes(Self.helloID)
    }
    #expect(try await vault.keep(Self.hello) == Self.helloID)
    #expect(try await vault.bytes(Self.helloID) == Self.hello)
  }

  @Test(
    "a name that is none leads nowhere",
    arguments: ["", "../../etc/passwd", String(repeating: "A", count: 64), "2cf2"])
  func names(text: String) async throws {
    let id = BlobID(rawValue: text)
    await #expect(throws: VaultFailure.noName(text)) { try await vault.bytes(id) }
    await #expect(throws: VaultFailure.noName(text)) { try await vault.remove(id) }
  }

  @Test("removing is for good, and removing nothing is no error")
  func removed() async throws {
    _ = try await vault.keep(Self.hello)
    try await vault.remove(Self.helloID)
    try await vault.remove(Self.helloID)
    #expect(try await vault.bytes(Self.helloID) == nil)
  }

  // MARK: Disks that do not

  @Test(
    "no room is said as such and leaves nothing half; a disk that is only for reading, too",
    .enabled(if: SmallDisk.isAllowed, "needs the right to mount a small disk"))
  func full() async throws {
    let disk = try #require(SmallDisk("\(work.path)/disk"))
    let small = try DiskVault(folder: "\(disk.path)/vault")
    _ = try await small.keep(Self.hello)
    let large = [UInt8](repeating: 1, count: 1 << 20)
    await #expect(throws: VaultFailure.full) { try await small.keep(large) }
    #expect(try DiskFile.names(in: "\(disk.path)/vault/incoming").isEmpty)
    #expect(try await small.bytes(BlobID(of: large)) == nil)
    #expect(try await small.bytes(Self.helloID) == Self.hello)
    // With room made, the same works.
    #expect(try await small.keep([UInt8](repeating: 1, count: 1000)).isWellFormed)
    disk.makeReadOnly()
    await #expect {
      try await small.keep(large)
    } throws: { error in
      guard case .notWritable(let words) = error as? VaultFailure else { return false }
      return words.contains("Read-only")
    }
    #expect(try await small.bytes(Self.helloID) == Self.hello, "reading goes on")
  }

  @Test("what the system says becomes a word of the vault")
  func failures() {
    func told(_ code: CInt) -> VaultFailure? {
      do throws(VaultFailure) {
        try VaultFailure.told { () throws(SystemFailure) in throw SystemFailure("write", "x", code)
        }
        return nil
      } catch {
        return error
      }
    }
    #expect(told(ENOSPC) == .full)
    #expect(told(EDQUOT) == .full)
    #expect(told(EROFS) == .notWritable("write x: Read-only file system"))
    #expect(told(EACCES) == .notWritable("write x: Permission denied"))
    #expect(told(EIO) == .broken("write x: Input/output error"))
  }

  @Test("a folder that cannot be made is said with its path")
  func noFolder() throws {
    _ = try work.write([1], "file")
    let failure = #expect(throws: VaultFailure.self) {
      try DiskVault(folder: "\(work.path)/file/vault")
    }
    guard case .broken(let words) = failure else {
      return #expect(Bool(false), "\(failure as Any)")
    }
    #expect(words.contains("\(work.path)/file/vault: Not a directory"))
  }

  // MARK: Sweeping

  @Test("a sweep tells what nothing refers to, what is missing, and what was never finished")
  func sweep() async throws {
    let (kept, orphan, missing) = (
      try await vault.keep([1]), try await vault.keep([2]), BlobID(of: [3])
    )
    try DiskFile.write([9], to: "\(work.path)/vault/incoming/half", durably: false)
    let sweep = try await vault.sweep(referenced: [kept, missing], olderThan: 0)
    #expect(sweep.orphans == [orphan])
    #expect(sweep.missing == [missing])
    #expect(sweep.unfinished == ["half"])
    #expect(try await vault.bytes(orphan) == [2], "looking changes nothing")
    #expect(try await vault.clear(referenced: [kept, missing], olderThan: 0) == sweep)
    #expect(try await vault.bytes(orphan) == nil)
    #expect(try await vault.bytes(kept) == [1])
    #expect(try await vault.sweep(referenced: [kept], olderThan: 0) == VaultSweep())
  }

  @Test("what was kept a moment ago is left alone, and keeping it again makes it new")
  func fresh() async throws {
    let id = try await vault.keep(Self.hello)
    #expect(try await vault.clear(referenced: [], olderThan: 3600) == VaultSweep())
    makeOld(helloPath, seconds: 7200)
    #expect(try await vault.sweep(referenced: [], olderThan: 3600).orphans == [id])
    #expect(try await vault.sweep(referenced: [], olderThan: 7800).orphans == [])
    _ = try await vault.keep(Self.hello)
    #expect(try await vault.clear(referenced: [], olderThan: 3600) == VaultSweep())
    #expect(try await vault.bytes(id) == Self.hello)
  }

  @Test("keeping what is old beside a sweep that removes it: what was kept is there afterwards")
  func race() async throws {
    let vault = vault
    try await withThrowingTaskGroup(of: Void.self) { group in
      for part in 0..<4 {
        group.addTask {
          let bytes = [UInt8(part)]
          for _ in 0..<15 {
            let id = try await vault.keep(bytes)
            makeOld(try vault.path(of: id), seconds: 7200)
            async let cleared = vault.clear(referenced: [], olderThan: 3600)
            async let kept = vault.keep(bytes)
            _ = try await (cleared, kept)
            #expect(try await vault.bytes(id) == bytes)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}

/// Makes a file look as if it had been kept some time ago.
private func makeOld(_ path: String, seconds: Int) {
  let then = timespec(tv_sec: time(nil) - seconds, tv_nsec: 0)
  var times = [then, then]
  utimensat(AT_FDCWD, path, &times, 0)
}

/// A disk of 256 KiB, for those who may mount one.
private final class SmallDisk {
  static let isAllowed = SmallDisk("/tmp/luohu-small-disk-\(getpid())") != nil

  let path: String

  init?(_ path: String) {
    self.path = path
    mkdir(path, 0o700)
    guard mount("tmpfs", path, "tmpfs", 0, "size=256k") == 0 else {
      rmdir(path)
      return nil
    }
  }

  deinit {
    umount(path)
    rmdir(path)
  }

  func makeReadOnly() {
    mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT) | UInt(MS_RDONLY), "size=256k")
  }
}
