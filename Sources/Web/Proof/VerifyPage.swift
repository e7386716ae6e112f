import Casework
import HTTPTypes
import Hummingbird
import Policy
import Units

extension Site {
  /// 核对回执: whether what a receipt says stands in the ledger, by its reference or by its file.
  func addVerify(to router: Router<SiteContext>, _ language: Language) {
    router.page(.verify, language) { request, _ in
      let reference = request.uri.queryParameters["reference"].map(String.init) ?? ""
      return try await verify(
        ReceiptForm(reference: reference, file: ""), language, isAsked: !reference.isEmpty)
    }
    router.post(RouterPath(Route.verify.path(language))) { request, _ in
      let form = try await FormBody.read(request)
      return try await verify(
        ReceiptForm(reference: form["reference"] ?? "", file: form["file"] ?? ""), language,
        isAsked: form["go"] != "stay")
    }
  }

  private func verify(
    _ form: ReceiptForm, _ language: Language, isAsked: Bool
  ) async throws -> Response {
    let outcome = isAsked ? try await check(form) : nil
    let isProblem = outcome?.isProblem ?? false
    var title = text("verify.title", language)
    if isProblem { title = text("calculator.errorTitle", language) + title }
    var view: View = [
      "action": Route.verify.path(language), "reference": form.reference, "file": form.file,
      "hasErrors": isProblem, "hasError": isProblem, "error": "", "errors": [View](),
      "hasOutcome": false, "isKept": proof != nil,
      "keys": (proof?.keys.list ?? []).map(\.description),
      "checkpointLink": "\(Endpoint.base)/ledger/checkpoint",
      "keysLink": "\(Endpoint.base)/ledger/keys",
    ]
    switch outcome {
    case nil: break
    case .problem(let field, let wording):
      let text = wording[language]
      view["error"] = text
      view["errorIsReference"] = field == .reference
      view["errorIsFile"] = field == .file
      view["errors"] = [View(["link": "#\(field)", "text": text])]
    case .checked(let check, let receipt):
      view.merge(try await shown(check, receipt, language))
    }
    for name in ["errorIsReference", "errorIsFile"] where view[name] == nil { view[name] = false }
    return .html(
      page(
        "verify",
        PageHead(title: title, language: language, route: .verify, isForm: true), view),
      status: isProblem ? .unprocessableContent : .ok)
  }

  private func shown(
    _ check: ReceiptCheck, _ receipt: Receipt, _ language: Language
  ) async throws -> View {
    var deed: (name: String, at: Instant)?
    if case .wrong = check {} else { deed = try await proof?.deed(of: receipt) }
    var view: View = [
      "hasOutcome": true, "place": String(receipt.index), "hash": receipt.leaf.description,
      "shownReference": receipt.reference.description, "hasCheckpoint": false, "size": "",
      "key": "", "reason": check.wording[language], "isCovered": false, "isWaiting": false,
      "isWrong": false,
      "deed": [deed].compactMap { deed in
        deed.map {
          View([
            "what": text("event.name.\($0.name)", language, or: "verify.other"),
            "at": $0.at.text(language),
          ])
        }
      },
      "receiptLink": "\(Endpoint.base)/receipts/\(receipt.reference)",
    ]
    switch check {
    case .covered(_, let size, let key):
      view.merge([
        "banner": "banner-success", "isCovered": true, "hasCheckpoint": true,
        "size": String(size), "key": key.shortName,
      ])
    case .waiting: view.merge(["banner": "banner-warning", "isWaiting": true])
    case .wrong: view.merge(["banner": "banner-danger", "isWrong": true])
    }
    return view
  }

  /// What a visitor's receipt comes to.
  func check(_ form: ReceiptForm) async throws -> ReceiptForm.Outcome {
    guard let proof else {
      return .problem(
        .reference,
        Wording("本系统尚未办理业务，没有可核对的回执", "this installation keeps no cases, so there are no receipts"))
    }
    if !form.file.allSatisfy(\.isWhitespace) {
      let receipt: Receipt
      do throws(LedgerFault) {
        receipt = try Receipt(json: Array(form.file.utf8))
      } catch {
        return .problem(.file, error.wording)
      }
      return .checked(try await proof.check(receipt), receipt)
    }
    guard let reference = ReceiptReference(form.reference) else {
      return .problem(
        .reference,
        Wording(
          "请填写回执上的16位编号，例如0000-0004-7M3X-9K2T；现有编号有误或不全",
          "Enter the 16 letters and digits of the receipt, for example 0000-0004-7M3X-9K2T; this one has a mistake or is not whole"
        ))
    }
    guard let receipt = try await proof.receipt(reference) else {
      return .problem(
        .reference,
        Wording("账本中没有这个编号，请与回执核对", "The ledger has no such reference; compare it with the receipt")
      )
    }
    return .checked(receipt.check(proof.keys), receipt)
  }
}

/// What a visitor has of a receipt: its reference, or its file as text.
struct ReceiptForm: Sendable {
  enum Field: String, Sendable, CustomStringConvertible {
    case reference, file

    var description: String { rawValue }
  }

  enum Outcome: Sendable {
    case problem(Field, Wording)
    case checked(ReceiptCheck, Receipt)

    var isProblem: Bool { if case .problem = self { true } else { false } }
  }

  var reference: String
  var file: String
}
