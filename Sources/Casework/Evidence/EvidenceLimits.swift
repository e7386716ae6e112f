package import Policy

/// How large and how many the files of evidence may be (凭证限额), and how far photographs are made smaller.
///
/// The size of the result is the law's; the other limits are the installation's own, to keep one
/// upload from using up a machine. All are checked before anything is decoded.
package struct EvidenceLimits: Hashable, Sendable {
  /// One step of making photographs smaller (压缩档位).
  package struct Step: Hashable, Sendable {
    /// The long side of a page's picture in pixels at most; 11.7 inches of A4 bear it.
    package var longSide: Int
    /// JPEG quality, 1 to 100.
    package var quality: Int32

    package init(longSide: Int, quality: Int32) {
      self.longSide = longSide
      self.quality = quality
    }
  }

  /// Where the size of the result is written: one PDF of at most 1M.
  package static let article = Article(document: "MANUAL-2019", place: "指标复查")

  /// Bytes of the merged PDF at most (`1M`, read in the applicant's favour: 1,024 × 1,024); a single
  /// PDF handed in may have as many.
  package var most = 1_048_576
  /// Bytes to which photographs are made smaller, so that the result passes by either reading of `1M`.
  package var target = 1_000_000
  /// Files handed in at once.
  package var files = 20
  /// Bytes of one photograph.
  package var photoBytes = 20 << 20
  /// Bytes of all files together.
  package var bytesTogether = 64 << 20
  /// Pixels of a photograph's longer side.
  package var longSide = 16_000
  /// Pixels of a photograph: cameras of 64 megapixels pass.
  package var pixels = 65_000_000
  /// Pixels of the longer side at least: less is a preview, and nobody can read a document in it.
  package var leastLongSide = 600
  /// Passes of a progressive JPEG; cameras and programs write about ten.
  package var scans = 100
  /// Pages of the merged PDF.
  package var pages = 100
  /// Best first. The last one is about 110 dots an inch on A4, below which small print is lost.
  package var steps = [
    Step(longSide: 2338, quality: 80), Step(longSide: 2338, quality: 65),
    Step(longSide: 1754, quality: 65), Step(longSide: 1754, quality: 50),
    Step(longSide: 1286, quality: 50), Step(longSide: 1286, quality: 40),
  ]
  /// Processor seconds of one run of a PDF tool.
  package var toolProcessorSeconds = 10
  /// Seconds by the clock of one run of a PDF tool.
  package var toolSeconds = 20
  /// Bytes of memory of a PDF tool, which has no more than ``mergeMemory`` anyway.
  package var toolMemory = 512 << 20
  /// Processor seconds of preparing one upload, the tools' not counted; twenty photographs of 12 megapixels
  /// need some 25.
  package var mergeProcessorSeconds = 100
  /// Seconds by the clock of preparing one upload, the tools' included.
  package var mergeSeconds = 300
  /// Bytes of address space in which one upload is prepared; decoding alone may need some 400 MB.
  package var mergeMemory = 1 << 30
  /// Uploads that are prepared at the same time.
  package var atOnce = 1
  /// Uploads that may wait for their turn, in memory; a further one is told to come back.
  package var waiting = 8

  package init() {}
}
