import Glibc

/// The counts as Prometheus reads them (text format 0.0.4).
struct MetricsText {
  static let type = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  init(_ metrics: Metrics, process: ProcessFigures, version: String) {
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
    for reason in Refusal.Reason.allCases {
      line(
        "luohu_http_requests_refused_total", [("reason", "\(reason)")],
        "\(state.refused[reason] ?? 0)")
    }
    family("process_cpu_seconds_total", "counter", "Processor time.")
    line("process_cpu_seconds_total", [], Decimals.text(process.cpuMicroseconds, 6))
    family("process_resident_memory_bytes", "gauge", "Memory in use.")
    line("process_resident_memory_bytes", [], "\(process.residentBytes)")
    family("process_start_time_seconds", "gauge", "When the process started, since 1970.")
    line("process_start_time_seconds", [], "\(process.startedAt)")
    family("luohu_build_info", "gauge", "The program.")
    line("luohu_build_info", [("version", version)], "1")
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

/// What the process has used so far.
struct ProcessFigures {
  var cpuMicroseconds = 0
  var residentBytes = 0
  /// Seconds since 1970.
  var startedAt: Int

  init(startedAt: Int) {
    self.startedAt = startedAt
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    cpuMicroseconds =
      (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
      + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    residentBytes = ProcessFigures.pages() * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The second number of `/proc/self/statm`: resident pages.
  private static func pages() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &buffer, buffer.count)
    let words = String(decoding: buffer[..<max(0, count)], as: UTF8.self).split(separator: " ")
    return words.count > 1 ? Int(words[1]) ?? 0 : 0
  }
}
