import Glibc

/// Figures of something that runs beside the server (同行指标).
package struct MetricFamily: Sendable {
  package enum Kind: String, Sendable { case counter, gauge }
  /// One value, with the labels that tell it from the others.
  package typealias Sample = (labels: [(String, String)], value: String)

  package var name: String
  package var kind: Kind
  package var help: String
  package var samples: [Sample]

  package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    self.name = name
    self.kind = kind
    self.help = help
    self.samples = samples
  }
}

/// The counts as Prometheus reads them (text format 0.0.4).
struct MetricsText {
  static let type = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  init(
    _ metrics: Metrics, process: ProcessFigures, version: String, _ others: [MetricFamily] = []
  ) {
    let (state, inFlight) = metrics.current
    family("luohu_http_requests_total", "counter", "Requests answered.")
    for (key, count) in state.requests.sorted(by: { $0.key < $1.key }) {
      line(
        "luohu_http_requests_total",
        [("route", key.route), ("method", key.method), ("status", "\(key.status)xx")], "\(count)")
    }
    family("luohu_http_request_duration_seconds", "histogram", "Time to answer.")
    for (route, durations) in state.durations.sorted(by: { $0.key < $1.key }) {
      var count = 0
      for (place, more) in durations.counts.enumerated() {
        count += more
        let bound =
          place < Metrics.Durations.bounds.count
          ? Decimals.text(Metrics.Durations.bounds[place], 6) : "+Inf"
        line(
          "luohu_http_request_duration_seconds_bucket", [("route", route), ("le", bound)],
          "\(count)")
      }
      line(
        "luohu_http_request_duration_seconds_sum", [("route", route)],
        Decimals.text(durations.sum, 6))
      line("luohu_http_request_duration_seconds_count", [("route", route)], "\(count)")
    }
    family("luohu_http_requests_in_flight", "gauge", "Requests under way.")
    line("luohu_http_requests_in_flight", [], "\(inFlight)")
    family("luohu_http_requests_refused_total", "counter", "Requests refused, by reason.")
    for reason in Rejection.Reason.allCases {
      line(
        "luohu_http_requests_refused_total", [("reason", "\(reason)")],
        "\(state.refused[reason] ?? 0)")
    }
    family("process_cpu_seconds_total", "counter", "Processor time.")
    line("process_cpu_seconds_total", [], Decimals.text(process.cpuTicks, 2))
    family("process_resident_memory_bytes", "gauge", "Memory in use.")
    line("process_resident_memory_bytes", [], "\(process.residentBytes)")
    family("process_start_time_seconds", "gauge", "When the process started, since 1970.")
    line("process_start_time_seconds", [], "\(process.startedAt)")
    family("luohu_build_info", "gauge", "The program.")
    line("luohu_build_info", [("version", version)], "1")
    for other in others {
      family(other.name, other.kind.rawValue, other.help)
      for sample in other.samples { line(other.name, sample.labels, sample.value) }
    }
  }

  private mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
    text += name
    if !labels.isEmpty {
      let list = labels.map { "\($0.0)=\"\(MetricsText.escaped($0.1))\"" }
      text += "{" + list.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  private static func escaped(_ value: String) -> String {
    value.reduce(into: "") { text, letter in
      switch letter {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(letter)
      }
    }
  }
}

/// What the process has used so far, as the system tells in `/proc`.
struct ProcessFigures {
  /// Processor time in hundredths of a second.
  var cpuTicks = 0
  var residentBytes = 0
  /// Seconds since 1970.
  var startedAt: Int

  init(startedAt: Int) {
    self.startedAt = startedAt
    // The name of the program, in brackets, may hold anything; what follows is plain. Eleven fields
    // later come the ticks as user and as system.
    let fields =
      ProcessFigures.read("/proc/self/stat").split(separator: ")").last?
      .split(separator: " ") ?? []
    if fields.count > 12 { cpuTicks = (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) }
    // All pages, then those that are resident.
    let pages = ProcessFigures.read("/proc/self/statm").split(separator: " ")
    if pages.count > 1 { residentBytes = (Int(pages[1]) ?? 0) * Int(getpagesize()) }
  }

  private static func read(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }
}
