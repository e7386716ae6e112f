"""Proving who one is: again, at the window, and being out everywhere."""

import base64
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from steps import click, now, press, says, written

OWN_CITY = True

SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])


def later(enter, minutes):
    """The city's time is moved on, for everybody."""
    page = enter("technician-1", to="/clock")
    moment = now(page) + timedelta(minutes=minutes + 1)
    page.get_by_label("时刻（北京时间）").fill(moment.strftime("%Y-%m-%dT%H:%M"))
    click(page, "调至此时刻")


@SCRIPTS
def test_proving_again(enter, look, script):
    subject = "complete" if script else "undertaken"
    page = enter(subject, to="/my/helpers", script=script)
    day = now(page) + timedelta(days=180)
    page.fill("[name=until]", f"{day:%Y-%m-%d}")
    later(enter, 15)
    # The page was opened while the proof was fresh enough.
    click(page, "得到邀请码")
    says(page, "需要再次核验身份")
    assert page.input_value("[name=until]") == f"{day:%Y-%m-%d}"
    look(page, "proof-needed")
    click(page, "去核验身份")
    look(page, "prove")
    click(page, "去核验")
    page.locator(f"button[name=account][value={subject}]").click()
    page.wait_for_load_state()
    assert page.url.endswith("/my/helpers")
    assert page.input_value("[name=until]") == f"{day:%Y-%m-%d}"
    look(page, "proved")
    click(page, "得到邀请码")
    says(page, written(day))
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", page.locator("#invitation").inner_text())


def test_two_officers_vouch(enter, look):
    code = enter("unit-good", to="/unit/code").locator("#code").inner_text()
    page = enter("levelTwo", to="/my/association")
    page.get_by_label("单位注册码").fill(code)
    click(page, "查看单位")
    says(page, "本人到居住地的区窗口办理")
    assert page.get_by_label("单位注册码").input_value() == code
    look(page, "level-needed")
    data = enter("levelTwo", to="/my/data?open=yes").locator("main").inner_text()
    number = re.search(r"\b9900\d{13}[\dX]\b", data)[0]

    one = enter("window-haidian-1", to="/window/identity")
    one.get_by_label("身份证号码").fill(number)
    click(one, "查找")
    look(one, "window-found")
    one.locator("tbody a").first.click()
    one.wait_for_load_state()
    look(one, "window-person")
    person = one.url
    click(one, "提议核验身份")
    press(one, "提议")
    assert one.locator(".error-summary").is_visible()
    look(one, "window-vouch-mistake")
    one.locator("input[name=document]").first.check()
    press(one, "提议")
    says(one, "已提议，等待第二人确认")
    # Who proposed cannot confirm.
    assert one.locator("main").get_by_role("link", name="确认").count() == 0
    look(one, "window-proposed")

    two = enter("window-haidian-2", to="/window/identity")
    says(two, "等待您确认")
    look(two, "window-waits")
    two.locator("tbody a").first.click()
    two.wait_for_load_state()
    click(two, "确认：")
    says(two, "沈**")
    two.locator("input[name=document]").first.check()
    look(two, "window-confirm")
    press(two, "确认")
    says(two, "已确认并办理")
    assert two.url.split("?")[0] == person.split("?")[0]
    says(two, "窗口核验有效至")
    look(two, "window-vouched")

    # The person goes on where they were held up, with what they had typed.
    click(page, "查看单位")
    says(page, "星辰软件")
    click(page, "发送关联申请")
    says(page, "关联申请已发送")
    page.goto("/account")
    says(page, "区窗口核验")
    look(page, "vouched-account")


@SCRIPTS
def test_out_everywhere(enter, look, script):
    subject = "latePermit" if script else "insuranceGap"
    here = enter(subject, to="/account/sessions", script=script)
    there = enter(subject, to="/my/tasks", script=script)
    here.reload()
    assert here.locator(".task-list li").count() == 2
    look(here, "sessions")
    click(here, "退出所有设备")
    look(here, "out-everywhere")
    for page in (here, there):
        page.goto("/my/data")
        assert "/sign-in?" in page.url
    look(there, "out-elsewhere")
    again = enter(subject, to="/account/sessions", script=script)
    assert again.locator(".task-list li").count() == 1


@SCRIPTS
def test_this_was_not_me(enter, look, script):
    subject = "supplementary" if script else "criminalRecord"
    stranger = enter(subject, to="/my/tasks", script=script)
    owner = enter(subject, to="/account/sign-ins", script=script)
    look(owner, "sign-ins")
    owner.locator("tbody tr").nth(1).get_by_role("link").click()
    owner.wait_for_load_state()
    says(owner, "账户锁定30天")
    look(owner, "report")
    click(owner, "报告并锁定账户")
    look(owner, "reported")
    stranger.goto("/my/data")
    assert "/sign-in?" in stranger.url
    # The owner proves at level 3 who they are, and the lock is gone; it is told that there was one.
    owner = enter(subject, to="/account/messages", script=script)
    says(owner, "锁定")
    look(owner, "unlocked")


def test_the_provider_ends_its_session(enter, look):
    page = enter("unknownPost", to="/my/tasks")
    other = enter("unknownPost", to="/my/tasks")
    # What the provider calls the sign-in stands in the token that its way out is asked with.
    page.goto("/signed-out")
    look(page, "signed-out")
    link = page.get_by_role("link", name="同时退出身份认证平台").get_attribute("href")
    token = parse_qs(urlsplit(link).query)["id_token_hint"][0].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    # The provider's own page loads our address, whoever's browser shows it.
    notice = urlencode({"iss": claims["iss"], "sid": claims["sid"]})
    elsewhere = enter("unpaid", to="/my/tasks")
    # It is no page of ours, so the browser looks for an icon where there is none.
    elsewhere.allowed.append("status of 404")
    assert elsewhere.goto(f"/sign-in/person/ended?{notice}").ok
    page.goto("/my/tasks")
    assert "/sign-in?" in page.url
    look(page, "ended-by-provider")
    # Their sign-in elsewhere is another of the provider's sessions.
    other.goto("/my/data")
    says(other, "我的信息")
