import Casework
import Testing
import Units

/// A moment in Beijing for tests, `2020-07-17 08:00` or with seconds and milliseconds `2020-07-17 08:00:00.000`.
func moment(_ text: String) throws -> Instant {
  let parts = text.split(separator: " ")
  let date = try #require(parts.first.flatMap { CivilDate(String($0)) })
  guard parts.count == 2 else { return Instant(date) }
  let time = try parts[1].split { $0 == ":" || $0 == "." }.map { try #require(Int64($0)) }
  let rest = time.count > 2 ? time[2] * 1000 : 0
  return Instant(
    date,
    millisecondOfDay: (time[0] * 60 + time[1]) * 60_000 + rest + (time.count > 3 ? time[3] : 0))
}

func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }
