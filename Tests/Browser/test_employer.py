"""What a unit's clerks see and do, by clicking, with script and without. The units of the demo city are changed by it, so each
journey takes another one."""

import re

import pytest


def go(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def press(page, name):
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()
    page.wait_for_load_state()


def test_register_confirm_and_hand_out_the_code(enter, inspect, paper):
    page = enter("unit-fresh")
    inspect(page, "employer-new")
    go(page, "注册单位")
    inspect(page, "employer-register")
    press(page, "提交注册")
    inspect(page, "employer-registered")
    go(page, "确认单位信息")
    page.get_by_label("联系人姓名").fill("1")
    press(page, "确认并激活")
    assert page.locator(".error-summary").is_visible()
    inspect(page, "employer-confirm-mistakes")
    page.get_by_label("联系人姓名").fill("方正平")
    page.get_by_label("联系人电话").fill("010-12345678")
    press(page, "确认并激活")
    inspect(page, "employer-active")
    go(page, "查看单位注册码")
    code = page.locator("#code").inner_text()
    assert re.fullmatch(r"([0-9ACFHKMRWX]{4}-){3}[0-9ACFHKMRWX]{4}", code)
    inspect(page, "employer-code")
    assert paper(page, "employer-code") == 1
    go(page, "更换注册码")
    inspect(page, "employer-rotate")
    press(page, "更换注册码")
    assert page.locator("#code").inner_text() != code
    page.goto("/unit/contact")
    inspect(page, "employer-contact")


@pytest.mark.parametrize("script", [True, False])
def test_choose_and_answer_many(enter, inspect, script):
    page = enter("unit-good" if script else "unit-good-2", script=script)
    name = "" if script else "-bare"
    inspect(page, f"employer-home{name}")
    page.goto("/unit/associations?state=requested")
    inspect(page, f"employer-list{name}")
    boxes = page.locator("input[name=row]")
    if script:
        page.get_by_label("全选本页").check()
        assert page.locator("[data-count] b").inner_text() == str(boxes.count())
        page.get_by_label("全选本页").uncheck()
    for place in range(3):
        boxes.nth(place).check()
    if script:
        assert page.locator("[data-count] b").inner_text() == "3"
    press(page, "处理所选")
    assert page.locator("tbody tr").count() == 3
    assert page.locator("tbody input[type=checkbox]:checked").count() == 3
    inspect(page, f"employer-answer{name}")
    page.get_by_label("不通过，不是本单位员工").check()
    press(page, "提交")
    assert page.locator(".error-summary").is_visible() and page.locator("tbody tr").count() == 3
    inspect(page, f"employer-answer-mistake{name}")
    page.get_by_label("处理意见").fill("查无此人")
    press(page, "提交")
    assert page.locator("main .tag-done").count() == 3
    inspect(page, f"employer-outcomes{name}")
    page.locator(".language").click()
    page.wait_for_load_state()
    assert "3 done" in page.locator("main").inner_text()
    page.goto("/unit/associations?state=requested")
    colleague = page.locator("tbody a").first.inner_text()
    page.get_by_label("查找员工").fill(colleague)
    press(page, "查找")
    assert page.locator("tbody a").first.inner_text() == colleague
    inspect(page, f"employer-found{name}")
    page.get_by_label("查找员工").fill("12345")
    press(page, "查找")
    assert page.locator(".error-summary").is_visible()
    inspect(page, f"employer-find-mistake{name}")
    page.goto("/unit/associations?state=requested&match=same")
    page.locator("tbody a").first.click()
    inspect(page, f"employer-one{name}")
    page.get_by_label("确认，是本单位员工").check()
    press(page, "提交")
    assert "关联已确认" in page.locator(".banner").first.inner_text()
    page.goto("/unit/associations?state=confirmed")
    page.locator("tbody a").first.click()
    go(page, "登记离职")
    inspect(page, f"employer-leave{name}")


def test_the_list_by_keyboard(enter, keyboard):
    page = enter("unit-good")
    page.goto("/unit/associations?state=requested&size=50")
    keyboard(page)


def test_take_the_list_along(enter, inspect):
    page = enter("unit-settled")
    page.goto("/unit/associations?state=all")
    go(page, "导出名单")
    inspect(page, "employer-export")
    for link, begins in (("下载CSV", b"\xef\xbb\xbf"), ("下载Excel（XLSX）", b"PK")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).first.click()
        with open(download.value.path(), "rb") as file:
            assert file.read(len(begins)) == begins


def test_dispute_with_a_certificate(enter, inspect, tmp_path):
    page = enter("unit-outside")
    inspect(page, "employer-refused")
    go(page, "提出异议")
    inspect(page, "employer-dispute-empty")
    go(page, "上传证照")
    inspect(page, "employer-upload")
    page.screenshot(path=tmp_path / "certificate.png", full_page=True)
    page.get_by_label("证照文件").set_input_files(tmp_path / "certificate.png")
    press(page, "上传")
    inspect(page, "employer-dispute")
    page.get_by_label("异议理由").fill("实际办公地在本市，证照载明。")
    press(page, "提交异议")
    inspect(page, "employer-disputed")


def test_clerks(enter, inspect):
    page = enter("unit-settled", to="/unit/clerks")
    inspect(page, "employer-clerks")
    go(page, "邀请经办人")
    inspect(page, "employer-invite")
    press(page, "生成邀请码")
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", page.locator("#code").inner_text())
    inspect(page, "employer-invited")
    go(page, "返回经办人")
    inspect(page, "employer-clerks-invited")
    press(page, re.compile("收回邀请"))
    assert "邀请已收回" in page.locator(".banner").first.inner_text()


@pytest.mark.parametrize("subject", ["sanctioned", "barDisputing", "lifted", "cancelled", "closed", "disputing", "asked", "dismissed", "upheld"])
def test_states(enter, inspect, subject):
    page = enter(f"unit-{subject}")
    name = subject.lower()
    inspect(page, f"employer-{name}")
    page.goto("/en/unit")
    inspect(page, f"employer-{name}-en")
    page.goto("/en/unit/dispute")
    inspect(page, f"employer-{name}-dispute-en")
