import Casework
import Policy
import Testing
import Units

@Suite("Undertakings (承诺)")
struct UndertakingTests {
  let party = PartyID(rawValue: "p1")

  func text(
    _ version: Int, _ from: String, _ paragraphs: [String], _ undertaking: Undertaking = .integrity
  ) throws -> UndertakingText {
    UndertakingText(
      undertaking, title: Wording(same: "t"), version: version, from: try day(from),
      paragraphs: paragraphs.map { Wording(same: $0) })
  }

  func book(_ integrity: [UndertakingText]) throws -> UndertakingBook {
    try UndertakingBook(
      integrity + [
        text(1, "2018-01-01", ["n"], .filingNotes), text(1, "2018-01-01", ["c"], .noCrime),
      ])
  }

  @Test("the hash is SHA-256 of version, first day and paragraphs in both languages")
  func hash() throws {
    let first = try text(1, "2018-01-01", ["a", "b"])
    // sha256 of {"undertaking": "integrity", "version": 1, "from": "2018-01-01", "zh": ["a", "b"], "en": ["a", "b"]}
    #expect(first.hash == "4ef97b8cf2720ca166b8ca888bc75180c27bc0ec89c6047ed85996dd76764d1f")
    let others = [
      try text(2, "2018-01-01", ["a", "b"]), try text(1, "2018-01-02", ["a", "b"]),
      try text(1, "2018-01-01", ["ab"]), try text(1, "2018-01-01", ["b", "a"]),
      try text(1, "2018-01-01", ["a", "b"], .noCrime),
    ]
    #expect(Set((others + [first]).map(\.hash)).count == 6)
  }

  @Test("a new version is asked for from its first day, and an old acceptance no longer counts")
  func versions() throws {
    let (first, second) = (try text(1, "2018-01-01", ["a"]), try text(2, "2020-07-01", ["b"]))
    let book = try book([first, second])
    let (before, after) = (try day("2020-06-30"), try day("2020-07-01"))
    #expect(book.text(.integrity, on: before) == first)
    #expect(book.text(.integrity, on: after) == second)
    #expect(book.text(.integrity, on: try day("2017-12-31")) == nil)
    #expect(book.text(.integrity, version: 2) == second && book.text(.integrity, version: 3) == nil)
    let at = try moment("2020-06-30 10:00")
    let accepted = [
      UndertakingAcceptance(first, by: party, at: at),
      UndertakingAcceptance(try text(1, "2018-01-01", ["n"], .filingNotes), by: party, at: at),
    ]
    #expect(book.missing(accepted, by: party, on: before).map(\.undertaking) == [.noCrime])
    #expect(
      book.missing(accepted, by: party, on: after).map(\.undertaking) == [.integrity, .noCrime])
    #expect(book.missing(accepted, by: PartyID(rawValue: "p2"), on: before).count == 3)
    let other = UndertakingAcceptance(
      .integrity, version: 1, hash: second.hash, by: party, at: at)
    #expect(book.missing([other], by: party, on: before).contains(first), "another text")
  }

  @Test("changes between versions show every paragraph once, in order")
  func changes() throws {
    let old = try text(1, "2018-01-01", ["a", "b", "c", "d"])
    let new = try text(2, "2019-01-01", ["a", "x", "c", "d", "e"])
    func w(_ text: String) -> Wording { Wording(same: text) }
    #expect(
      UndertakingBook.changes(from: old, to: new) == [
        .kept(w("a")), .removed(w("b")), .added(w("x")), .kept(w("c")), .kept(w("d")),
        .added(w("e")),
      ])
    #expect(
      UndertakingBook.changes(from: new, to: new) == new.paragraphs.map(UndertakingChange.kept))
    let other = try text(3, "2020-01-01", ["y"])
    let all = UndertakingBook.changes(from: old, to: other)
    #expect(all == old.paragraphs.map(UndertakingChange.removed) + [.added(w("y"))])
  }

  @Test("versions count from 1 and come into force one after the other")
  func refused() throws {
    let first = try text(1, "2018-01-01", ["a"])
    _ = try book([first])
    for wrong in [
      [], [try text(2, "2018-01-01", ["a"])], [first, try text(3, "2019-01-01", ["a"])],
      [first, try text(2, "2018-01-01", ["b"])], [first, first],
      [first, try text(2, "2019-01-01", [])],
    ] {
      #expect(throws: Problems.self) { try book(wrong) }
    }
  }

  @Test("the built-in texts are there in both languages")
  func builtIn() throws {
    let book = try UndertakingBook.builtIn()
    let asked = book.missing([], by: party, on: try day("2020-07-17"))
    #expect(asked.map(\.undertaking) == Undertaking.allCases)
    #expect(asked.allSatisfy { $0.version == 1 && $0.paragraphs.count > 1 })
  }
}
