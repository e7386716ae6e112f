import Policy

/// A small edition of its own for the tests: nobody's law.
enum Statutes {
  static let header = """
    edition: test-2020
    title: {zh: 试验政策, en: Test policy}
    cycles: {from: 2020, to: 2025}
    sources:
      BOOK: {zh: 书, en: Book}

    """

  static let parameters = """
    parameters:
      rounding: {value: halfUp, unit: rounding, since: 2020, cite: "BOOK 1"}
      residence:
        own:
          pointsPerYear: {value: 1, unit: points, since: 2020, cite: "BOOK 2"}
        boundary: {value: 2020-07, unit: month, since: 2020, cite: "BOOK 3"}
        lines: {value: boundary, unit: option, since: 2020, cite: "BOOK 3"}
      ranking:
        quota:
          - {value: 6000, unit: count, since: 2020, cite: "BOOK 4"}
          - {value: 7000, unit: count, since: 2022, cite: "BOOK 4 amended"}
          - {value: 8000, unit: count, since: 2024, cite: "BOOK 4 amended again"}
      district:
        citySix: {value: [dongcheng, xicheng], unit: districts, since: 2020, cite: "BOOK 5"}
      innovation:
        place: {value: {4-5: 10, 1-3: 12, 6-10: unpublished}, unit: ranks, since: 2020, cite: "BOOK 6"}
        special: {value: unpublished, unit: points, since: 2020, cite: "BOOK 6"}
        firstYear: {value: none, unit: year, since: 2020, cite: "BOOK 6"}
      tax:
        threshold: {value: 100000, unit: yuan, since: 2020, cite: "BOOK 7"}
        from: {value: 2017-01-01, unit: date, since: 2020, cite: "BOOK 7"}
        open: {value: no, unit: option, since: 2020, cite: "BOOK 7"}
        later: {value: 5, unit: points, since: 2024, cite: "BOOK 8"}

    """

  static func edition(
    _ yaml: String = header + parameters, bases: [Edition] = []
  ) throws(Problems) -> Edition {
    var result: Result<Edition, Problems> = .failure(Problems([]))
    Array(yaml.utf8).withUnsafeBytes { buffer in
      do throws(Problems) {
        result = .success(
          try Edition(yaml: buffer) { (name: String) throws(Problems) -> Edition? in
            bases.first { $0.id == name }
          })
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// What is wrong with an edition file; empty when nothing is.
  static func problems(_ yaml: String, bases: [Edition] = []) -> [Problem] {
    do {
      _ = try edition(yaml, bases: bases)
      return []
    } catch {
      return error.list
    }
  }

  static func reform(_ yaml: String, name: String = "what-if") throws(Problems) -> Reform {
    var result: Result<Reform, Problems> = .failure(Problems([]))
    Array(yaml.utf8).withUnsafeBytes { buffer in
      do throws(Problems) {
        result = .success(try Reform(yaml: buffer, name: name))
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  /// What is wrong with a reform file, or with laying it over the test edition.
  static func problems(reform yaml: String, in cycle: Int = 2020) -> [Problem] {
    do {
      _ = try edition().applying(reform(yaml), in: cycle)
      return []
    } catch {
      return error.list
    }
  }
}

extension [Problem] {
  /// Whether each says where, what stands there and what is allowed, in both languages.
  var areWorded: Bool {
    allSatisfy {
      !$0.path.isEmpty && !$0.value.isEmpty && !$0.allowed.zh.isEmpty && !$0.allowed.en.isEmpty
    }
  }
}
