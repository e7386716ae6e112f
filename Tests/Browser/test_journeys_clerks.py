"""Clerks of one unit: handing over, and two who decide the same at the same time."""

import re
from datetime import timedelta

import pytest

from steps import click, now, says, sign_in, written

OWN_CITY = True

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])


def accept(page, code):
    """Takes an invitation to be a clerk, and begins to act as one."""
    page.goto("/account/invitation")
    page.get_by_label("邀请码").fill(code)
    click(page, "查看邀请")
    says(page, "小满餐饮")
    click(page, "接受")
    says(page, "已接受邀请")
    page.locator("main li").filter(has_text="单位经办人").get_by_role("button").click()
    page.wait_for_load_state()
    says(page, "小满餐饮")


@SCRIPTS
def test_a_clerk_hands_over(enter, look, script):
    first, second = ("leaver", "colleague") if script else ("confirmed", "rejected")
    unit = enter("unit-settled", to="/unit/clerks/invite", script=script)
    click(unit, "生成邀请码")
    giver = enter(first, script=script)
    accept(giver, unit.locator("#code").inner_text())

    giver.goto("/unit/clerks")
    click(giver, "交接经办工作")
    says(giver, "您的经办人角色即结束")
    giver.get_by_label("最后一日").fill("昨天")
    click(giver, "生成交接码")
    assert giver.locator(".error-summary").is_visible()
    assert giver.get_by_label("最后一日").input_value() == "昨天"
    look(giver, "hand-over-mistake")
    day = written(now(giver) + timedelta(days=400))
    giver.get_by_label("最后一日").fill(day)
    click(giver, "生成交接码")
    look(giver, "hand-over-code")
    code = giver.locator("#code").inner_text()
    # Until the other accepts, nothing has changed.
    giver.goto("/unit/clerks")
    says(giver, "交接")
    look(giver, "hand-over-waits")

    taker = enter(second, to="/account/invitation", script=script)
    taker.get_by_label("邀请码").fill(code)
    click(taker, "查看邀请")
    says(taker, "这是工作交接")
    look(taker, "hand-over-seen")
    accept(taker, code)
    taker.goto("/unit/clerks")
    assert taker.locator("tbody tr").filter(has_text="本人").filter(has_text=day).count() == 1
    look(taker, "hand-over-taken")

    # The role of the one who gave is over, at once; their own account goes on.
    giver.goto("/unit/associations")
    assert "/sign-in" in giver.url
    look(giver, "hand-over-given")
    giver = enter(first, to="/account/messages", script=script)
    look(giver, "hand-over-message")
    giver.goto("/account")
    assert giver.get_by_role("button", name=re.compile("单位经办人")).count() == 0


@SCRIPTS
def test_two_clerks_decide_the_same(enter, look, script):
    pages = [enter(subject, to="/unit/associations?state=requested", script=script)
             for subject in ("unit-good", "unit-good-2")]
    for page in pages:
        for place in range(2):
            page.locator("input[name=row]").nth(place).check()
        page.get_by_role("button", name="处理所选").first.click()
        page.wait_for_load_state()
    one, two = pages
    one.goto("/unit/associations?state=requested")
    row = one.locator("tbody tr").first.get_by_role("link")
    first = row.inner_text()
    row.click()
    one.wait_for_load_state()
    late = enter("unit-good-2", to=re.sub("^https?://[^/]*", "", one.url), script=script)
    one.get_by_label("不通过，不是本单位员工").check()
    one.get_by_label("处理意见").fill("查无此人")
    click(one, "提交")
    says(one, "关联申请未通过")

    # The other had both rows open: one is done, one says what it has become and is left as it is.
    two.get_by_label("确认，是本单位员工").check()
    click(two, "提交")
    rows = two.locator("tbody tr")
    assert rows.count() == 2
    changed = rows.filter(has_text="已有变化")
    assert changed.count() == 1 and first in changed.inner_text()
    assert rows.filter(has_text="已办结").count() == 1
    look(two, "decided-already")
    changed.get_by_role("link").click()
    two.wait_for_load_state()
    says(two, "查无此人")

    # And the page of that one row, opened before it was decided.
    late.get_by_label("确认，是本单位员工").check()
    click(late, "提交")
    look(late, "one-decided-already")
    says(late, "已有变化")


@SCRIPTS
def test_ticks_outlive_the_session(enter, look, script):
    """Two lists are open in one browser when the session ends: a colleague signs in, and then whoever had ticked the rows."""
    page = enter("unit-good", to="/unit/associations?state=requested&size=50", script=script)
    pages = [page, page.context.new_page()]
    pages[1].goto("/unit/associations?state=requested&size=50")
    for one in pages:
        boxes = one.locator("input[name=row]")
        for place in (0, 2):
            boxes.nth(place).check()
    values = [boxes.nth(place).get_attribute("value") for place in (0, 2)]
    tab = page.context.new_page()

    def sign_out():
        tab.goto("/account")
        tab.get_by_role("button", name="退出登录").click()
        tab.wait_for_load_state()

    sign_out()
    for one in pages:
        click(one, "处理所选")
        says(one, "登录已结束")
    look(page, "ticks-carried")

    sign_in(tab, "unit-good-2")
    click(page, "继续")
    assert page.locator("input[name=row]").count() > 2
    assert page.locator("input[name=row]:checked").count() == 0
    look(page, "ticks-of-another")

    sign_out()
    sign_in(tab, "unit-good")
    kept = pages[1]
    click(kept, "继续")
    ticked = kept.locator("input[name=row]:checked")
    assert [ticked.nth(place).get_attribute("value") for place in range(ticked.count())] == values
    if script:
        assert kept.locator("[data-count] b").inner_text() == "2"
    look(kept, "ticks-kept")
    click(kept, "处理所选")
    assert kept.locator("tbody tr").count() == 2
