package import Policy
import Synchronization

/// The keyring of a running server (运行中的密钥环): the file is looked at before each use and read again when it was replaced,
/// so that keys change without a restart. A file that does not go on from the keys in use, of another installation or from
/// before the last change, is not taken up: what it seals would be lost among the values that are there.
package final class LiveKeyring: Sendable {
  private let file: KeyringFile
  private let state: Mutex<(keyring: Keyring, stamp: KeyringFile.Stamp)>
  private let report: @Sendable (Problems) -> Void

  /// - Parameter report: told once when a replaced file cannot be read or does not go on from the keys; the keys before it stay in use.
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
        let found = try file.stamped()
        guard found.keyring.goesOn(from: state.keyring) else { throw foreign }
        state = found
      } catch {
        state.stamp = stamp
        report(error)
      }
      return state.keyring
    }
  }

  private var foreign: Problems {
    Problems([
      Problem(
        path: file.path, value: "…",
        allowed: Wording(
          "由现用密钥环变更而来的密钥环：其中须有现用的密钥",
          "a later form of the keyring in use, with the key that seals now"))
    ])
  }
}
