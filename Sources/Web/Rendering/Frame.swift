import Mustache
import Policy
import Synchronization

/// A page rendered once (保留的页面框架): its bytes, with places at which the values of each visitor are
/// filled in.
///
/// A template engine takes a microsecond or more a tag, and most of a page is the same for everybody whose
/// view has the same ``ViewShape``. So the template is rendered with a mark for every text, and what comes
/// out is cut at the marks. Filling it gives what the template would have given: texts are escaped, markup
/// stays as it is.
struct Frame: Sendable {
  /// One step of the way from the outermost view to a text.
  enum Step: Hashable, Sendable {
    case name(String)
    case row(Int)
  }

  private enum Piece: Sendable {
    case bytes(ArraySlice<UInt8>)
    case value([Step])
  }

  private let pieces: [Piece]

  /// - Parameters:
  ///   - rendered: a page in which ``mark(_:)`` stands for each value.
  ///   - places: where the values are, by the numbers of their marks.
  init(_ rendered: String, _ places: [[Step]]) {
    var pieces: [Piece] = []
    // Marks and what is between them take turns; no template or wording has control characters.
    for (turn, part) in rendered.utf8.split(
      separator: 0x1F, omittingEmptySubsequences: false
    ).enumerated() {
      if turn % 2 == 0 {
        if !part.isEmpty { pieces.append(.bytes(Array(part)[...])) }
      } else if let number = Int(Substring(part)), places.indices.contains(number) {
        pieces.append(.value(places[number]))
      }
    }
    self.pieces = pieces
  }

  /// What a page is rendered with in place of the value of a number.
  static func mark(_ number: Int) -> String { "\u{1F}\(number)\u{1F}" }

  /// The page with the values of a view of the same shape.
  func filled(with view: View) -> Markup {
    var markup = Markup()
    markup.reserve(48 * 1024)
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): markup.append(bytes)
      case .value(let place):
        switch Frame.value(place[...], of: view) {
        case let text as String: markup.escaped(text)
        case let inner as Markup: markup.append(inner)
        default: break
        }
      }
    }
    return markup
  }

  private static func value(_ place: ArraySlice<Step>, of object: Any?) -> Any? {
    guard let step = place.first else { return object }
    switch step {
    case .name(let name):
      guard let view = object as? View else { return nil }
      return value(place.dropFirst(), of: view[name])
    case .row(let row):
      if let views = object as? [View] {
        return views.indices.contains(row) ? value(place.dropFirst(), of: views[row]) : nil
      }
      guard let texts = object as? [String], texts.indices.contains(row) else { return nil }
      return texts[row]
    }
  }
}

/// What decides how a template comes out, besides the texts (视图形状): which names a view has, which flags are set, how many
/// rows its lists have, and the same of the views in it.
indirect enum ViewShape: Hashable {
  case flag(Bool)
  case text
  case texts(Int)
  case view([String: ViewShape])
  case views([ViewShape])

  /// - Parameter room: how many values there may be, so that only shapes are kept that come back; taken from.
  /// - Returns: `nil` when there are more, or one is of another kind.
  init?(_ value: Any, room: inout Int) {
    room -= 1
    guard room >= 0 else { return nil }
    switch value {
    case let flag as Bool: self = .flag(flag)
    case is String, is Markup: self = .text
    case let view as View:
      guard let shape = ViewShape(view, room: &room) else { return nil }
      self = shape
    case let views as [View]:
      var shapes: [ViewShape] = []
      shapes.reserveCapacity(views.count)
      for view in views {
        guard let shape = ViewShape(view, room: &room) else { return nil }
        shapes.append(shape)
      }
      self = .views(shapes)
    case let texts as [String]:
      room -= texts.count
      self = .texts(texts.count)
    default: return nil
    }
  }

  init?(_ view: View, room: inout Int) {
    var shapes: [String: ViewShape] = [:]
    shapes.reserveCapacity(view.values.count)
    for (name, value) in view.values {
      guard let shape = ViewShape(value, room: &room) else { return nil }
      shapes[name] = shape
    }
    self = .view(shapes)
  }
}

/// The frames made so far: one for each template, language and shape.
final class KeptFrames: Sendable {
  struct Key: Hashable {
    var template: String
    var language: Language
    var shape: ViewShape
  }

  private static let most = 512
  private let frames = Mutex<[Key: Frame]>([:])

  /// The frame of a key, made when nobody has asked lately.
  func frame(_ key: Key, _ make: () -> Frame) -> Frame {
    if let frame = frames.withLock({ $0[key] }) { return frame }
    let frame = make()
    frames.withLock { frames in
      // Those that are asked for often are soon back.
      if frames.count >= KeptFrames.most { frames.removeAll() }
      frames[key] = frame
    }
    return frame
  }
}

extension Site {
  /// Renders a page as ``page(_:_:_:)`` does, by its kept frame.
  func framed(_ template: String, _ head: PageHead, _ view: View) -> Markup {
    let page = framed(template, root(head, view), head.language)
    return head.language == .zh ? page : Markup(LanguageMarks.marked(page.text))
  }

  /// Renders a part of a page in the same way.
  func framed(_ template: String, _ view: View, _ language: Language) -> Markup {
    var room = 1000
    guard let shape = ViewShape(view, room: &room) else {
      return Markup(templates.render(template, view, language))
    }
    let key = KeptFrames.Key(template: template, language: language, shape: shape)
    return frames.frame(key) {
      var places: [[Frame.Step]] = []
      let marked = view.marked([], &places)
      let frame = Frame(templates.render(template, marked, language), places)
      assert(frame.filled(with: view).text == templates.render(template, view, language))
      return frame
    }.filled(with: view)
  }
}

extension View {
  /// The same flags and lists, and a mark of its ``Frame`` in place of every text.
  ///
  /// - Parameter places: where the texts are; their marks have these numbers.
  fileprivate func marked(_ way: [Frame.Step], _ places: inout [[Frame.Step]]) -> View {
    func mark(_ way: [Frame.Step]) -> String {
      places.append(way)
      return Frame.mark(places.count - 1)
    }
    var marked = self
    for (name, value) in values {
      let way = way + [.name(name)]
      switch value {
      case is Bool: break
      case let view as View: marked[name] = view.marked(way, &places)
      case let views as [View]:
        marked[name] = views.indices.map { views[$0].marked(way + [.row($0)], &places) }
      case let texts as [String]: marked[name] = texts.indices.map { mark(way + [.row($0)]) }
      default: marked[name] = mark(way)
      }
    }
    return marked
  }
}

extension Markup: MustacheCustomRenderable {
  package var renderText: String { text }
  package var isNull: Bool { false }
}
