import Casework
import Hummingbird
import PointsService
import Policy
import Synchronization
import TestKit
import Testing
import Units

@testable import Web

/// Protects visitors from a first page that speaks of another year than the one in which they can file here: it goes by the
/// installation's own cycle and clock.
@Suite("The installation's own cycle on the first page")
struct HomeCycleTests {
  private static func page(_ city: ServiceCity, _ language: Language = .zh) async throws -> String {
    city.site.home(
      language, HomeState(today: city.site.now(), cycle: await city.site.homeCycle()))
  }

  @Test("the open cycle, its stage, until when and what can be done", arguments: Language.allCases)
  func open(language: Language) async throws {
    let city = try await ServiceCity.open()
    let text = try await Self.page(city, language)
    let words = [
      Wording(
        "2020年度正在进行：申报阶段，至2020年8月15日 20:00",
        "Cycle 2020 is under way: Filing, until 15 August 2020 20:00"),
      Wording("今天是2020年7月20日。", "Today is 20 July 2020."),
    ]
    for words in words { #expect(text.contains(words[language]), "\(words[language])") }
    #expect(text.contains(city.site.text("home.cycle.filing", language)))
    #expect(text.contains("href=\"\(Route.service("/sign-in").path(language))?to=/my#in-person\""))
    #expect(text.contains("<option value=\"2020\" selected>"), "the quick check asks for it")
    #expect(text.contains("id=\"calendar-2020\"") && !text.contains("id=\"calendar-2021\""))
    #expect(city.site.templates.missing.all == [])
  }

  @Test("what was published of that cycle and later ones is no past of this installation")
  func past() async throws {
    let text = try await Self.page(try await ServiceCity.open())
    #expect(text.contains("往年的落户分值") && text.contains("2019年度：93.58分"))
    #expect(!text.contains("97.13") && !text.contains("119.92"))
  }

  @Test(
    "the stage ends with its last millisecond",
    arguments: [
      (19, 3_599_999, "正在进行：申报阶段，至", "home.cycle.filing"),
      (20, 0, "“部门审核结果汇总”阶段自2020年8月16日 00:00起", "home.cycle.notFiling"),
    ] as [(Int64, Int64, String, String)])
  func edge(hour: Int64, millisecond: Int64, words: String, canDo: String) async throws {
    let city = try await ServiceCity.open()
    city.clock.set(PointsBench.moment(2020, 8, 15, hour: hour, millisecond: millisecond))
    let text = try await Self.page(city)
    #expect(text.contains(words), "\(words)")
    #expect(text.contains(city.site.text(canDo, .zh)))
  }

  @Test("before filing begins the open cycle says when; a last stage without an end has none")
  func ends() async throws {
    let city = try await ServiceCity.open(
      at: PointsBench.moment(2020, 7, 17, hour: 7, millisecond: 3_599_999))
    #expect(try await Self.page(city).contains("2020年度已开启，“申报”阶段自2020年7月17日 08:00起"))
    city.clock.set(PointsBench.moment(2020, 10, 15))
    #expect(try await Self.page(city).contains(">2020年度正在进行：公示和落户办理阶段<"))
  }

  @Test("without an open cycle it says so, and the public figures stand as they are")
  func none() async throws {
    let text = try await Self.page(try await ServiceCity.open(hasCycle: false))
    #expect(text.contains("现在没有开启的年度。") && text.contains("119.92"))
    #expect(!text.contains("正在进行："))
  }

  @Test("an installation that keeps no cases speaks of no cycle of its own")
  func bare() async throws {
    let text = try await ReferenceSite().get("/").text
    #expect(!text.contains("id=\"cycle\"") && text.contains("最近一次落户分值"))
  }

  @Test("the cycles are read once a second; while they cannot be read, what was known stays")
  func kept() async throws {
    let kept = KeptCycles()
    let reads = Mutex(0)
    func ask(_ time: Int, fails: Bool = false) async -> [ShowCycles.View]? {
      await kept.cycles(at: time) {
        reads.withLock { $0 += 1 }
        if fails { throw StoreFailure.unavailable("away") }
        return []
      }
    }
    #expect(await ask(0, fails: true) == nil)
    #expect(await ask(1) == [])
    #expect(await ask(999_999) == [] && reads.withLock { $0 } == 2)
    #expect(await ask(1_000_000, fails: true) == [] && reads.withLock { $0 } == 3)
    #expect(await ask(1_999_999) == [] && reads.withLock { $0 } == 3)
    #expect(await ask(2_000_000) == [] && reads.withLock { $0 } == 4)
  }
}
