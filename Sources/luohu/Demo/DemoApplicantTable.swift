import Casework
import PointsService
import Policy

extension DemoPeople {
  /// People, from the first step to the last, then those who cannot go on.
  static func applicants(_ city: DemoCity) throws(Problems) -> [DemoPerson] {
    [
      try city.person(
        "newcomer", "Jiang Xiaoyu", Wording("什么都还没做：先校验资格条件", "nothing done yet: check eligibility")
      ),
      try city.person(
        "eligible", "Lin Yinuo",
        Wording("符合资格条件，尚未关联单位", "eligible, not associated with a unit yet")),
      try city.person(
        "waiting", "Gu Niannian", Wording("关联待单位确认", "the unit has not answered the request yet")),
      try city.person(
        "payerDiffers", "Su Xiaolan",
        Wording("关联待确认，参保单位不一致", "the request waits, and another unit pays the insurance")),
      try city.person(
        "rejected", "Xu Chang’an",
        Wording("单位未通过关联，附意见", "the unit rejected the request, with a reason")),
      try city.person(
        "tookBack", "Pei Zhiwei",
        Wording("已撤回关联申请，可重新发起", "took the request back, and can send another")),
      try city.person(
        "confirmed", "Song Mingyuan", Wording("已关联，尚未作出承诺", "associated, undertakings not accepted")
      ),
      try city.person(
        "undertaken", "Cheng Yutong",
        Wording("已作出全部承诺，基础信息待填", "undertakings accepted, basic information missing")),
      try city.person(
        "complete", "Han Liqun",
        Wording("基础信息已填：配偶和两名子女", "basic information complete: spouse and two children")),
      try city.person(
        "helped", "Du Ruolan", Wording("由亲属代填", "a family member fills in for her")),
      try city.person(
        "helper", "Du Zijin", Wording("为杜若兰代填的亲属", "the family member who fills in for Du Ruolan")),
      try city.person(
        "colleague", "Lu Pingchuan", Wording("已与小满餐饮关联", "associated with Xiaoman Catering")),
      try city.person(
        "leaver", "He Zhitu", Wording("单位登记离职，关联已终止", "left the unit, the association has ended")),
      try city.person(
        "vouched", "Jiang Yueming", level: .l2,
        Wording("只有二级身份，经区窗口两人核验", "level 2 only, vouched for by two window officers")),
      try city.person(
        "levelTwo", "Shen Tinglan", level: .l2,
        Wording(
          "只有二级身份，未经区窗口核验：看到关联前怎样取得三级",
          "level 2 only, not vouched for: sees how to reach level 3 before associating")),
      try city.person(
        "noPermit", "Zhou Beichen", Wording("不符合：未持有居住证", "not eligible: no residence permit")),
      try city.person(
        "latePermit", "Zheng Zaiye",
        Wording("不符合：居住证晚一天；异议待处理", "not eligible: permit a day too late; the dispute waits")),
      try city.person(
        "insuranceGap", "Tang Xiaoman",
        Wording("社保中断一个月；异议成立，可继续", "a month without insurance; the dispute was upheld")),
      try city.person(
        "supplementary", "Liang Zhiyuan",
        Wording("补缴多一个月；异议不成立", "one supplementary month too many; the dispute was dismissed")),
      try city.person(
        "retired", "He Qiushi", Wording("不符合：已达法定退休年龄", "not eligible: past the retirement age")),
      try city.person(
        "unpaid", "Bai Lufei",
        Wording(
          "不符合：社会保险不足；被提议失信处理，待确认",
          "not eligible: insured for too short a time; a bar is proposed")),
      try city.person(
        "criminalRecord", "Feng Zhige",
        Wording(
          "有刑事犯罪记录；窗口要求补充材料，期限中止", "a criminal record; the window asks for more, the clock stands")),
      try city.person(
        "sanctioned", "Wu Jianhuan",
        Wording("失信禁入期内，不能申报", "barred for dishonesty, cannot apply")),
      try city.person(
        "pardoned", "Duan Siyuan",
        Wording("失信处理经复核已解除", "was barred; the bar was lifted after a review")),
      try city.person(
        "served", "Pan Huizhi",
        Wording("失信处理期满，可以申报", "was barred, and the bar has ended")),
      try city.person(
        "returning", "Wen Huaijin",
        Wording("去年申报过：当年的案卷已结束，今年还没有开始", "applied last year, and not yet this year")),
      try city.person(
        "unknownPost", "Ye Zhiqiu", Wording("无法判定：岗位未知", "undetermined: the post is not known")),
      try city.person(
        "unknownPermit", "Yan Shouyi",
        Wording("无法判定：居住证信息缺失", "undetermined: the permit is not known")),
      try city.person(
        "locked", "Meng Fanxing",
        Wording(
          "报告过非本人登录，账户锁定；登录即解除", "reported a sign-in; locked until the next sign-in at level 3")),
      try city.person(
        "disabled", "Ding Yichuan", Wording("账户已停用，不能登录", "the account is disabled; no way in")),
      try city.person(
        "clerk", "Fang Zhengping",
        Wording(
          "星辰软件受委托的经办人，本人也符合资格条件", "a delegated clerk of Stardust Software, eligible as well")),
    ]
  }
}
