/// How the service runs (运行配置): every limit, path and secret, with the value it has unless told otherwise.
package struct Settings: Sendable {
  /// The address that is listened on.
  package var host = "127.0.0.1"
  /// The port; 0 takes any that is free.
  package var port = 8080

  package init() {}
}
