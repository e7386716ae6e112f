import Mustache
import Policy
import Synchronization

/// A page rendered once (保留的页面框架): its bytes, with places at which the values of each visitor are
/// filled in.
///
/// A template engine takes a microsecond or more a tag, and most of a page is the same for everybody who
/// has the same flags. So the template is rendered with a mark for every text, and what comes out is cut
/// at the marks. Filling it gives what the template would have given.
struct Frame: Sendable {
  private enum Piece: Sendable {
    case bytes(ArraySlice<UInt8>)
    case value(String)
  }

  private let pieces: [Piece]

  /// - Parameter rendered: a page in which ``mark(_:)`` stands for each value.
  init(_ rendered: String) {
    var pieces: [Piece] = []
    // Marks and what is between them take turns; no template or wording has control characters.
    for (place, part) in rendered.utf8.split(
      separator: 0x1F, omittingEmptySubsequences: false
    ).enumerated() {
      if place % 2 == 1 {
        pieces.append(.value(String(decoding: part, as: UTF8.self)))
      } else if !part.isEmpty {
        pieces.append(.bytes(Array(part)[...]))
      }
    }
    self.pieces = pieces
  }

  /// What a page is rendered with in place of a value.
  static func mark(_ name: String) -> String { "\u{1F}\(name)\u{1F}" }

  /// The page with the values of a view: texts are escaped, markup stays as it is.
  func filled(with view: View) -> Markup {
    var markup = Markup()
    markup.reserve(48 * 1024)
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): markup.append(bytes)
      case .value(let name):
        switch view[name] {
        case let text as String: markup.escaped(text)
        case let inner as Markup: markup.append(inner)
        default: break
        }
      }
    }
    return markup
  }
}

/// The frames made so far. There are few: one for each template, language, head and combination of flags.
final class KeptFrames: Sendable {
  struct Key: Hashable {
    var template: String
    var language: Language
    /// Address and title, on which the layout around a page depends.
    var head: [String] = []
    /// The flags that are set.
    var flags: Set<String>
  }

  private static let most = 512
  private let frames = Mutex<[Key: Frame]>([:])

  /// The frame of a key, made when nobody has asked before.
  func frame(_ key: Key, _ render: () -> String) -> Frame {
    if let frame = frames.withLock({ $0[key] }) { return frame }
    let frame = Frame(render())
    frames.withLock { frames in
      if frames.count < KeptFrames.most { frames[key] = frame }
    }
    return frame
  }
}

extension Site {
  /// Renders a page of texts, markup and flags as ``page(_:_:_:)`` does, by its kept frame.
  func framed(_ template: String, _ head: PageHead, _ view: View) -> Markup {
    let key = KeptFrames.Key(
      template: template, language: head.language, head: [head.title, head.route.path(.zh)],
      flags: view.flags)
    return frames.frame(key) { page(template, head, view.marked) }.filled(with: view)
  }

  /// Renders a part of a page in the same way.
  func framed(_ template: String, _ view: View, _ language: Language) -> Markup {
    let key = KeptFrames.Key(template: template, language: language, flags: view.flags)
    return frames.frame(key) { templates.render(template, view.marked, language) }
      .filled(with: view)
  }
}

extension Markup: MustacheCustomRenderable {
  package var renderText: String { text }
  package var isNull: Bool { false }
}
