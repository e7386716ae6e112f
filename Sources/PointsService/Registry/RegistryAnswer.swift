import Casework
import PointsLaw
import Policy
import Units

/// What came of asking the registry: an answer, which may be that there is nothing, or none now.
enum RegistryAnswer<Found: Sendable>: Sendable {
  case answered(Found?)
  case unavailable
}

extension PointsDesk {
  func ask(unit code: CreditCode) async -> RegistryAnswer<RegisteredUnit> {
    do throws(RegistryFailure) {
      return .answered(try await registry.unit(code))
    } catch {
      return .unavailable
    }
  }

  func ask(person number: ResidentNumber) async -> RegistryAnswer<RegisteredPerson> {
    do throws(RegistryFailure) {
      return .answered(try await registry.person(number))
    } catch {
      return .unavailable
    }
  }

  // MARK: Numbers that somebody typed

  func creditCode(_ text: String, _ path: String) throws(Problems) -> CreditCode {
    do throws(CreditCode.Flaw) {
      return try CreditCode(text, invented: acceptsInvented)
    } catch {
      throw Problems([error.problem(path: path, typed: text)])
    }
  }

  func residentNumber(
    _ text: String, _ path: String, today: CivilDate
  ) throws(Problems) -> ResidentNumber {
    do throws(ResidentNumber.Flaw) {
      return try ResidentNumber(text, today: today, invented: acceptsInvented)
    } catch {
      throw Problems([error.problem(path: path, typed: text)])
    }
  }

  /// A name as it stands on a card: 2 to 50 characters without digits and marks.
  func personName(_ text: String, _ path: String) throws(Problems) -> String {
    let name = PointsDesk.trimmed(text)
    let isName = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || "·• .'-".unicodeScalars.contains($0)
    }
    guard (2...50).contains(name.count), isName else {
      throw Problem.argument(
        path, JSONText.quoted(String(repeating: "*", count: min(name.count, 60))),
        name.isEmpty
          ? "请填写证件上的姓名，2至50字"
          : isName ? "证件上的姓名为2至50字，现为\(name.count)字" : "证件上的姓名为2至50字，没有数字和符号",
        name.isEmpty
          ? "enter the name on the identity card, 2 to 50 characters"
          : isName
            ? "the name on the identity card has 2 to 50 characters, this has \(name.count)"
            : "the name on the identity card has 2 to 50 characters, and no digits or signs")
    }
    return name
  }

  static func trimmed(_ text: String) -> String {
    var words = Substring(text)
    while let last = words.last, last.isWhitespace { words.removeLast() }
    return String(words.drop { $0.isWhitespace })
  }
}
