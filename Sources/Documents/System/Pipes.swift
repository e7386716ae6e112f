import CSpawn
import Glibc

/// Both ends of a pipe, closed when it goes.
final class Pipe {
  let reading: CInt
  let writing: CInt
  private var isWritingOpen = true

  init() throws(SystemFailure) {
    var ends: [CInt] = [0, 0]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .last("pipe", "") }
    reading = ends[0]
    writing = ends[1]
  }

  deinit {
    close(reading)
    closeWriting()
  }

  /// Closes our copy of the end that the program writes to; while it is open the pipe never ends.
  func closeWriting() {
    if isWritingOpen { close(writing) }
    isWritingOpen = false
  }

  /// Reads what is there; whether more may come.
  func read(into bytes: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(reading, &buffer, buffer.count)
    if count < 0 { return errno == EINTR || errno == EAGAIN }
    bytes += buffer.prefix(count)
    return count > 0
  }
}

/// What another program reads as its standard input (输入), written as fast as it is read.
///
/// A socket and no pipe: writing to a program that has ended is then an answer and no signal.
final class Feed {
  /// The program's end.
  let reading: CInt
  /// Ours; -1 when everything is written or nobody reads any more.
  private(set) var writing: CInt
  private var isReadingOpen = true
  private let parts: [[UInt8]]
  private var part = 0
  private var written = 0

  init(_ parts: [[UInt8]]) throws(SystemFailure) {
    var ends: [CInt] = [0, 0]
    let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .last("socketpair", "") }
    reading = ends[0]
    writing = ends[1]
    self.parts = parts
  }

  deinit {
    closeReading()
    closeWriting()
  }

  /// Closes our copy of the program's end.
  func closeReading() {
    if isReadingOpen { close(reading) }
    isReadingOpen = false
  }

  private func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  /// Writes what there is room for; the input ends after its last byte.
  func write() {
    while part < parts.count {
      guard written < parts[part].count else {
        part += 1
        written = 0
        continue
      }
      let count = parts[part].withUnsafeBytes { bytes in
        send(
          writing, bytes.baseAddress.map { $0 + written }, bytes.count - written,
          CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        break
      }
    }
    closeWriting()
  }
}
