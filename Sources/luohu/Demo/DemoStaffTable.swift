import Casework
import Identity
import Policy

extension DemoPeople {
  /// The city's people, and those who keep the system.
  static let staff: [DemoPerson] = [
    officer(
      "window-haidian-1", "王守信", "Wang Shouxin", .window, .district("haidian"),
      Wording("海淀区窗口：异议待处理，一件等待补充", "Haidian window: disputes wait, one for the applicant")),
    officer(
      "window-haidian-2", "李望舒", "Li Wangshu", .window, .district("haidian"),
      Wording("海淀区窗口：双人核验的另一人", "Haidian window: the second of two who vouch")),
    officer(
      "window-chaoyang-1", "赵临溪", "Zhao Linxi", .window, .district("chaoyang"),
      Wording("朝阳区窗口：看不到海淀区的异议", "Chaoyang window: sees nothing of Haidian")),
    officer(
      "city-1", "陈政和", "Chen Zhenghe", .administrator, .whole,
      Wording(
        "市级管理员：提议了对单位和个人的失信处理和结束年度",
        "city: proposed to bar a unit and a person, and to close the cycle")),
    officer(
      "city-2", "刘思远", "Liu Siyuan", .administrator, .whole,
      Wording("市级管理员：可确认或否决这三项提议", "city: can confirm or reject these proposals")),
    officer(
      "officer-housing", "马居正", "Ma Juzheng", .officer, .department("housing"),
      Wording("审核部门：房屋登记", "department: housing registration")),
    officer(
      "supervisor-1", "高同舟", "Gao Tongzhou", .supervisor, .supervisingUnit(1),
      Wording(
        "编号1的主管单位：引进毕业生服务尚未开放", "supervising unit no. 1: the service for graduates is not open yet"
      )),
    officer(
      "security-1", "吴安之", "Wu Anzhi", .security, .whole,
      Wording("安全管理员：提议为新同事授予角色", "security: proposed a role for a new colleague")),
    officer(
      "security-2", "郑慎行", "Zheng Shenxing", .security, .whole,
      Wording("安全管理员：可确认该提议", "security: can confirm that proposal")),
    officer(
      "technician-1", "黄启明", "Huang Qiming", .technician, .whole,
      Wording("系统管理员", "system administrator")),
    officer(
      "auditor-1", "徐鉴清", "Xu Jianqing", .auditor, .whole,
      Wording("审计员：可查全部办理记录", "auditor: searches every act")),
    officer(
      "staff-new", "胡新禾", "Hu Xinhe", nil, .whole,
      Wording("新同事：账户已开，角色待确认，现在还不能登录", "new colleague: no role yet, so no way in")),
  ]

  private static func officer(
    _ subject: String, _ name: String, _ english: String, _ role: Role?, _ scope: RoleScope,
    _ situation: Wording
  ) -> DemoPerson {
    DemoPerson(
      subject: subject, audience: .staff, title: Wording(name, english), situation: situation,
      name: name, role: role, scope: scope)
  }
}
