import Casework
import PointsService
import Policy
import Units

extension Visit {
  /// How long there still is (剩余时间): whole days, below one day hours, below one hour minutes.
  func left(until: Instant) -> String {
    let minutes = max(0, until.milliseconds - hall.now.milliseconds) / 60_000
    let (count, unit): (Int64, String) =
      minutes >= 24 * 60
      ? (minutes / (24 * 60), "day") : minutes >= 60 ? (minutes / 60, "hour") : (minutes, "minute")
    return say("my.left.\(unit)\(count == 1 ? "" : "s")", ["count": "\(count)"])
  }

  /// By when something has to be done, and how long that is.
  func until(_ end: Reckoned<Instant>, _ key: String = "my.tasks.until") -> String {
    say(key, ["until": end.deadline(language), "left": left(until: end.value)])
  }

  /// A line of a summary: what, and what it is.
  func line(_ key: String, _ value: String) -> View {
    ["label": say(key), "value": value]
  }

  /// The number of the application of the open cycle, of whoever acts or is helped.
  ///
  /// - Throws: ``Rule/eligibilityUnchecked`` while there is none.
  func application() async throws -> Int64 {
    guard let number = try await ShowTasks(hall.points)(by: actor).application else {
      throw PointsRefusal.rule(.eligibilityUnchecked, nil)
    }
    return number
  }

  /// Asks for a proof of identity before something is read that would need one when it is done (先行核验): link and words; none
  /// when it is fresh enough.
  func proof(for act: Act, back path: String) -> View {
    let step = hall.points.demands.stepUp(act, actor)
    return [
      "needsProof": step != nil && banner?.asksForProof != true,
      "proofText": step?.wording[language] ?? "",
      "proofLink": link("/sign-in/again") + "?to=\(FormEncoding.percent(path))",
    ]
  }
}

extension JSONWriter {
  mutating func moment(_ name: String, _ moment: Instant?) {
    guard let moment else { return }
    field(name, "\(moment)")
  }
}
