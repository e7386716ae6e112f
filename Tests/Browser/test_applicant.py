"""What an applicant, a family helper and the owner of an account see, by clicking, with and without script."""

import re

import pytest


def said(page):
    """The banner after an act."""
    return page.locator(".banner strong").first.inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_first_steps(enter, inspect, script):
    suffix = "" if script else "-bare"
    page = enter("newcomer", script=script)
    assert page.url.endswith("/my/tasks")
    inspect(page, f"applicant-tasks{suffix}")
    # The second time they have been checked, and the list leads further on.
    if script:
        page.click("main a.button")
        page.wait_for_url("**/my/eligibility")
    else:
        page.goto("/my/eligibility")
    inspect(page, f"applicant-eligibility-before{suffix}")
    page.click("main form button")
    page.wait_for_load_state()
    inspect(page, f"applicant-eligibility{suffix}")
    # Whoever is eligible is led on to the unit.
    page.click("main a.button")
    page.wait_for_url("**/my/association")
    inspect(page, f"applicant-association{suffix}")
    page.fill("[name=unitCode]", "7K3X")
    page.click("button[value=look]")
    page.wait_for_load_state()
    assert page.locator(".error-summary").count() == 1
    assert page.input_value("[name=unitCode]") == "7K3X"
    inspect(page, f"applicant-association-error{suffix}")


@pytest.mark.parametrize("subject", ["rejected", "tookBack", "confirmed", "waiting", "leaver"])
def test_association_states(enter, inspect, subject):
    page = enter(subject, to="/my/association")
    inspect(page, f"applicant-association-{subject.lower()}")
    page.goto("/my/tasks")
    inspect(page, f"applicant-tasks-{subject.lower()}")


@pytest.mark.parametrize("subject", ["latePermit", "insuranceGap", "supplementary", "unknownPost"])
def test_eligibility_states(enter, inspect, subject):
    page = enter(subject, to="/my/eligibility")
    inspect(page, f"applicant-eligibility-{subject.lower()}")


def test_undertaking(enter, inspect, keyboard):
    page = enter("confirmed", to="/my/undertakings")
    inspect(page, "applicant-undertakings")
    page.click(".task-list a")
    inspect(page, "applicant-undertaking")
    keyboard(page)


@pytest.mark.parametrize("script", [True, False])
def test_basics(enter, inspect, script):
    suffix = "" if script else "-bare"
    page = enter("undertaken", to="/my/basics", script=script)
    inspect(page, f"applicant-basics{suffix}")
    page.check("[name=maritalStatus][value=single]")
    page.click("button[value=add]")
    page.wait_for_load_state()
    page.fill("[name='children[0].name']", "程小朵")
    page.fill("[name='children[0].number']", "99000020150101001")
    page.locator("button[value=check]").last.click()
    page.wait_for_load_state()
    assert page.locator(".error-summary").count() == 1
    assert page.input_value("[name='children[0].name']") == "程小朵"
    inspect(page, f"applicant-basics-errors{suffix}")
    page.click("button[value='remove.0']")
    page.wait_for_load_state()
    page.check("[name=maySharePublicly][value=false]")
    page.locator("button[value=check]").last.click()
    page.wait_for_load_state()
    inspect(page, f"applicant-basics-check{suffix}")
    page.click("button[value=edit]")
    page.wait_for_load_state()
    assert page.is_checked("[name=maritalStatus][value=single]")


def test_what_is_typed_is_kept(enter):
    page = enter("undertaken", to="/my/basics")
    with page.expect_response(re.compile("/drafts$")) as kept:
        page.check("[name=maritalStatus][value=widowed]")
    assert kept.value.status == 200
    page.wait_for_function("document.querySelector('.draft-state').textContent !== ''")
    page.goto("/account/drafts")
    assert page.locator(".task-list li").count() >= 1
    page.goto("/my/basics")
    assert page.is_checked("[name=maritalStatus][value=widowed]")


@pytest.mark.parametrize("choice", ["keepMine", "takeOther"])
def test_two_devices(enter, inspect, choice):
    one = enter("undertaken", to="/my/basics", script=False)
    two = enter("undertaken", to="/my/basics", script=False)
    for page, status, spouse in [(one, "married", "沈一"), (two, "divorced", "沈二")]:
        page.check(f"[name=maritalStatus][value={status}]")
        page.fill("[name='spouse.name']", spouse)
        page.fill("[name='spouse.number']", "99")
        page.locator("button[value=check]").last.click()
        page.wait_for_load_state()
    assert one.locator("#conflict-title").count() == 0
    assert two.locator("#conflict-title").count() == 1
    inspect(two, f"applicant-conflict-{choice.lower()}")
    label = "保留本页的填写" if choice == "keepMine" else "改用另一设备的填写"
    two.get_by_role("button", name=label).click()
    two.wait_for_load_state()
    assert two.locator("#conflict-title").count() == 0
    kept = "沈二" if choice == "keepMine" else "沈一"
    assert two.input_value("[name='spouse.name']") == kept
    one.goto("/my/basics")
    assert one.input_value("[name='spouse.name']") == kept


def test_data_and_helpers(enter, inspect):
    page = enter("complete", to="/my/data")
    inspect(page, "applicant-data")
    page.click("main .actions a.button")
    inspect(page, "applicant-data-open")
    page.goto("/my/data/export")
    with page.expect_download() as file:
        page.click("main form button")
    assert file.value.suggested_filename.endswith(".txt")
    page.goto("/my/data/export")
    page.check("[value=json]")
    with page.expect_download() as file:
        page.click("main form button")
    assert file.value.suggested_filename.endswith(".json")
    page.goto("/my/helpers")
    inspect(page, "applicant-helpers")
    helper = enter("helper", to="/account")
    inspect(helper, "account")
    helper.click(".task-list form button >> nth=0")
    helper.wait_for_load_state()
    inspect(helper, "helper-tasks")


@pytest.mark.parametrize("name", ["sign-ins", "sessions", "messages", "drafts", "contact", "invitation"])
def test_account(enter, inspect, name):
    page = enter("complete", to=f"/account/{name}")
    inspect(page, f"account-{name}")
    page.goto(f"/en/account/{name}")
    inspect(page, f"account-{name}-en")
