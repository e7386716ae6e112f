package import Policy
import Synchronization

/// The keyring of a running server (运行中的密钥环): the file is looked at before each use and read again when it was replaced,
/// so that keys change without a restart.
package final class LiveKeyring: Sendable {
  private let file: KeyringFile
  private let state: Mutex<(keyring: Keyring, stamp: KeyringFile.Stamp)>
  private let report: @Sendable (Problems) -> Void

  /// - Parameter report: told once when a replaced file cannot be read; the keys before it stay in use.
  /// - Throws: what is wrong with the file at the start.
  package init(
    _ file: KeyringFile, report: @escaping @Sendable (Problems) -> Void
  ) throws(Problems) {
    self.file = file
    self.report = report
    state = Mutex(try file.stamped())
  }

  /// The keys as the file has them now.
  package var now: Keyring {
    state.withLock { state in
      guard let stamp = file.stamp(), stamp != state.stamp else { return state.keyring }
      do throws(Problems) {
        state = try file.stamped()
      } catch {
        state.stamp = stamp
        report(error)
      }
      return state.keyring
    }
  }
}
