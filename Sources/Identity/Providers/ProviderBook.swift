/// The providers of an installation (身份提供方名册), read from its configuration by ``IdentityFile``.
package struct ProviderBook: Sendable {
  /// In the order of the file.
  package let providers: [IdentityProvider]

  package init(_ providers: [IdentityProvider]) { self.providers = providers }

  package subscript(_ name: String) -> IdentityProvider? { providers.first { $0.name == name } }

  /// The providers with which somebody of a kind may sign in.
  package func providers(for audience: Audience) -> [IdentityProvider] {
    providers.filter { $0.audience == audience }
  }
}
