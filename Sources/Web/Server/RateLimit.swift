import NIOCore
import Synchronization

/// How often one address may ask (访问频率): a bucket of requests each, filled steadily.
///
/// The table is bounded: it has two halves, and when the newer is full the older is forgotten. An
/// address that is forgotten starts with a full bucket, so forgetting is never to a visitor's harm.
final class RateLimit: Sendable {
  /// An address of version 4, or the first half of one of version 6, which is what one subscriber has.
  struct Address: Hashable {
    var bits: UInt64
    var isLong: Bool
  }

  private struct Bucket {
    /// Thousandths of requests.
    var level: Int
    /// Milliseconds.
    var filledAt: Int
  }

  private struct Table {
    var newer: [Address: Bucket] = [:]
    var older: [Address: Bucket] = [:]
  }

  private let rate: Int
  private let burst: Int
  private let half: Int
  private let table = Mutex(Table())

  init(rate: Int, burst: Int, addresses: Int) {
    self.rate = rate
    self.burst = burst * 1000
    half = max(1, addresses / 2)
  }

  /// Takes a request from an address's bucket.
  ///
  /// - Parameter now: milliseconds of any clock that never goes back.
  /// - Returns: seconds until there is one again; `nil` when there was one.
  func take(_ address: Address, now: Int) -> Int? {
    table.withLock { table in
      var bucket =
        table.newer[address] ?? table.older[address] ?? Bucket(level: burst, filledAt: now)
      // A thousandth a millisecond for every request a second.
      bucket.level = min(burst, bucket.level + max(0, now - bucket.filledAt) * rate)
      bucket.filledAt = now
      let isAllowed = bucket.level >= 1000
      if isAllowed { bucket.level -= 1000 }
      if table.newer.count >= half, table.newer[address] == nil {
        table.older = table.newer
        table.newer = [:]
      }
      table.newer[address] = bucket
      return isAllowed ? nil : max(1, (1000 - bucket.level + rate * 1000 - 1) / (rate * 1000))
    }
  }

  /// Addresses that are remembered.
  var count: Int { table.withLock { $0.newer.count + $0.older.count } }
}

extension RateLimit.Address {
  init?(_ address: SocketAddress) {
    switch address {
    case .v4(let four):
      // Family and port stand before the address.
      let bytes = withUnsafeBytes(of: four.address) { Array($0[4..<8]) }
      self.init(bits: bytes.reduce(0) { $0 << 8 | UInt64($1) }, isLong: false)
    case .v6(let six):
      let bytes = withUnsafeBytes(of: six.address) { Array($0[8..<24]) }
      let isMapped =
        bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
      let part = isMapped ? bytes[12..<16] : bytes[0..<8]
      self.init(bits: part.reduce(0) { $0 << 8 | UInt64($1) }, isLong: !isMapped)
    case .unixDomainSocket: return nil
    }
  }

  /// Whether it is this machine's own; of version 6 also `::1`, whose first half is zero.
  var isLoopback: Bool { isLong ? bits == 0 : bits >> 24 == 127 }
}
