import Testing
import Units

@testable import Web

/// Protects people who cannot see a chart, and those who can: names, numbers, places, escaping.
@Suite("Charts")
struct ChartTests {
  private func month(_ text: String) -> Month { Month(text) ?? Month(1, 1) }

  private func span(_ from: String, _ to: String) -> MonthSpan {
    MonthSpan(month(from), month(to))
  }

  private func line(_ values: [Int?]) -> LineChart {
    LineChart(
      id: "line", title: "落户分值", description: "每年度一个点", measure: .points,
      columns: values.indices.map { String(2018 + $0) },
      series: [LineChart.Series(name: "落户分值", values: values)])
  }

  private var bars: StackedBars {
    StackedBars(
      id: "bars", title: "t", description: "d", measure: .points,
      bars: [
        StackedBars.Bar(
          name: "方案",
          parts: [
            .init(place: 0, name: "就业", value: 3000), .init(place: 2, name: "教育", value: 1500),
            .init(place: 2, name: "扣除", value: -263),
          ])
      ],
      marks: [.init(value: 9713, name: "2020"), .init(value: 10088, name: "2021")])
  }

  private var timeline: Timeline {
    Timeline(
      id: "life", title: "t", description: "d",
      lanes: [
        Timeline.Lane(
          name: "社会保险",
          spans: [
            .init(span("2013-01", "2015-03"), .paid, label: "朝阳区"),
            .init(span("2015-06", "2019-12"), .paid, label: "海淀区", link: "/x?a=1&b=2"),
          ], required: span("2013-01", "2019-12")),
        Timeline.Lane(
          name: "住所",
          spans: [
            .init(span("2014-01", "2016-06"), .ownHome, label: "自有"),
            .init(span("2016-05", "2017-12"), .rental, label: "租赁"),
          ]),
      ],
      marks: [.init(month: month("2019-12"), name: "截止")], gapName: "缺", overlapName: "重叠")
  }

  @Test("every chart is an image with a title and a description, coloured by classes alone")
  func accessible() {
    let charts = [
      line([9075, nil, 9713]).svg.text, bars.svg.text, timeline.svg.text,
      GroupedBars(
        id: "groups", title: "t", description: "d", measure: .count, columns: ["2018"],
        series: [.init(name: "a", values: [nil])]
      ).svg.text,
      StepChart(
        id: "steps", title: "t", description: "d", across: .points, up: .count, acrossName: "s",
        points: [.init(x: 9900, y: 3450), .init(x: 9800, y: 4678)], marks: []
      ).svg.text,
    ]
    for svg in charts {
      #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>"))
      let role = svg == timeline.svg.text ? "group" : "img"
      #expect(svg.contains("role=\"\(role)\"") && svg.contains("</title>"))
      #expect(svg.contains("</desc>"))
      for forbidden in ["style=", "fill=\"#", "stroke=", "<script", "NaN", "inf"] {
        #expect(!svg.contains(forbidden), "\(forbidden)")
      }
    }
  }

  @Test("nothing to show is an empty chart, not a crash")
  func empty() {
    #expect(line([]).svg.text.contains("</svg>"))
    #expect(line([nil]).svg.text.contains("</svg>"))
    #expect(line([5]).svg.text.contains("</svg>"))
    let none = Timeline(
      id: "none", title: "t", description: "d", lanes: [], marks: [], gapName: "", overlapName: "")
    #expect(none.svg.text.contains("</svg>") && none.months == nil)
    let bar = StackedBars(
      id: "none", title: "t", description: "d", measure: .points, bars: [], marks: [])
    #expect(bar.svg.text.contains("</svg>"))
  }

  @Test("words cannot become tags")
  func escaped() {
    var chart = line([1, 2])
    chart.title = "<b>&\"'"
    chart.series[0].name = "</title><script>"
    #expect(chart.svg.text.contains("&lt;b&gt;&amp;&quot;&#39;"))
    #expect(!chart.svg.text.contains("<script>") && !chart.svg.text.contains("<b>"))
    #expect(timeline.svg.text.contains("href=\"/x?a=1&amp;b=2\""))
  }

  @Test("a span can be followed by its name, unless it is too narrow to be hit")
  func links() {
    var chart = timeline
    #expect(chart.svg.text.matches(of: /<a\s/).count == 1)
    #expect(chart.svg.text.contains("aria-label=\"海淀区 2015-06…2019-12\""))
    chart.lanes[0].spans[0].link = "#narrow"
    chart.lanes[0].spans[0].months = span("2013-01", "2013-03")
    #expect(chart.svg.text.matches(of: /<a\s/).count == 1)
    chart.lanes[0].spans = []
    #expect(chart.svg.text.contains("role=\"img\""), "nothing to follow")
  }

  @Test("a line leaves out the columns without a value and says every value it has")
  func gaps() {
    let svg = line([9075, nil, 9713]).svg.text
    #expect(svg.matches(of: /<circle/).count == 2)
    #expect(svg.contains("落户分值 2018: 90.75") && svg.contains("落户分值 2020: 97.13"))
  }

  @Test("higher values stand higher, and equal ones alike")
  func heights() throws {
    let places = line([9075, 9358, 9713, 9713]).svg.text.matches(of: /cy="([0-9.]+)"/)
      .compactMap { Double($0.1) }
    #expect(places.count == 4)
    #expect(places[0] > places[1] && places[1] > places[2] && places[2] == places[3])
  }

  @Test("a band is drawn between its lowest and highest values, with a legend")
  func band() {
    var chart = line([100, 200])
    chart.band = [100...150, 180...260]
    chart.bandName = "估计范围"
    #expect(chart.svg.text.contains("class=\"band\" d=\"M"))
    #expect(chart.svg.text.contains("估计范围"))
  }

  @Test("what is taken away lies back from what was earned, and the total is written")
  func stacked() throws {
    let svg = bars.svg.text
    #expect(svg.contains("方案 42.37"))
    #expect(svg.contains("class=\"less\""))
    let ends = try svg.matches(
      of: /class="(s1|s3|less)" x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)" height="32"/
    ).map { try #require(Double($0.2)) + #require(Double($0.3)) }
    #expect(ends.count == 3)
    #expect(abs(ends[2] - ends[1]) < 0.2)
    for name in ["就业", "教育", "扣除", "2020 97.13", "2021 100.88"] {
      #expect(svg.contains(name), "\(name)")
    }
  }

  @Test("months that nothing covers are a gap, months that two spans share an overlap")
  func timelineGaps() {
    #expect(timeline.lanes[0].gaps == [span("2015-04", "2015-05")])
    #expect(timeline.lanes[0].overlaps == [])
    #expect(timeline.lanes[1].gaps == [])
    #expect(timeline.lanes[1].overlaps == [span("2016-05", "2016-06")])
    let svg = timeline.svg.text
    #expect(svg.contains("缺 2015-04…2015-05"))
    #expect(svg.contains("重叠 2016-05…2016-06"))
    #expect(svg.contains("span-gap") && svg.contains("span-overlap"))
    #expect(timeline.months == span("2013-01", "2019-12"))
  }

  @Test(
    "an axis has few round ticks around all its values",
    arguments: [
      [9075, 11992], [0, 130_111], [0, 1], [5, 5], [-1200, 3000], [0, 999_999_999],
    ])
  func ticks(values: [Int]) {
    let scale = Scale(values, isFromZero: false, from: 0, to: 100)
    #expect((2...7).contains(scale.ticks.count), "\(scale.ticks)")
    #expect(values.allSatisfy { scale.low <= $0 && $0 <= scale.high })
    #expect(scale.place(scale.low) == 0 && scale.place(scale.high) == 100)
  }

  @Test("numbers are grouped by thousands, points keep their decimals")
  func numbers() {
    #expect(Measure.count.text(122_852) == "122,852")
    #expect(Measure.count.text(-1_000) == "-1,000")
    #expect(Measure.count.text(999) == "999")
    #expect(Measure.points.text(9713) == "97.13")
    #expect(Measure.points.text(9700) == "97")
    #expect(Measure.plain.text(2020) == "2020")
    func written(_ length: Double) -> String {
      var markup = Markup()
      markup.length(length)
      return markup.text
    }
    #expect(written(-0.05) == "-0.1" || written(-0.05) == "0")
    #expect(written(12.34) == "12.3" && written(12) == "12" && written(-3.5) == "-3.5")
  }
}
