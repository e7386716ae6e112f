import Casework

/// A picture as it stands on a page (页面图片): JPEG bytes without metadata.
struct PagePicture: Sendable {
  var jpeg: [UInt8]
  var width: Int
  var height: Int
  var isGrey: Bool
  var orientation: Orientation
}

/// One photograph made smaller in every step of the ladder (照片压缩): decoded once, kept only as JPEG.
struct ReducedPhotograph: Sendable {
  /// One for each step, in their order.
  var pictures: [PagePicture]

  init(_ photograph: InspectedFile, _ limits: EvidenceLimits) throws(Flaw) {
    pictures = []
    let largest = limits.steps.reduce(1) { max($0, $1.longSide) }
    let raster: Raster
    let orientation: Orientation
    var isGrey = false
    switch photograph.content {
    case .jpeg(let file):
      raster = try JPEGCodec.decode(photograph.bytes, file, atLeast: largest)
      orientation = file.orientation
      isGrey = file.components == 1
    case .png(let file):
      let size = ReducedPhotograph.size(file.width, file.height, largest)
      guard let decoded = Raster.png(file.picture, size.width, size.height) else {
        throw Flaw.damaged("PNG", "its pixels cannot be unpacked")
      }
      raster = decoded
      orientation = file.orientation
    case .pdf:
      return
    }
    var current = raster
    for step in limits.steps {
      let size = ReducedPhotograph.size(raster.width, raster.height, step.longSide)
      if size != (current.width, current.height) {
        guard let smaller = raster.scaled(to: size.width, size.height) else {
          throw Flaw.damaged(photograph.type.name, "no memory for \(size)")
        }
        current = smaller
      }
      guard let jpeg = JPEGCodec.encode(current, quality: step.quality, isGrey: isGrey) else {
        throw Flaw.damaged(photograph.type.name, "no memory for \(size)")
      }
      pictures.append(
        PagePicture(
          jpeg: jpeg, width: size.width, height: size.height, isGrey: isGrey,
          orientation: orientation))
    }
  }

  /// The size with a long side of at most so many pixels; never larger than it is.
  static func size(_ width: Int, _ height: Int, _ longSide: Int) -> (width: Int, height: Int) {
    let long = max(width, height)
    guard long > longSide else { return (width, height) }
    return (max(1, width * longSide / long), max(1, height * longSide / long))
  }
}
