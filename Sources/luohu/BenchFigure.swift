import Policy
import Units

/// One thing measured several times.
struct BenchFigure {
  var name: String
  var unit: String
  var values: [Double] = []

  init(_ name: String, _ unit: String) {
    self.name = name
    self.unit = unit
  }

  var median: Double { values.sorted()[values.count / 2] }

  /// Prints figures with the machine that they were measured on.
  ///
  /// - Parameter sizes: of what was measured, by name.
  static func report(
    _ figures: [BenchFigure], _ format: Format, _ sizes: KeyValuePairs<String, Int>
  ) throws {
    func rounded(_ value: Double) -> String {
      Decimal.print(Int((value * 1000).rounded()), decimals: 3)
    }
    var output = StandardOutput()
    switch format {
    case .text:
      let sizes = sizes.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      try output.line("\(processorName()), \(processorCount()) processors, \(sizes)")
      var rows = [["measured", "median", "least", "most", "unit"]]
      for figure in figures {
        rows.append([
          figure.name, rounded(figure.median), rounded(figure.values.min() ?? 0),
          rounded(figure.values.max() ?? 0), figure.unit,
        ])
      }
      try output.write(Columns.table(rows).utf8)
    case .json:
      for figure in figures {
        var json = JSONWriter()
        json.object { json in
          json.field("machine", processorName())
          for size in sizes { json.field(size.key, size.value) }
          json.field("measured", figure.name)
          json.key("median")
          json.decimal(rounded(figure.median))
          json.field("unit", figure.unit)
        }
        json.endLine()
        try output.write(json.bytes)
      }
    }
    try output.flush()
  }
}
