package import Hummingbird

/// What accompanies a request.
package struct SiteContext: RequestContext {
  package var coreContext: CoreRequestContextStorage

  package init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }

  /// Bodies larger than this are refused.
  package var maxUploadSize: Int { 1 << 20 }
}
