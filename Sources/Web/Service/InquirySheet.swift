import Casework
import PointsService
import Policy
import Units

extension ServiceField {
  /// What somebody who was asked for more sends (补充说明).
  static let inquiryAnswer = [
    ServiceField("reply", .text(500), Wording("补充说明，2至500字", "the answer, in 2 to 500 characters")),
    ServiceField(
      "evidence", .texts, isNeeded: false,
      Wording("补充的凭证编号，须已上传", "numbers of uploads that go with it")),
    ServiceField("seen", .number, Wording("所见的异议版本", "the dispute’s version that was seen")),
  ]
}

extension Visit {
  /// The page on which the window's question is answered (补充说明页), the same for people and units.
  ///
  /// - Parameters:
  ///   - more: what else is to be known of the time.
  ///   - uploads: what could go with the answer, by number and words.
  ///   - place: of this page, of the uploads, and of the dispute that it belongs to.
  func inquirySheet(
    _ inquiries: [ListDisputes.Words.Inquiry], seen: Int, _ standing: ClockStanding,
    more: [String] = [], uploads: [(number: Int64, text: String)],
    place: (own: String, uploads: String, back: String), crumbs: [(text: String, path: String)]
  ) -> Sheet {
    var fields = [
      FormField(
        name: "reply", label: say("service.inquiry.reply"), control: .long,
        hint: say("service.inquiry.reply.hint"))
    ]
    if !uploads.isEmpty {
      fields.append(
        FormField(
          name: "evidence", label: say("service.inquiry.evidence"),
          control: .checks(
            uploads.map { FormField.Option(value: "\($0.number)", text: $0.text) }),
          values: uploads.map { "\($0.number)" }))
    }
    return .panels(
      self, say("service.inquiry"), crumbs: crumbs,
      [
        Panel(facts: inquiryFacts(inquiries)),
        Panel(
          title: say("service.inquiry.time"),
          paragraphs: [
            say(
              "service.inquiry.paused",
              [
                "days": "\(standing.daysLeft)",
                "article": Rule.clockOver.article.text(language),
              ])
          ] + more),
        Panel(
          title: say("service.inquiry.files"),
          paragraphs: [
            say(
              hall.evidence == nil
                ? "service.inquiry.files.none"
                : uploads.isEmpty ? "service.inquiry.files.first" : "service.inquiry.files.there")
          ],
          links: hall.evidence == nil ? [] : [(say("service.inquiry.upload"), place.uploads)]),
        Panel(
          title: say("service.inquiry.form"),
          asks: [
            Panel.Ask(
              path: place.own, button: say("service.inquiry.send"), fields: fields,
              hidden: [("seen", "\(seen)")], keepsDraft: true)
          ], links: [(say("service.inquiry.back"), place.back)]),
      ])
  }

  /// What was asked and answered, oldest first.
  func inquiryFacts(_ inquiries: [ListDisputes.Words.Inquiry]) -> [Panel.Fact] {
    inquiries.flatMap { inquiry in
      let asked = Panel.Fact(
        say("service.inquiry.asked", ["at": inquiry.askedAt.text(language)]), inquiry.question)
      return inquiry.reply.map { [asked, Panel.Fact(say("service.inquiry.replied"), $0)] }
        ?? [asked]
    }
  }
}

extension PointsRefusal {
  /// Nobody asked for more.
  static let notAsked = PointsRefusal.lifecycle(
    LifecycleRefusal(
      "区窗口没有要求补充。", "The window has not asked for more.",
      Article(document: "PLATFORM", place: "区窗口异议")))
}
