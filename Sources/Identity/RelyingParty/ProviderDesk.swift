import Casework
import Policy

/// What is known of a provider (提供方资料): its metadata and keys, asked when they are needed and kept for a while. Whoever
/// asks while an answer is on its way waits for the same one.
actor ProviderDesk {
  private struct Kept<Value: Sendable>: Sendable {
    var value: Value
    var askedAt: Int64
  }

  /// Milliseconds for which metadata and keys are fresh.
  static let fresh: Int64 = 3_600_000
  /// Milliseconds for which they serve when the provider cannot be asked.
  static let usable: Int64 = 86_400_000
  /// Milliseconds between questions for keys that a token's unknown key number causes: anybody can send one.
  static let rare: Int64 = 30_000

  private let provider: IdentityProvider
  private let circuit: Circuit
  private let allowsLoopback: Bool
  private let steady: @Sendable () -> Int64
  private var metadata: Kept<ProviderMetadata>?
  private var keys: Kept<ProviderKeys>?
  /// When keys were asked for at last, with or without success.
  private var keysTriedAt: Int64?
  private var askingMetadata: Task<Result<ProviderMetadata, SignInFailure>, Never>?
  private var askingKeys: Task<Result<ProviderKeys, SignInFailure>, Never>?

  init(
    _ provider: IdentityProvider, _ circuit: Circuit, allowsLoopback: Bool,
    steady: @escaping @Sendable () -> Int64
  ) {
    self.provider = provider
    self.circuit = circuit
    self.allowsLoopback = allowsLoopback
    self.steady = steady
  }

  func currentMetadata() async throws(SignInFailure) -> ProviderMetadata {
    let now = steady()
    if let metadata, now - metadata.askedAt < ProviderDesk.fresh { return metadata.value }
    do {
      return try await askForMetadata()
    } catch {
      guard let metadata, now - metadata.askedAt < ProviderDesk.usable else { throw error }
      return metadata.value
    }
  }

  func currentKeys() async throws(SignInFailure) -> ProviderKeys {
    let now = steady()
    if let keys, now - keys.askedAt < ProviderDesk.fresh { return keys.value }
    do {
      return try await askForKeys()
    } catch {
      guard let keys, now - keys.askedAt < ProviderDesk.usable else { throw error }
      return keys.value
    }
  }

  /// Keys newer than those that did not have what was looked for; `nil` when they were asked for just now.
  func newerKeys() async throws(SignInFailure) -> ProviderKeys? {
    if askingKeys == nil, let keysTriedAt, steady() - keysTriedAt < ProviderDesk.rare {
      return nil
    }
    return try await askForKeys()
  }

  /// How many keys are known.
  var keyCount: Int? { keys?.value.keys.count }

  private func askForMetadata() async throws(SignInFailure) -> ProviderMetadata {
    let asking =
      askingMetadata
      ?? Task { [provider, circuit, allowsLoopback] in
        do throws(SignInFailure) {
          let answer = try await Self.get(provider.discovery, circuit)
          return .success(
            try ProviderMetadata(answer, of: provider, allowingLoopback: allowsLoopback))
        } catch {
          return .failure(error)
        }
      }
    askingMetadata = asking
    let now = steady()
    let outcome = await asking.value
    if askingMetadata == asking { askingMetadata = nil }
    let value = try outcome.get()
    metadata = Kept(value: value, askedAt: now)
    return value
  }

  private func askForKeys() async throws(SignInFailure) -> ProviderKeys {
    let address = try await currentMetadata().keys
    let asking =
      askingKeys
      ?? Task { [circuit] in
        do throws(SignInFailure) {
          let answer = try await Self.get(address.text, circuit)
          guard answer.status == 200, let keys = await ProviderKeys(json: answer.body),
            !keys.keys.isEmpty
          else { throw SignInFailure.metadata(.keys) }
          return .success(keys)
        } catch {
          return .failure(error)
        }
      }
    askingKeys = asking
    let now = steady()
    keysTriedAt = now
    let outcome = await asking.value
    if askingKeys == asking { askingKeys = nil }
    let value = try outcome.get()
    keys = Kept(value: value, askedAt: now)
    return value
  }

  private static func get(
    _ address: String, _ circuit: Circuit
  ) async throws(SignInFailure) -> OutgoingAnswer {
    do {
      return try await circuit.send(OutgoingRequest(address))
    } catch {
      throw .unavailable(error)
    }
  }
}
