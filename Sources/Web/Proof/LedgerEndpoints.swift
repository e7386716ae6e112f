import Casework
import HTTPTypes
import Hummingbird
import NIOCore
import Policy

extension Site {
  /// What programs may ask of the ledger (账本接口): receipts, whether one is right, the newest checkpoint, the keys.
  var ledgerEndpoints: [Endpoint] {
    [
      Endpoint(method: .get, path: "receipts/:id") { call in
        let proof = try call.proof()
        guard let reference = ReceiptReference(call.id),
          let receipt = try await proof.receipt(reference)
        else {
          throw ProblemDetails(
            .unknownAddress, Wording("账本中没有这个回执编号", "The ledger has no such reference."))
        }
        return call.document("application/json", receipt.json)
      },
      Endpoint(method: .post, path: "receipts/check", takes: [.json]) { call in
        let proof = try call.proof()
        let body = try await call.body(upTo: Receipt.longest)
        let receipt: Receipt
        do throws(LedgerFault) {
          receipt = try Receipt(json: Array(body.readableBytesView))
        } catch {
          throw ProblemDetails(
            Problems([Problem(path: "(receipt)", value: "…", allowed: error.wording)]))
        }
        let check = try await proof.check(receipt)
        var json = JSONWriter()
        json.object { json in
          json.field("outcome", check.name)
          json.field("message", check.wording[call.language])
        }
        json.endLine()
        return call.document("application/json", json.bytes)
      },
      Endpoint(method: .get, path: "ledger/checkpoint", answers: ["text/plain"]) { call in
        guard let checkpoint = try await call.proof().checkpoint() else {
          throw ProblemDetails(.unknownAddress, Wording("尚无检查点", "There is no checkpoint yet."))
        }
        return call.document("text/plain; charset=utf-8", Array(checkpoint.text.utf8))
      },
      Endpoint(method: .get, path: "ledger/keys", answers: ["text/plain"]) { call in
        call.document("text/plain; charset=utf-8", Array(try call.proof().keys.text.utf8))
      },
    ]
  }
}

extension ReceiptCheck {
  fileprivate var name: String {
    switch self {
    case .covered: "right"
    case .waiting: "waiting"
    case .wrong: "wrong"
    }
  }
}

extension Call {
  fileprivate func proof() throws(ProblemDetails) -> Proof {
    guard let proof = site.proof else {
      throw ProblemDetails(
        .unknownAddress,
        Wording("本系统尚未办理业务，没有账本", "This installation keeps no cases and no ledger."))
    }
    return proof
  }

  /// An answer that is true only now.
  fileprivate func document(_ type: String, _ bytes: [UInt8]) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: type, .cacheControl: "no-store", .vary: "Accept-Language"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
