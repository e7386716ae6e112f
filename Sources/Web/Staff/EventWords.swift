import Casework
import Policy

/// What events and cases are called where people read of them (事件名称): the ledger keeps their names in English, once and for all.
enum EventWords {
  /// All that happens on the platform, in the order in which one looks for it: signing in, roles, units, associations, applications,
  /// disputes, the city, the system.
  static let names = [
    "SignedIn", "IdentityProved", "SignInFailed", "ProgramAdmitted", "SignInReported", "SignedOut",
    "SignedOutEverywhere", "AccountOpened", "AccountRefreshed", "AccountLookedUp",
    "AccountDisabled", "AccountEnabled", "AccountUnlocked", "AccountUnlockProved",
    "AccountLockExpired", "IdentityVouched", "SamePersonRecognised", "ProviderRolesChanged",
    "ProviderLevelLowered", "RoleChosen", "RoleGranted", "RoleRevoked", "RoleEnded", "RoleOffered",
    "RoleOfferAccepted",
    "RoleOfferExpired", "RoleOfferWithdrawn", "RoleAccepted", "RoleHandedOver",
    "DelegationEnded", "DelegationExpired", "ContactSet", "ActProposed", "ActConfirmed",
    "ActRejected", "ActWithdrawn", "ActExpired", "UnitSubmitted", "UnitRegistered",
    "UnitRefused", "UnitActivated", "UnitConfirmationExpired", "UnitContactChanged",
    "UnitCodeIssued", "UnitCodeRotated", "UnitCodeMissed", "UnitDisputeFiled",
    "UnitDisputeUpheld", "UnitDisputeDismissed", "UnitBarred", "UnitBarLifted", "UnitCancelled",
    "AssociationRequested", "AssociationCancelled", "AssociationConfirmed",
    "AssociationRejected", "AssociationEnded", "AssociationRestored", "AssociationClosed",
    "InsurancePayerCompared", "AssociationsAnswered", "AssociationsExported",
    "ApplicationOpened", "ApplicationSubmitted", "ApplicationClosed", "EligibilityChecked",
    "EligibilityDisputed", "EligibilityDisputeAnswered", "UndertakingAccepted",
    "UndertakingsCompleted", "BasicsEdited", "ApplicantBarred", "ApplicantBarLifted",
    "SanctionImposed", "SanctionLifted", "SanctionExpired", "DisputeFiled", "DisputeQuestioned",
    "DisputeSupplemented", "DisputeRecordsChecked", "DisputeUpheld", "DisputeDismissed",
    "DisputeSettled",
    "EvidenceReceived", "EvidenceInspected", "EvidenceAccepted", "EvidenceRefused",
    "EvidenceRejected", "EvidenceWithdrawn", "EvidenceErased", "ClaimFiled", "ClaimEdited",
    "ClaimDeleted", "ClaimSent", "ClaimQueued", "ClaimFoundValid", "ClaimFoundInvalid",
    "ClaimRecheckRequested", "ClaimAppealed", "CyclePlanned", "CycleOpened", "CycleAmended",
    "CycleClosed",
    "NoticeMade", "NoticeRead", "NoticeSent", "NoticeFailed", "NoticeResent",
    "PersonalDataRead", "PersonalDataErased", "OwnDataExported", "ActsSearched",
    "ProofExported", "ClockMoved", "ServerStarted", "InstallationMade", "InstallationCopied",
    "LedgerReopened", "DemoCityBegun", "DemoCityWentOn", "DemoCitySown",
  ]
}

extension Visit {
  /// An event in words; one that has none, of a later edition of the platform, by its name.
  func event(_ name: String) -> String {
    let key = "event.name.\(name)"
    return site.has(key) ? say(key) : name
  }

  /// A case in words, such as `单位17`; who read it is a case of its own.
  func title(of dossier: DossierID) -> String {
    let raw = dossier.kind.rawValue
    let reads = "access-"
    let kind = raw.hasPrefix(reads) ? String(raw.dropFirst(reads.count)) : raw
    let key = "event.kind.\(kind)"
    guard site.has(key) else { return dossier.description }
    return say(
      raw == kind ? "event.case" : "event.readings",
      ["kind": say(key), "number": "\(dossier.number)"])
  }
}
