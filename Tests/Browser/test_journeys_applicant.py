"""An applicant's first year, with everybody else whom it takes: the unit's clerk, and a family member who fills in."""

import re
from datetime import timedelta

import pytest

from steps import click, now, resident, says

OWN_CITY = True

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])


def fill_in(page, spouse, child):
    page.get_by_label("已婚").check()
    page.fill("[name='spouse.name']", spouse)
    page.fill("[name='spouse.number']", resident("99040019860531002"))
    click(page, "增加一名子女")
    page.fill("[name='children[0].name']", child)
    page.fill("[name='children[0].number']", resident("99040020160531001"))
    page.locator("[name=maySharePublicly][value=false]").check()
    page.get_by_role("button", name="核对填写的内容").last.click()
    page.wait_for_load_state()


@SCRIPTS
def test_from_the_code_to_the_basics(enter, look, script):
    clerk = enter("unit-settled", to="/unit/code", script=script)
    code = clerk.locator("#code").inner_text()
    page = enter("eligible" if script else "newcomer", script=script)
    if not script:
        page.goto("/my/eligibility")
        click(page, "校验资格条件")
    page.goto("/my/association")
    page.get_by_label("单位注册码").fill(code.lower().replace("-", " "))
    click(page, "查看单位")
    says(page, "小满餐饮")
    says(page, "参保单位不一致")
    look(page, "unit-found")
    click(page, "发送关联申请")
    assert page.locator(".error-summary").count() == 1
    look(page, "unit-unknowing")
    page.get_by_label("仍要发送").check()
    click(page, "发送关联申请")
    says(page, "关联申请已发送")
    look(page, "requested")

    clerk.goto("/unit/associations?state=requested")
    row = clerk.locator("tbody tr").first
    look(clerk, "clerk-list")
    row.get_by_role("link").first.click()
    clerk.wait_for_load_state()
    says(clerk, "参保")
    look(clerk, "clerk-one")
    clerk.get_by_label("确认，是本单位员工").check()
    click(clerk, "提交")
    says(clerk, "关联已确认")

    page.goto("/my/tasks")
    says(page, "条未读消息")
    click(page, "查看消息")
    says(page, "单位已确认关联")
    look(page, "notice")
    page.locator("main").get_by_role("link", name="去查看").first.click()
    page.wait_for_load_state()
    says(page, "已关联")
    click(page, "去作出承诺")
    for _ in range(page.locator(".task-list a").count()):
        page.locator(".task-list li").filter(has_text="未承诺").first.get_by_role("link").click()
        page.wait_for_load_state()
        page.get_by_label("我已阅读全文，并作出承诺").check()
        click(page, "作出承诺")
        says(page, "已作出承诺")
    look(page, "undertaken")

    click(page, "去填写基础信息")
    fill_in(page, "沈知意", "林小满")
    says(page, "还没有保存")
    look(page, "basics-check")
    click(page, "保存")
    says(page, "基础信息已保存")
    says(page, "目前开放的事项都已办完")
    assert page.locator(".task-list .tag-done").count() == 4
    look(page, "all-done")


@SCRIPTS
def test_a_family_member_fills_in(enter, look, script):
    giver, helper = ("undertaken", "retired") if script else ("complete", "noPermit")
    page = enter(giver, to="/my/helpers", script=script)
    page.fill("[name=until]", f"{now(page) + timedelta(days=90):%Y-%m-%d}")
    click(page, "得到邀请码")
    look(page, "invited")
    code = page.locator("#invitation").inner_text()
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)

    other = enter(helper, to="/account/invitation", script=script)
    other.get_by_label("邀请码").fill(code)
    click(other, "查看邀请")
    # Whose it is, before it is accepted; the name is masked.
    says(other, "程**" if script else "韩**")
    look(other, "invitation")
    click(other, "接受")
    says(other, "已接受邀请")
    other.locator("main li").filter(has_text="亲属代填").get_by_role("button").click()
    other.wait_for_load_state()
    says(other, "您在为亲属代填")
    look(other, "helper-tasks")
    other.goto("/my/basics")
    if script:
        fill_in(other, "沈知意", "程小朵")
    else:
        other.fill("[name='spouse.name']", "沈知音")
        other.get_by_role("button", name="核对填写的内容").last.click()
        other.wait_for_load_state()
    look(other, "helper-check")
    click(other, "保存")
    says(other, "基础信息已保存")

    # What binds is the applicant's alone: said on the page, and refused when it is asked for nevertheless.
    other.goto("/my/undertakings")
    other.locator(".task-list a").first.click()
    other.wait_for_load_state()
    says(other, "只能由申请人本人作出承诺")
    assert other.get_by_role("button", name="作出承诺").count() == 0
    look(other, "helper-undertaking")
    other.goto("/my/eligibility")
    says(other, "此事项须由申请人本人办理")
    look(other, "helper-refused")

    page.goto("/my/data")
    says(page, "亲属代填的修改")
    look(page, "helped-data")
    page.goto("/my/basics")
    assert page.input_value("[name='spouse.name']") == ("沈知意" if script else "沈知音")
    page.goto("/my/helpers")
    click(page, "结束代填")
    says(page, "已结束")
    other.goto("/my/basics")
    assert "/sign-in" in other.url
    look(other, "help-ended")
