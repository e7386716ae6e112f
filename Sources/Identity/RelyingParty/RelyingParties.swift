package import Casework

/// All providers of an installation, ready to sign in with (登录方式).
package struct RelyingParties: Sendable {
  /// In the order of the configuration.
  package let parties: [RelyingParty]
  private let links: [WebLink]

  /// - Parameter clock: the providers' time: the machine's, whatever the time of the city is set to.
  package init(
    _ book: ProviderBook, _ purpose: Purpose, _ limits: OutgoingLimits = OutgoingLimits(),
    clock: CityClock = .system
  ) {
    var links: [WebLink] = []
    parties = book.providers.map { provider in
      let link = WebLink(authorities: provider.authorities, limits)
      links.append(link)
      return RelyingParty(provider, link.link, purpose, clock: clock)
    }
    self.links = links
  }

  /// Parties that need no connection: those of a provider in the same program.
  package init(_ parties: [RelyingParty]) {
    self.parties = parties
    links = []
  }

  /// - Throws: ``SignInFailure/unknownProvider``.
  package func party(_ name: String) throws(SignInFailure) -> RelyingParty {
    guard let party = parties.first(where: { $0.provider.name == name }) else {
      throw .unknownProvider
    }
    return party
  }

  package func parties(for audience: Audience) -> [RelyingParty] {
    parties.filter { $0.provider.audience == audience }
  }

  /// Ends all connections; to be called once, at the end.
  package func close() async { for link in links { await link.close() } }
}
