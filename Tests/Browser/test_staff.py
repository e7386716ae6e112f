"""What staff see, walked by clicking: a window, the city, accounts and roles, the audit, the system's clock. Each journey runs
with script and without; they change the demo city, so each takes a case of its own."""

import os
import re
import subprocess
import time

import pytest

from steps import click, says

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])


def name(state, script):
    return f"staff-{state}" if script else f"staff-{state}-bare"


@SCRIPTS
def test_a_window_decides_a_dispute(enter, inspect, keyboard, script):
    page = enter("window-haidian-1", script=script)
    inspect(page, name("window", script))
    page.locator("main table tbody th a").first.click()
    inspect(page, name("dispute", script))
    says(page, "登记信息与异议主张")
    says(page, "提出人")
    if script:
        keyboard(page)
    page.locator("textarea[name=remark]").fill("与登记机关核对")
    page.allowed.append("422")
    click(page, "核对决定")
    says(page, "请选择异议成立或不成立")
    assert page.locator("textarea[name=remark]").input_value() == "与登记机关核对"
    inspect(page, name("dispute-error", script))
    page.locator("input[name=decision][value=dismissed]").check()
    click(page, "核对决定")
    says(page, "还没有作出决定")
    inspect(page, name("dispute-check", script))
    click(page, "返回修改")
    assert page.locator("textarea[name=remark]").input_value() == "与登记机关核对"
    click(page, "核对决定")
    click(page, "作出决定")
    says(page, "已认定异议不成立")
    says(page, "回执编号")
    inspect(page, name("dispute-decided", script))


def test_identity_at_the_window(enter, inspect):
    page = enter("window-haidian-1")
    page.goto("/window/identity")
    inspect(page, "staff-identity")
    page.locator("input[name=identityNumber]").fill("990000")
    page.allowed.append("422")
    click(page, "查找")
    says(page, "应为18位")
    inspect(page, "staff-identity-error")


def test_another_district_looks_like_none(enter):
    page = enter("window-haidian-1")
    link = page.locator("main table tbody th a").first
    path = link.get_attribute("href") if link.count() else "/window/disputes/eligibility/1"
    other = enter("window-chaoyang-1")
    other.allowed.append("403")
    other.goto(path)
    foreign = other.locator("main").inner_text()
    other.goto(re.sub(r"\d+$", "99999999", path))
    assert other.locator("main").inner_text() == foreign


@SCRIPTS
def test_the_city(enter, inspect, keyboard, script):
    page = enter("city-2", script=script)
    inspect(page, name("city", script))
    if script:
        keyboard(page)
    for path, state in [
        ("/city/cycles", "cycles"), ("/city/cycles/new", "plan-years"), ("/city/cycles/new/2020", "plan"),
        ("/city/units", "units"), ("/city/sanctions", "sanctions"),
    ]:
        page.goto(path)
        inspect(page, name(state, script))
    page.goto("/city/cycles/new/2020")
    assert page.get_by_label("开始", exact=False).first.input_value() == "2020-07-17T08:00"
    page.goto("/city/cycles")
    page.locator("main table tbody th a").first.click()
    inspect(page, name("cycle", script))
    page.goto("/city/units")
    page.locator("main table tbody th a").first.click()
    inspect(page, name("unit", script))


def bar(page, number, reason):
    page.locator("input[name=identityNumber]").fill(number)
    page.locator("textarea[name=reason]").fill(reason)
    click(page, "核对此人")


@SCRIPTS
def test_a_person_is_barred(enter, inspect, keyboard, script):
    person = enter("retired" if script else "noPermit", to="/my/data?open=yes")
    number = re.search(r"\b9900\d{13}[\dX]\b", person.locator("main").inner_text())[0]
    page = enter("city-1", to="/city/sanctions", script=script)
    click(page, "个人失信处理名单")
    says(page, "吴**")
    inspect(page, name("people", script))
    page.locator("main table tbody th a").first.click()
    inspect(page, name("person-barred", script))
    page.goto("/city/sanctions/people/new")
    if script:
        keyboard(page)
    bar(page, "990000", "假")
    says(page, "应为18位")
    assert page.locator("textarea[name=reason]").input_value() == "假"
    inspect(page, name("person-bar-error", script))
    bar(page, number, "提交虚假学历证明，经核实")
    says(page, number[:3] + "*" * 11 + number[-4:])
    assert number not in page.locator("main").inner_text() and number not in page.url
    inspect(page, name("person-bar-check", script))
    click(page, "提议")
    says(page, "已提议，等待另一名管理员确认")
    inspect(page, name("person-proposed", script))
    two = enter("city-2", script=script)
    two.goto(page.url.split("?")[0])
    inspect(two, name("person-proposal", script))
    click(two, "确认并办理")
    click(two, "确认提议")
    says(two, "已确认并办理")
    person.goto("/my/tasks")
    says(person, "失信禁入至")


@SCRIPTS
def test_the_window_asks_for_more(enter, inspect, keyboard, script):
    # Each journey asks about a dispute of its own, filed here.
    subject = "unpaid" if script else "unknownPermit"
    person = enter(subject, to="/my/eligibility/dispute", script=script)
    person.locator("textarea[name=reason]").fill("登记信息与实际不符，请核对")
    click(person, "提出异议")
    said = person.locator("main dl.summary").first.inner_text()
    number = re.search(r"编号\s+(\d+)", said)[1]
    for window in ("window-haidian-1", "window-chaoyang-1"):
        page = enter(window, to=f"/window/disputes/eligibility/{number}", script=script)
        if page.locator("main table").count():
            break
    # Whose it is, masked; the person finds below that it was looked at, and why.
    assert re.search(r"身份证号码\s+990\*{11}[\dX]{4}\b", page.locator("main").inner_text())
    person.goto("/my/data")
    person.locator("main details summary").first.click()
    says(person, "办理异议")
    click(page, "要求对方补充")
    if script:
        keyboard(page)
    page.locator("textarea[name=question]").fill("？")
    click(page, "发出要求")
    assert page.locator("textarea[name=question]").input_value() == "？"
    inspect(page, name("ask-error", script))
    page.locator("textarea[name=question]").fill("请提供单位出具的缴费证明")
    click(page, "发出要求")
    says(page, "已要求补充，期限中止")
    inspect(page, name("asked", script))
    person.goto("/my/tasks")
    says(person, "区窗口要求补充")
    person.goto("/my/eligibility")
    inspect(person, name("inquiry-eligibility", script).replace("staff", "applicant"))
    click(person, "查看要求并补充")
    says(person, "请提供单位出具的缴费证明")
    inspect(person, name("inquiry", script).replace("staff", "applicant"))
    if script:
        keyboard(person)
    person.locator("textarea[name=reply]").fill("好")
    click(person, "提交补充")
    assert person.locator("textarea[name=reply]").input_value() == "好"
    inspect(person, name("inquiry-error", script).replace("staff", "applicant"))
    person.locator("textarea[name=reply]").fill("缴费证明已交区窗口")
    click(person, "提交补充")
    says(person, "补充已提交，期限继续计算")
    page.reload()
    says(page, "缴费证明已交区窗口")


def test_two_administrators(enter, inspect):
    one = enter("city-1")
    one.locator("main table").first.locator("tbody th a").first.click()
    says(one, "另一名管理员")
    inspect(one, "staff-proposal-own")
    path = one.url
    two = enter("city-2")
    two.goto(path)
    inspect(two, "staff-proposal")
    click(two, "否决")
    inspect(two, "staff-proposal-reject")
    click(two, "否决提议")
    says(two, "已否决，没有办理")
    inspect(two, "staff-proposal-rejected")


@SCRIPTS
def test_accounts_and_roles(enter, inspect, script):
    page = enter("security-2", script=script)
    inspect(page, name("security", script))
    page.goto("/security/accounts?role=window")
    inspect(page, name("accounts", script))
    page.locator("main table tbody th a").first.click()
    inspect(page, name("account", script))
    says(page, "演示·工作人员登录")
    click(page, "提议授予角色")
    inspect(page, name("grant", script))
    click(page, "主管单位工作人员")
    says(page, "主管单位编号")
    inspect(page, name("grant-supervisor", script))
    click(page, "审核部门工作人员")
    page.locator("select[name=scope]").select_option(label="税务")
    page.locator("input[name=until]").fill("明年")
    click(page, "提议")
    assert page.locator("select[name=scope]").input_value() == "tax"
    assert page.locator("input[name=until]").input_value() == "明年"
    inspect(page, name("grant-error", script))
    click(page, "监察审计")
    says(page, "不限")
    page.allowed.append("409")
    click(page, "提议")
    says(page, "管理系统、账户或审计的人员不得办理业务")
    inspect(page, name("grant-conflict", script))
    page.goto("/security/accounts/find")
    inspect(page, name("find", script))
    page.goto("/security/accounts/new")
    inspect(page, name("open-account", script))


@SCRIPTS
def test_the_auditor(enter, inspect, keyboard, script):
    page = enter("auditor-1", script=script)
    inspect(page, name("audit", script))
    page.locator("select[name=subject]").select_option("anything")
    click(page, "查询")
    inspect(page, name("acts", script))
    page.locator("main table tbody th a").first.click()
    inspect(page, name("act", script))
    if script:
        keyboard(page)
    with page.expect_download() as download:
        click(page, "导出证明")
    assert download.value.suggested_filename.startswith("proof-")


# Their services are not open yet: their pages are those of everybody.
OWN_PAGES = ["/work", "/account", "/account/messages", "/account/sign-ins", "/account/sessions", "/account/drafts", "/account/contact"]
# Pages of everybody else.
FOREIGN = [
    "/my/tasks", "/my/eligibility", "/my/association", "/my/data", "/unit", "/unit/associations", "/unit/clerks", "/window",
    "/window/identity", "/city", "/city/units", "/city/cycles", "/city/sanctions", "/security", "/security/accounts", "/audit", "/system", "/clock",
]


@SCRIPTS
@pytest.mark.parametrize("subject", ["officer-housing", "supervisor-1"])
def test_those_whose_service_comes_later(enter, inspect, keyboard, subject, script):
    kind = subject.split("-")[0]
    page = enter(subject, script=script)
    assert page.url.endswith("/work")
    says(page, "尚未开放")
    says(page, "房屋登记" if kind == "officer" else "编号1")
    if script:
        keyboard(page)
    for path in OWN_PAGES:
        for tongue in ("", "/en") if script else ("",):
            page.goto(tongue + path)
            inspect(page, name(kind + (tongue + path).replace("/", "-"), script))
    page.goto("/account/sign-ins")
    click(page, "报告非本人登录")
    inspect(page, name(f"{kind}-report", script))
    # What is not theirs is refused, and in the same words whether it is there or not.
    for path in FOREIGN:
        page.goto(path)
        says(page, "无权办理")
        # As if it were theirs, and only had to be left to somebody else.
        assert "回避" not in page.locator("main").inner_text(), path
    inspect(page, name(f"{kind}-refused", script))
    for path in ("/city/units/", "/security/accounts/", "/unit/associations/", "/window/disputes/unit/"):
        page.goto(path + "1")
        there = page.locator("main").inner_text()
        page.goto(path + "99999999")
        assert page.locator("main").inner_text() == there
    page.goto("/work")
    page.get_by_role("button", name="退出登录").first.click()
    page.wait_for_load_state()
    page.goto("/work")
    assert "/sign-in" in page.url


def test_others_begin_honestly(enter, inspect):
    page = enter("technician-1")
    inspect(page, "staff-system")
    page.goto("/clock")
    inspect(page, "staff-clock")
    says(page, "可能需要重新登录")


def test_an_act_is_proved_elsewhere(enter, base, inspect, tmp_path):
    page = enter("auditor-1", to="/audit")
    # The city's first act; a checkpoint is made every few seconds.
    for _ in range(60):
        page.goto("/audit/acts/0")
        if "检查点已包含" in page.locator("main").inner_text():
            break
        time.sleep(0.5)
    says(page, "检查点已包含")
    inspect(page, "staff-audit-covered")
    proof = page.context.request.get(base + "/audit/acts/0/proof").body()
    keys = tmp_path / "keys.txt"
    keys.write_bytes(page.context.request.get(base + "/api/v1/ledger/keys").body())

    def verified(text):
        (tmp_path / "proof.json").write_bytes(text)
        command = [os.environ["LUOHU"], "ledger", "verify-receipt", tmp_path / "proof.json", "--keys", keys]
        return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LUOHU_LANG": "en"})

    right = verified(proof)
    assert right.returncode == 0 and right.stdout.startswith("right: "), right.stdout + right.stderr
    # What it says was done cannot be changed behind the ledger.
    assert verified(proof.replace(b"demo", b"demx", 1)).returncode != 0
