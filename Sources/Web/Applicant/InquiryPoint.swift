import Casework
import PointsService
import Policy
import Units

extension ServicePoint {
  /// 补充说明: the window asked for more before it decides.
  static let answerInquiry = ServicePoint.form(
    "/my/eligibility/dispute/answer", Wording("答复区窗口的补充要求", "Answer what the window asked"),
    .disputeEligibility, reads: .readOwnData, fields: ServiceField.inquiryAnswer, show: inquiry
  ) { visit in
    let application = try await visit.application()
    let supplement = SupplementDispute(visit.hall.points)
    var number = try await supplement.waiting(application: application, by: visit.actor)
    if number == nil {
      // Sent again, or decided meanwhile: the newest dispute says so.
      number = try await ReadEligibility(visit.hall.points)(by: visit.reader)?.dispute?.number
    }
    guard let number else { throw PointsRefusal.notAsked }
    let done = try await supplement(
      number, seen: visit.seen(), reply: visit.text("reply"),
      evidence: try visit.numbers("evidence"), by: visit.actor)
    return Outcome("service.done.supplemented", next: "/my/eligibility", done)
  }

  private static func inquiry(_ visit: Visit) async throws -> Sheet {
    let answer = try await ReadEligibility(visit.hall.points)(by: visit.actor)
    // Whoever typed an answer sees it, also when the window has decided meanwhile.
    guard let answer, let dispute = answer.dispute,
      dispute.state == .waiting || visit.typed != nil
    else { throw PointsRefusal.notAsked }
    let uploads = try await visit.uploads(answer.application).filter {
      $0.isUsable && !dispute.evidence.contains($0.number)
    }
    let until = try await ShowTasks(visit.hall.points)(by: visit.actor).steps.first {
      $0.act == .requestAssociation
    }?.until
    return visit.inquirySheet(
      dispute.inquiries, seen: dispute.version, dispute.standing,
      more: until.map { [visit.say("my.inquiry.until", ["until": $0.deadline(visit.language)])] }
        ?? [],
      uploads: uploads.map { ($0.number, visit.uploadText($0)) },
      place: (
        "/my/eligibility/dispute/answer", "/my/eligibility/evidence", "/my/eligibility"
      ), crumbs: [(visit.say("my.eligibility"), "/my/eligibility")])
  }
}
