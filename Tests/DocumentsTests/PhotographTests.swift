import Casework
import Policy
import Testing

@testable import Documents

@Suite("Photographs become one small PDF (MANUAL-2019: 多张照片须存入一个PDF，不超过1M)")
struct PhotographTests {
  private let work: Workplace

  init() throws { work = try Workplace() }

  @Test("six noisy photographs of 12 megapixels make six pages of at most a million bytes")
  func six() async throws {
    let photograph = Sample.jpeg(4000, 3000, .noisyPage)
    let prepared = try await work.prepare([[UInt8]](repeating: photograph, count: 6))
    #expect(prepared.pages == 6)
    #expect(prepared.pdf.count <= 1_000_000)
    #expect(prepared.sources.map(\.type) == [String](repeating: "jpeg", count: 6))
    #expect(prepared.sources[0].digest == BlobID(of: photograph))
    #expect(prepared.sources[0].bytes == photograph.count)
    let pages = try Rendered(prepared.pdf, page: 6, dots: 36, work)
    #expect((pages.width, pages.height) == (421, 298), "A4, lying as the photograph is")
  }

  @Test("few photographs keep the resolution of the first step, many come to the last")
  func ladder() async throws {
    let limits = EvidenceLimits()
    let photograph = Sample.jpeg(3000, 2000, .page)
    let one = try await work.prepare([photograph])
    #expect(try images(one.pdf) == ["2338 1558 rgb jpeg"])
    var small = limits
    small.target = one.pdf.count - 1
    let smaller = try await work.prepare([photograph], small)
    #expect(smaller.pdf.count <= small.target)
    small.target = 1
    small.most = one.pdf.count
    let last = try await work.prepare([photograph], small)
    #expect(try images(last.pdf) == ["1286 857 rgb jpeg"])
    let tiny = try await work.prepare([Sample.jpeg(700, 500)])
    #expect(try images(tiny.pdf) == ["700 500 rgb jpeg"], "nothing is made larger")
  }

  @Test("rather than illegible the photographs are refused, saying how many fit; one byte decides")
  func refused() async throws {
    let photograph = Sample.jpeg(2000, 1500, .page)
    var limits = EvidenceLimits()
    limits.target = 1
    limits.most = try await work.prepare([photograph, photograph, photograph]).pdf.count
    limits.most = try await work.prepare([photograph, photograph, photograph], limits).pdf.count
    #expect(try await work.prepare([photograph, photograph, photograph], limits).pages == 3)
    limits.most -= 1
    let problems = try await work.refusal([photograph, photograph, photograph], limits)
    #expect(problems.map(\.path) == ["files"])
    #expect(problems[0].value.contains("\(photograph.count), \(photograph.count)"))
    #expect(problems[0].allowed.zh.contains("3张照片中前2张可以放下"))
    #expect(problems[0].allowed.en.contains("of 3 photographs the first 2 fit"))
  }

  @Test("however the camera was held, the page stands as the photograph was seen", arguments: 1...8)
  func orientation(number: Int) async throws {
    // What each orientation makes of the quarters, from the upper left along the rows.
    let seen = [
      1: "red green blue black", 2: "green red black blue", 3: "black blue green red",
      4: "blue black red green", 5: "red blue green black", 6: "blue red black green",
      7: "black green blue red", 8: "green black red blue",
    ]
    let jpeg = Sample.with(Sample.exif(UInt8(number)), in: Sample.jpeg(800, 600))
    let pdf = try await work.prepare([jpeg]).pdf
    let page = try Rendered(pdf, page: 1, dots: 36, work)
    let found = [(300, 300), (700, 300), (300, 700), (700, 700)].map { page.colour($0.0, $0.1) }
    #expect(found.joined(separator: " ") == seen[number])
    #expect((page.width > page.height) == (number <= 4))
    #expect(page.colour(10, 500) == "white", "a margin for printers")
    #expect(page.colour(500, 10) == "white", "a margin for printers")
  }

  @Test("nothing of EXIF, comments, profiles, texts and appended files is left")
  func metadata() async throws {
    let secrets =
      Sample.exif(6, secret: "SECRET-GPS") + Sample.segment(0xFE, Array("SECRET-COMMENT".utf8))
      + Sample.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0SECRET-XMP".utf8))
      + Sample.segment(0xE2, Array("ICC_PROFILE\0SECRET-ICC".utf8))
    let jpeg = Sample.with(secrets, in: Sample.jpeg(800, 600)) + Array("SECRET-TAIL".utf8)
    var png = Sample.png(800, 600)
    png.insert(contentsOf: Sample.chunk("tEXt", Array("Author\0SECRET-TEXT".utf8)), at: 33)
    let pdf = try await work.prepare([jpeg, png]).pdf
    pdf.withUnsafeBytes { file in
      #expect(file.range(of: Array("SECRET".utf8)) == nil)
      #expect(file.range(of: Array("Exif".utf8)) == nil)
      #expect(file.range(of: Array("/Info".utf8)) == nil)
      #expect(file.range(of: Array("/ID".utf8)) == nil)
      #expect(file.range(of: Array("Date".utf8)) == nil)
    }
  }

  @Test("grey, progressive, transparent and large pictures come out as they were seen")
  func kinds() async throws {
    let grey = try await work.prepare([Sample.jpeg(800, 600, .page, isGrey: true)])
    #expect(try images(grey.pdf) == ["800 600 gray jpeg"])
    let progressive = try await work.prepare([Sample.jpeg(800, 600, isProgressive: true)])
    #expect(try Rendered(progressive.pdf, page: 1, dots: 36, work).colour(300, 300) == "red")
    let clear = try await work.prepare([Sample.png(800, 600, .page, hasAlpha: true)])
    #expect(try Rendered(clear.pdf, page: 1, dots: 36, work).colour(950, 900) == "white")
    let quarters = try await work.prepare([Sample.png(3000, 2000)])
    let page = try Rendered(quarters.pdf, page: 1, dots: 36, work)
    #expect(page.colour(300, 300) == "red" && page.colour(700, 700) == "black")
  }

  @Test("the same photographs give the same file, so that the vault keeps one")
  func deterministic() async throws {
    let files = [Sample.jpeg(1000, 800, .page), Sample.png(900, 700)]
    let (first, second) = (try await work.prepare(files), try await work.prepare(files))
    #expect(first == second)
    #expect(try await work.prepare(files.reversed()).pdf != first.pdf)
  }

  @Test("a photograph whose data are damaged inside is refused with its place in the list")
  func damaged() async throws {
    var png = Sample.png(800, 600)
    // Another image chunk with a right check sum and wrong data.
    png.replaceSubrange(33..., with: Sample.chunk("IDAT", [1, 2, 3]) + Sample.chunk("IEND", []))
    let problems = try await work.refusal([Sample.jpeg(800, 600), png])
    #expect(problems.map(\.path) == ["files[1]"])
    #expect(problems[0].allowed.zh.contains("已损坏"))
    let cut = Sample.jpeg(800, 600, .page)
    let half = cut.prefix(cut.count / 2) + [0xFF, 0xD9]
    #expect(try await work.refusal([Array(half)]).map(\.path) == ["files[0]"])
  }

  /// Size, colour and coding of each picture in a PDF, as poppler sees it.
  private func images(_ pdf: [UInt8]) throws -> [String] {
    let path = try work.write(pdf, "images.pdf")
    let lines = String(decoding: try work.tool("pdfimages", ["-list", path]), as: UTF8.self)
      .split(separator: "\n").dropFirst(2)
    return lines.map { line in
      let words = line.split(separator: " ")
      return "\(words[3]) \(words[4]) \(words[5]) \(words[8])"
    }
  }
}
