import Casework
import Crypto
package import Policy
import SwiftASN1
import Synchronization
package import Units
import X509

/// The revocation lists of an installation (吊销列表): certificates of an authority that has one are looked up in it. It is read again
/// while certificates come, since whatever fetches it puts a newer one in its place.
package final class RevocationLists: Sendable {
  /// An authority and its list, each a file.
  package struct Source: Hashable, Sendable {
    /// Its certificate, in PEM.
    package var authority: String
    /// In DER or PEM.
    package var list: String

    package init(authority: String, list: String) {
      self.authority = authority
      self.list = list
    }
  }

  private struct Kept: Sendable {
    var list: RevocationList
    var digest: [UInt8]
    var readAt: Instant
    /// Why what the file has now is not used; `nil` when it is.
    var flaw: RevocationList.Flaw?
  }

  /// What is wrong with the list of an authority (吊销列表异常).
  package struct Trouble: Hashable, Sendable {
    /// The authority's place in the identity file, from 0.
    package var place: Int
    package var text: Wording
  }

  /// Milliseconds after which a file is looked at again.
  static let every: Int64 = 60_000

  private let authorities: [(certificate: Certificate, list: String)]
  private let kept: Mutex<[Kept]>
  private let read: @Sendable (String) -> [UInt8]?
  private let report: @Sendable (String, Wording?) -> Void

  /// - Parameters:
  ///   - now: by the machine's clock.
  ///   - read: a file's bytes; `nil` when it cannot be read.
  ///   - report: is told a list's file, once, when it cannot be used any more, with what it should be, and when it can again.
  /// - Throws: which file cannot be used, and why.
  package init(
    _ sources: [Source], at now: Instant, read: @escaping @Sendable (String) -> [UInt8]?,
    report: @escaping @Sendable (String, Wording?) -> Void = { _, _ in }
  ) throws(Problems) {
    var authorities: [(certificate: Certificate, list: String)] = []
    var kept: [Kept] = []
    for (place, source) in sources.enumerated() {
      func refusal(_ key: String, _ file: String, _ allowed: Wording) -> Problems {
        Problems([
          Problem(
            path: "identity: revocation[\(place)].\(key)", value: JSONText.quoted(file),
            allowed: allowed)
        ])
      }
      guard let text = read(source.authority).map({ String(decoding: $0, as: UTF8.self) }),
        let certificate = try? Certificate(pemEncoded: text)
      else {
        throw refusal(
          "authority", source.authority,
          Wording("签发机构的证书（PEM）", "the authority's certificate (PEM)"))
      }
      guard let bytes = read(source.list) else {
        throw refusal("list", source.list, RevocationList.Flaw.unreadable.wording)
      }
      do {
        kept.append(
          Kept(
            list: try RevocationList(bytes, of: certificate), digest: Self.digest(bytes),
            readAt: now))
      } catch {
        throw refusal("list", source.list, error.wording)
      }
      authorities.append((certificate, source.list))
    }
    self.authorities = authorities
    self.kept = Mutex(kept)
    self.read = read
    self.report = report
  }

  /// None.
  package convenience init() {
    do { try self.init([], at: Instant(milliseconds: 0), read: { _ in nil }) } catch {
      preconditionFailure("nothing to read")
    }
  }

  /// Checks a certificate whose chain the TLS layer has verified.
  ///
  /// - Throws: ``CertificateFlaw/revoked``; ``CertificateFlaw/list`` while there is no list that still holds: then nobody knows.
  package func check(_ certificate: [UInt8], at now: Instant) throws(CertificateFlaw) {
    guard !authorities.isEmpty else { return }
    guard let certificate = try? Certificate(derEncoded: certificate) else { throw .unreadable }
    for place in authorities.indices
    where authorities[place].certificate.subject == certificate.issuer {
      let list = current(place, at: now).list
      guard now < list.until else { throw .list }
      guard !list.contains(certificate) else { throw .revoked }
    }
  }

  /// What is wrong with lists now, for whoever runs the service; a file that is due is looked at again.
  package func troubles(at now: Instant) -> [Trouble] {
    authorities.indices.compactMap { place in
      let kept = current(place, at: now)
      let isOver = now >= kept.list.until
      guard isOver || kept.flaw != nil else { return nil }
      let name = "identity: revocation[\(place)].list"
      var text =
        isOver
        ? Wording(
          "\(name)：列表已于\(kept.list.until)到期，此机构的证书一律不能使用",
          "\(name): it ran out at \(kept.list.until), and certificates of this authority open nothing"
        )
        : Wording(
          "\(name)：先前的列表用到\(kept.list.until)",
          "\(name): the list from before serves until \(kept.list.until)")
      if let flaw = kept.flaw {
        text = Wording(
          "\(text.zh)；文件须为\(flaw.wording.zh)", "\(text.en); the file has to be \(flaw.wording.en)")
      }
      return Trouble(place: place, text: text)
    }
  }

  /// A list as its file has it; one that cannot be used, for instance because it is being written, leaves the one from before.
  private func current(_ place: Int, at now: Instant) -> Kept {
    // It is read outside the lock; several may read at once, and nobody goes on with a list that was due.
    var next = kept.withLock { $0[place] }
    guard now.milliseconds - next.readAt.milliseconds >= RevocationLists.every else { return next }
    next.readAt = now
    next.flaw = nil
    if let bytes = read(authorities[place].list) {
      let digest = Self.digest(bytes)
      if digest != next.digest {
        do {
          next.list = try RevocationList(bytes, of: authorities[place].certificate)
          next.digest = digest
        } catch {
          next.flaw = error
        }
      }
    } else {
      next.flaw = .unreadable
    }
    let (held, isNews) = kept.withLock { [next] kept in
      // Who took longer does not put back what is older.
      guard kept[place].readAt < next.readAt else { return (kept[place], false) }
      let isNews = kept[place].flaw != next.flaw
      kept[place] = next
      return (next, isNews)
    }
    if isNews { report(authorities[place].list, held.flaw?.wording) }
    return held
  }

  private static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}

extension RevocationList.Flaw {
  fileprivate var wording: Wording {
    switch self {
    case .unreadable:
      Wording("证书吊销列表（DER或PEM）", "a list of revoked certificates (DER or PEM)")
    case .issuer: Wording("该机构签发的吊销列表", "a list that this authority makes")
    case .signature:
      Wording(
        "由该机构以RSA或ECDSA签名的吊销列表", "a list signed by this authority, with RSA or ECDSA")
    case .kind:
      Wording(
        "该机构全部证书的完整列表，不得为分段、增量或间接列表",
        "a whole list of this authority's certificates, not a part, a delta or an indirect one")
    }
  }
}
