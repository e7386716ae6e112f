package import Casework
package import Policy

/// Why somebody is not signed in (登录失败). Pages show ``wording``, the log ``code``; neither has anything of a token, a
/// code, an answer of the provider or a person.
package enum SignInFailure: Error, Hashable, Sendable {
  /// No provider of this name.
  case unknownProvider
  /// The provider cannot be asked now; nothing is lost, and later it can.
  case unavailable(OutgoingFault)
  /// What the provider says of itself does not fit what is agreed.
  case metadata(MetadataFlaw)
  /// The person declined, or closed the provider's page.
  case declined
  /// The provider refuses us: what we ask is not what it has registered.
  case refused
  /// Nothing is known of this sign-in: another browser, cookies off, or too late.
  case unexpected
  /// The sign-in began more than ten minutes ago.
  case overdue
  /// The answer is not to what this browser asked.
  case state
  /// The answer is of another provider than the one that was asked (RFC 9207).
  case mixedUp
  /// The address of the answer is malformed: parameters twice, none, or unknown errors.
  case malformed
  /// This answer was used before, or its code is not valid any more.
  case replayed
  /// The answer to the exchange of the code is no such answer.
  case exchange
  case token(TokenFlaw)
  /// What the provider says of the person later is about somebody else, or unreadable.
  case userinfo
  /// The provider does not tell what it must.
  case missing(IdentityField)
  /// What it tells cannot be true: a number whose check does not fit.
  case unusable(IdentityField)
  /// The person signed in, but not surely enough.
  case level(needed: AssuranceLevel, got: AssuranceLevel)
  /// The proof is older than was asked for, or has no time.
  case stale
  /// Somebody else proved who they are than the one who was asked to.
  case otherPerson
  /// The provider does not renew what it granted: it ended there.
  case ended

  /// Whether somebody was at the provider's page and did not prove to be the one who was asked.
  package var isFailedProof: Bool {
    switch self {
    case .otherPerson, .stale, .level: true
    default: false
    }
  }

  /// Fixed, for the log and the API: `token.nonce`.
  package var code: String {
    switch self {
    case .unknownProvider: "provider.unknown"
    case .unavailable(let fault): "provider.\(fault.rawValue)"
    case .metadata(let flaw): "metadata.\(flaw.rawValue)"
    case .declined: "declined"
    case .refused: "refused"
    case .unexpected: "unexpected"
    case .overdue: "overdue"
    case .state: "state"
    case .mixedUp: "mixed-up"
    case .malformed: "malformed"
    case .replayed: "replayed"
    case .exchange: "exchange"
    case .token(let flaw): "token.\(flaw.rawValue)"
    case .userinfo: "userinfo"
    case .missing(let field): "missing.\(field.rawValue)"
    case .unusable(let field): "unusable.\(field.rawValue)"
    case .level: "level"
    case .stale: "stale"
    case .otherPerson: "other-person"
    case .ended: "ended"
    }
  }

  /// For the person: what happened, and what helps.
  package var wording: Wording {
    switch self {
    case .unknownProvider:
      Wording(
        "没有这个登录方式，请返回登录页选择。", "There is no such way to sign in; choose one on the sign-in page.")
    case .unavailable:
      Wording(
        "身份认证平台暂时无法使用，您填写的内容没有丢失，请稍后再试。",
        "The identity provider cannot be used right now. Nothing you entered is lost; please try again later."
      )
    case .metadata, .refused, .exchange, .userinfo:
      Wording(
        "身份认证平台的答复与约定不符，已记录，请稍后再试或改用其他登录方式。",
        "The identity provider’s answer is not as agreed. This is logged; try later or another way to sign in."
      )
    case .declined:
      Wording("您取消了登录。", "You cancelled signing in.")
    case .unexpected, .overdue:
      Wording(
        "登录已超时或未从本浏览器开始，请重新登录。",
        "The sign-in took too long or did not begin in this browser; please sign in again.")
    case .state, .mixedUp, .malformed, .replayed, .token:
      Wording(
        "登录答复无法核实，为保护您的账户已拒绝，请从登录页重新开始。",
        "The answer to the sign-in could not be verified and was refused to protect your account; start again from the sign-in page."
      )
    case .missing(let field):
      Wording(
        "身份认证平台没有提供\(field.title.zh)，请先在该平台补全后再登录。",
        "The identity provider did not give your \(field.title.en); complete it there and sign in again."
      )
    case .unusable(let field):
      Wording(
        "身份认证平台提供的\(field.title.zh)有误，请先在该平台更正后再登录。",
        "The \(field.title.en) that the identity provider gave is wrong; correct it there and sign in again."
      )
    case .level(let needed, let got):
      Wording(
        "此操作需要\(needed.title.zh)，您的登录为\(got.title.zh)。请用更高等级的方式认证，或到区窗口办理。",
        "This needs \(needed.title.en), and you signed in at \(got.title.en). Prove yourself at the higher level, or go to a district window."
      )
    case .stale:
      Wording("需要重新核验身份，请再认证一次。", "Please prove again who you are.")
    case .otherPerson:
      Wording(
        "核验身份的不是当前登录的人，操作未进行。",
        "Somebody else than the person signed in proved who they are; nothing was done.")
    case .ended:
      Wording(
        "身份认证平台已结束您的登录，请重新登录。", "The identity provider ended your sign-in; please sign in again.")
    }
  }

  /// For operators: what is wrong at the provider or with the agreement; `nil` when nothing is.
  package var notice: Wording? {
    switch self {
    case .unavailable(let fault): fault.wording
    case .metadata(let flaw): flaw.wording
    case .token(let flaw): flaw.wording
    case .refused:
      Wording(
        "对方拒绝本客户端，请核对client、secret与callback",
        "it refuses this client: compare client, secret and callback")
    case .exchange: Wording("令牌接口的答复有误", "its token endpoint answers wrongly")
    case .userinfo: Wording("用户信息接口的答复有误", "its userinfo endpoint answers wrongly")
    case .missing(let field):
      Wording(
        "没有提供\(field.title.zh)，请核对claims", "it does not give \(field.title.en): compare claims")
    case .unusable(let field): Wording("\(field.title.zh)有误", "its \(field.title.en) is wrong")
    default: nil
    }
  }
}

/// What a provider tells of a person (身份信息项).
package enum IdentityField: String, CaseIterable, Hashable, Sendable {
  case name, identityNumber, creditCode, phone, mail

  package var title: Wording {
    switch self {
    case .name: Wording("姓名或名称", "name")
    case .identityNumber: Wording("公民身份号码", "identity number")
    case .creditCode: Wording("统一社会信用代码", "credit code")
    case .phone: Wording("手机号码", "telephone number")
    case .mail: Wording("电子邮箱", "mail address")
    }
  }
}

/// What is wrong with what a provider says of itself (元数据问题).
package enum MetadataFlaw: String, CaseIterable, Hashable, Sendable {
  /// Not JSON, not found, or something that is needed is not there.
  case unreadable
  /// It calls itself otherwise than the configuration does, to the letter.
  case issuer
  /// One of its addresses is not encrypted.
  case address
  /// It signs in no way that is agreed, or knows no codes or no PKCE with S256.
  case abilities
  /// Its keys cannot be read, or there is none.
  case keys

  package var wording: Wording {
    switch self {
    case .unreadable: Wording("元数据无法读取", "its metadata cannot be read")
    case .issuer: Wording("元数据中的issuer与配置不一致", "its metadata name another issuer")
    case .address: Wording("元数据中有未加密的地址", "its metadata have an address without encryption")
    case .abilities: Wording("不支持约定的流程或签名算法", "it does not offer the agreed flow or algorithms")
    case .keys: Wording("公钥无法读取", "its keys cannot be read")
    }
  }
}
