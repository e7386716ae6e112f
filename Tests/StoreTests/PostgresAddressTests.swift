import Policy
import Testing

@testable import Store

@Suite("The address of a PostgreSQL database")
struct PostgresAddressTests {
  @Test("hosts, ports and libpq's parameters reach libpq, ours do not")
  func parameters() throws {
    let address = try PostgresAddress(
      "postgresql://clerk@h1:5432,h2:5433/cases?sslmode=verify-full&readers=3&prepared=false"
        + "&target_session_attrs=any")
    let given = Dictionary(uniqueKeysWithValues: address.parameters.map { ($0.keyword, $0.value) })
    #expect(given["host"] == "h1,h2")
    #expect(given["port"] == "5432,5433")
    #expect(given["user"] == "clerk")
    #expect(given["dbname"] == "cases")
    #expect(given["sslmode"] == "verify-full")
    #expect(given["target_session_attrs"] == "any")
    #expect(given["readers"] == nil && given["prepared"] == nil)
    #expect(address.readers == 3 && !address.isPrepared)
  }

  @Test(
    "a server that may write is looked for, and a dead one noticed, unless the address says otherwise"
  )
  func defaults() throws {
    let address = try PostgresAddress("postgres://h/cases?connect_timeout=9")
    let given = Dictionary(uniqueKeysWithValues: address.parameters.map { ($0.keyword, $0.value) })
    #expect(given["target_session_attrs"] == "read-write")
    #expect(given["tcp_user_timeout"] == "15000")
    #expect(given["connect_timeout"] == "9")
    #expect(address.readers == 8 && address.isPrepared)
  }

  @Test(
    "what is not an address is refused with the reason, never with the password",
    arguments: [
      ("sqlite:/var/lib/luohu", "begins with postgresql://"),
      ("postgresql://clerk:Geheim7@h/cases?sslmod=require", "sslmod"),
      ("postgresql://clerk:Geheim7@h/cases?readers=0", "1 to 100"),
      ("postgresql://clerk:Geheim7@h/cases?readers=101", "1 to 100"),
      ("postgresql://clerk:Geheim7@h/cases?prepared=no", "true or false"),
      ("postgresql://clerk:Geheim7@h/cases?patience=0", "1 to 3600"),
      ("postgresql://clerk:Geheim7@h/cases?patience=3601", "1 to 3600"),
      ("postgresql://clerk:Geheim7%zz@h/cases", "password"),
      ("postgresql://h/cases?password=Geheim7%zz", "password"),
      ("postgresql://clerk:Geh@Geheim7@h/cases?sslmod=require", "sslmod"),
      ("postgresql://clerk:Geheim7@[::1/cases", "address"),
    ])
  func refused(address: String, words: String) throws {
    let problems = try #require(throws: Problems.self) { try PostgresAddress(address) }
    let text = problems.list.map { $0.text(.en) + $0.text(.zh) }.joined()
    #expect(text.contains(words), "\(text)")
    #expect(!text.contains("Geheim7"))
  }

  @Test("passwords are taken out of what libpq says, wherever the address has them")
  func secrets() throws {
    let inUser = try PostgresAddress("postgresql://clerk:Geheim%207@h/cases")
    #expect(inUser.harmless("no Geheim 7, no\nGeheim%207") == "no ***, no; ***")
    let inQuery = try PostgresAddress("postgresql://h/cases?password=Geheim7&sslpassword=Tief8")
    #expect(inQuery.harmless("Geheim7 Tief8") == "*** ***")
  }

  @Test(
    "places are rewritten outside of quotes and comments",
    arguments: [
      ("SELECT ?1, ?12", "SELECT $1, $12"),
      ("SELECT '?1', ?1", "SELECT '?1', $1"),
      ("SELECT 'it''s ?1', ?1", "SELECT 'it''s ?1', $1"),
      ("SELECT \"a?1\", ?1", "SELECT \"a?1\", $1"),
      ("SELECT 1 -- ?1\n, ?2", "SELECT 1 -- ?1\n, $2"),
      ("SELECT /* ?1 ' */ ?2", "SELECT /* ?1 ' */ $2"),
      ("SELECT a-?1, b/?2", "SELECT a-$1, b/$2"),
      ("SELECT '未?1', ?1", "SELECT '未?1', $1"),
      ("SELECT ? ", "SELECT ? "), ("SELECT '?1", "SELECT '?1"), ("?1", "$1"), ("", ""),
    ])
  func places(source: String, target: String) {
    #expect(PostgresPlaces.rewrite(source) == target)
  }
}

/// Protects the waits between attempts to reach a server that is away.
@Suite("Waiting before the next attempt to connect")
struct PostgresBackOffTests {
  @Test("before its time the rest is what is left; at its time and after it nothing, never less")
  func rest() {
    var backOff = PostgresLink.BackOff()
    #expect(backOff.rest(at: .now) == .zero, "nothing has failed")
    backOff.failed("refused")
    guard let next = backOff.next else {
      Issue.record("a failure says when the next attempt may be made")
      return
    }
    #expect(backOff.rest(at: next - .microseconds(1)) == .microseconds(1))
    #expect(backOff.rest(at: next) == .zero)
    #expect(backOff.rest(at: next + .seconds(60)) == .zero)
  }
}
