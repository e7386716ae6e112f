import Casework
import Policy
import TestKit
import Testing
import Units

@testable import Identity

@Suite("What may come only once, and who may sign in where")
struct UsedOnceTests {
  private static func moment(_ milliseconds: Int64) -> Instant {
    Instant(milliseconds: milliseconds)
  }

  @Test("a second time is refused until it would be refused for its age")
  func once() {
    let used = UsedOnce()
    let until = Self.moment(100)
    #expect(used.isFirst("a", now: Self.moment(0), until: until))
    #expect(!used.isFirst("a", now: Self.moment(99), until: until))
    #expect(used.isFirst("b", now: Self.moment(99), until: until))
    #expect(used.isFirst("a", now: Self.moment(100), until: Self.moment(200)))
    #expect(!used.isFirst("a", now: Self.moment(199), until: Self.moment(200)))
  }

  @Test("what is remembered is bounded, and the newest are remembered")
  func bounded() {
    let used = UsedOnce()
    let until = Self.moment(1_000)
    for number in 0..<(UsedOnce.most + 10) {
      #expect(used.isFirst("\(number)", now: Self.moment(1), until: until))
    }
    #expect(!used.isFirst("\(UsedOnce.most + 9)", now: Self.moment(2), until: until))
    #expect(!used.isFirst("10", now: Self.moment(2), until: until))
    #expect(used.isFirst("9", now: Self.moment(2), until: until), "the oldest left")
  }

  @Test("a provider is found by its name and its audience")
  func parties() async throws {
    var staff = try Scene.provider("https://staff.example")
    staff.name = "staff"
    staff.audience = .staff
    let book = ProviderBook([try Scene.provider("https://id.example"), staff])
    let parties = RelyingParties(book, .service)
    #expect(try parties.party("staff").provider.audience == .staff)
    #expect(parties.parties(for: .person).map(\.provider.name) == ["person"])
    #expect(parties.parties(for: .entity).isEmpty)
    #expect(throws: SignInFailure.unknownProvider) { _ = try parties.party("other") }
    await parties.close()
  }
}
