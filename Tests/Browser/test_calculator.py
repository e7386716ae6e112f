"""Journeys through the calculator: with and without script, by keyboard, and every state it reaches."""

import json

import pytest

CASE = {
    "id": "A-1", "birthDate": "1980-05-17", "sex": "female", "post": "worker",
    "household": "urban", "residencePermitAppliedOn": "2014-03-01", "criminalRecord": False,
    "insurance": {
        kind: [{"from": "2010-01", "to": "2019-12", "district": "haidian"}]
        for kind in ["pension", "medical", "unemployment", "injury", "maternity"]
    },
    "residences": [
        {"kind": "ownHome", "owner": "self", "from": "2015-06", "to": "2019-12", "district": "changping"}
    ],
    "credentials": [
        {"level": "bachelor", "diploma": True, "degree": True, "enrolled": "1998-09", "graduated": "2002-07"},
        {"level": "master", "diploma": True, "degree": True, "enrolled": "2012-09", "graduated": "2015-07"},
    ],
    "taxes": {"authorised": True, "income": {"2017": "120000", "2018": "90000", "2019": "100000"}},
}


def press(page, value):
    """The button of the form that goes somewhere, and what comes of it."""
    with page.expect_navigation():
        page.locator(f'form#answers button[name=go][value="{value}"]').first.click()


def begin(page, language=""):
    page.goto(f"{language}/calculator")
    page.locator("#f-cycle").select_option("2020")
    page.locator('button[name=go][value="tasks"]').first.click()


def fill_person(page):
    page.get_by_label("出生日期", exact=True).fill("1980年5月17日")
    page.get_by_label("女", exact=True).check()
    page.get_by_label("工人", exact=True).check()
    page.get_by_label("外埠城镇职工", exact=True).check()
    page.get_by_label("持有", exact=True).check()
    page.get_by_label("居住证申领日期", exact=True).fill("2014.3.1")
    page.locator("input[name=criminalRecord][value=no]").check()


def whole(page, inspect=None):
    """From the start to the result, as far as a page is asked for."""
    begin(page)
    if inspect:
        inspect(page, "calculator-tasks-empty")
    press(page, "person")
    fill_person(page)
    if inspect:
        inspect(page, "calculator-person")
    press(page, "next")
    page.locator('[name="insurance[0].from"]').fill("2010-01")
    page.locator('[name="insurance[0].district"]').select_option("haidian")
    press(page, "add:insurance")
    page.locator('[name="insurance[1].from"]').fill("2009-06")
    page.locator('[name="insurance[1].to"]').fill("2009-09")
    page.locator('[name="insurance[1].district"]').select_option("chaoyang")
    page.locator('[name="insurance[1].payment"]').select_option("supplementary")
    press(page, "add:insurance")
    if inspect:
        inspect(page, "calculator-insurance")
    press(page, "next")
    page.locator('[name="residences[0].home"]').select_option("ownSelf")
    page.locator('[name="residences[0].from"]').fill("2015-06")
    page.locator('[name="residences[0].district"]').select_option("changping")
    if inspect:
        inspect(page, "calculator-residences")
    press(page, "next")
    page.locator('[name="credentials[0].level"]').select_option("bachelor")
    page.locator('[name="credentials[0].papers"]').select_option("unsure")
    page.locator('[name="credentials[0].enrolled"]').fill("1998-09")
    page.locator('[name="credentials[0].graduated"]').fill("2002-07")
    if inspect:
        inspect(page, "calculator-credentials")
    press(page, "next")
    if inspect:
        inspect(page, "calculator-innovation")
        page.locator('[name="innovation[0].row"]').fill("国家自然科学奖")
        inspect(page, "calculator-innovation-award")
        page.locator('[name="innovation[0].row"]').fill("")
    press(page, "next")
    page.locator("input[name='taxes.authorised'][value=yes]").check()
    if inspect:
        inspect(page, "calculator-tax")
    press(page, "next")
    if inspect:
        inspect(page, "calculator-honours")
    press(page, "next")
    if inspect:
        inspect(page, "calculator-record")
    press(page, "tasks")
    if inspect:
        inspect(page, "calculator-tasks")
    press(page, "result")


def test_whole_journey(tab, inspect, paper):
    whole(tab, inspect)
    inspect(tab, "calculator-result")
    assert "–" in tab.locator("p.score").first.inner_text(), "not sure gives a range"
    assert 2 <= paper(tab, "calculator-result") <= 8


def test_without_script(bare_tab):
    whole(bare_tab)
    assert bare_tab.locator("h1").inner_text() == "测算结果"
    assert bare_tab.locator("svg").count() >= 3


def test_errors_take_the_focus_and_keep_what_was_typed(tab, inspect):
    tab.allowed = ["422"]
    begin(tab)
    press(tab, "person")
    tab.get_by_label("出生日期", exact=True).fill("1980-02-30")
    press(tab, "next")
    assert tab.title().startswith("错误：")
    assert tab.evaluate("document.activeElement.className").startswith("error-summary")
    assert tab.locator("#f-birthDate").input_value() == "1980-02-30"
    tab.locator(".error-summary a").first.click()
    assert tab.evaluate("document.activeElement.id") == "f-birthDate"
    inspect(tab, "calculator-person-errors")


def shown(page, row=0):
    """The questions of an innovation row that can be seen."""
    return page.locator(f'[name^="innovation[{row}]."]').evaluate_all(
        "all => all.filter((e) => e.checkVisibility()).map((e) => e.name.split('.').pop())")


def test_an_award_shows_what_it_needs_while_typing(tab):
    begin(tab)
    press(tab, "innovation")
    assert shown(tab) == ["row"]
    name = tab.locator('[name="innovation[0].row"]')
    name.fill("国家自然科学奖")
    assert shown(tab) == ["row", "grade", "place", "year"]
    grade = tab.locator('[name="innovation[0].grade"]')
    open_grades = "all => all.filter((o) => !o.disabled).map((o) => o.value)"
    assert grade.locator("option").evaluate_all(open_grades) == ["", "first", "second"]
    grade.select_option("second")
    tab.locator('[name="innovation[0].year"]').fill("2018")
    name.fill("获股权融资企业就业并持股（C4）")
    assert shown(tab) == ["row", "years", "financing"]
    name.fill("国家技术发明奖")
    assert shown(tab) == ["row", "grade", "place", "year"]
    assert grade.input_value() == "second"
    assert tab.locator('[name="innovation[0].year"]').input_value() == "2018"


def test_an_award_shows_what_it_needs_without_script(bare_tab):
    bare_tab.allowed = ["422"]
    begin(bare_tab)
    press(bare_tab, "innovation")
    assert shown(bare_tab) == ["row"]
    bare_tab.locator('[name="innovation[0].row"]').fill("获股权融资企业就业并持股（C4）")
    press(bare_tab, "stay")
    assert shown(bare_tab) == ["row", "years", "financing"]
    bare_tab.locator('[name="innovation[0].years"]').fill("2018 2019")
    bare_tab.locator('[name="innovation[0].row"]').fill("北京新闻奖")
    press(bare_tab, "next")
    assert shown(bare_tab) == ["row", "grade", "year"]
    assert bare_tab.locator('[name="innovation[0].years"]').input_value() == "2018 2019"


@pytest.mark.parametrize("script", [True, False])
def test_the_time_line_leads_back_to_the_row(request, script):
    page = request.getfixturevalue("tab" if script else "bare_tab")
    whole(page)
    page.locator("summary", has_text="查看数据表").last.click()
    page.get_by_role("button", name="自有住所（本人名下） 昌平区").focus()
    page.keyboard.press("Enter")
    page.locator("h1", has_text="住所").wait_for()
    assert page.locator('[name="residences[0].from"]').input_value() == "2015-06"
    assert page.evaluate("location.hash") == "#f-residences-0--from"
    assert page.evaluate("document.activeElement.id") == "f-residences-0--from"
    page.locator("svg a").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-residences-0--from"
    page.locator('[name="residences[0].from"]').fill("2015-07")
    page.locator("summary", has_text="查看数据表").click()
    page.get_by_role("button", name="五险相同 海淀区").click()
    page.locator("h1", has_text="社会保险").wait_for()
    press(page, "tasks")
    press(page, "residences")
    assert page.locator('[name="residences[0].from"]').input_value() == "2015-07", "what was typed went along"


def test_not_ready(tab, inspect):
    tab.allowed = ["422"]
    begin(tab)
    press(tab, "result")
    inspect(tab, "calculator-unfinished")


@pytest.mark.parametrize("language", ["", "/en"])
def test_file_scenarios_and_share(tab, inspect, tmp_path, language):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE))
    tab.goto(f"{language}/calculator")
    tab.locator("input[type=file]").set_input_files(file)
    tab.locator("#open-cycle").select_option("2020")
    tab.locator("form[enctype] button").click()
    press(tab, "result")
    total = tab.locator("p.score").first.inner_text()
    tab.locator("#scenario").fill("A")
    press(tab, "keep")
    press(tab, "keep")
    inspect(tab, f"calculator-scenarios{language.replace('/', '-')}")
    with tab.expect_download() as download:
        tab.locator("button[formaction*=download]").click()
    kept = json.loads(download.value.path().read_text())
    assert kept["birthDate"] == CASE["birthDate"] and kept["insurance"] == CASE["insurance"]
    link = tab.locator("#share").get_attribute("href")
    assert "#" in link
    tab.goto(link)
    tab.locator("p.score").first.wait_for()
    tab.goto("about:blank")
    tab.goto(f"{language}/calculator/shared")
    inspect(tab, f"calculator-shared{language.replace('/', '-')}")
    assert total


def test_the_total_follows_the_typing(tab):
    tab.goto("/calculator")
    begin(tab)
    press(tab, "person")
    before = tab.locator(".live").inner_text()
    fill_person(tab)
    tab.locator("#f-birthDate").blur()
    tab.wait_for_function("before => document.querySelector('.live').innerText !== before", arg=before)
    assert "20.00" in tab.locator(".live").inner_text()


def test_language_is_switched_with_what_was_typed(tab):
    begin(tab)
    press(tab, "person")
    tab.get_by_label("出生日期", exact=True).fill("1980-05-17")
    tab.locator("button.language").click()
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.locator("#f-birthDate").input_value() == "1980-05-17"


def test_ten_questions(tab, inspect):
    tab.allowed = ["422"]
    tab.goto("/calculator")
    tab.locator("button[formaction$=short]").click()
    inspect(tab, "calculator-short")
    press(tab, "result")
    inspect(tab, "calculator-short-errors")
    tab.locator("#f-birthDate").fill("1985-06-15")
    tab.locator("input[name=sex][value=male]").check()
    tab.locator("input[name=permit][value=yes]").check()
    tab.locator("input[name=criminalRecord][value=no]").check()
    tab.locator("[name='short.insuredSince']").fill("2010-01")
    tab.locator("[name='short.insuredIn']").select_option("haidian")
    tab.locator("input[name='short.tax'][value=unsure]").check()
    press(tab, "result")
    assert tab.locator("h1").inner_text() == "测算结果"
    inspect(tab, "calculator-short-result")


def test_by_keyboard_alone(tab, keyboard):
    """The first questions are answered with Tab, arrows, typing and Enter."""
    begin(tab)
    press(tab, "person")
    keyboard(tab)
    tab.locator("#f-birthDate").focus()
    tab.keyboard.type("1980-05-17")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    for _ in range(40):
        if tab.evaluate("document.activeElement.value") == "next":
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.locator(".error-summary").wait_for()
    tab.allowed = ["422"]
    assert tab.locator("#f-birthDate").input_value() == "1980-05-17"


def test_broken_state(tab, inspect):
    tab.allowed = ["400"]
    begin(tab)
    tab.evaluate("document.querySelector('input[name=state]').value = 'AAAA'")
    press(tab, "person")
    inspect(tab, "calculator-broken")


@pytest.mark.parametrize("language", ["", "/en"])
def test_compare(tab, inspect, language):
    tab.allowed = ["422"]
    tab.goto(f"{language}/compare")
    press(tab, "compare")
    assert tab.locator(".error-summary li").count() == 4, "each needed answer is asked for"
    inspect(tab, f"compare-errors{language.replace('/', '-')}")
    tab.locator("#f-cycle").select_option("2020")
    tab.locator("[name='compare.level']").select_option("bachelor")
    tab.locator("[name='compare.papers']").select_option("both")
    tab.locator("[name='compare.enrolled']").fill("2014-09")
    tab.locator("[name='compare.graduated']").fill("2018-07")
    tab.locator("[name='compare.from']").fill("2010-01")
    press(tab, "compare")
    assert "14.00" in tab.locator("main").inner_text()
    inspect(tab, f"compare-result{language.replace('/', '-')}")
