"""Two administrators of the city: a timetable is amended, the next cycle planned, the old one closed and the next one opened."""

from datetime import datetime, timedelta

from steps import click, press, says

OWN_CITY = True


def reload(page, other):
    """The page that the other administrator is at."""
    page.goto(other.url.split("?")[0])


def confirm(page, other):
    reload(page, other)
    click(page, "确认并办理")
    press(page, "确认提议")
    says(page, "已确认并办理")


def test_from_one_cycle_to_the_next(enter, look):
    one, two = enter("city-1", to="/city/cycles"), enter("city-2")
    running = one.locator("main table tbody tr").filter(has_text="已开启").locator("th a")
    year = int(running.inner_text())

    # The timetable of the open cycle is amended: the stage that runs may only end later.
    running.click()
    one.wait_for_load_state()
    cycle = one.url
    click(one, "调整日程")
    look(one, "cycle-amend")
    end = one.locator("[name='stages[0].to']")
    old = datetime.fromisoformat(end.input_value())
    end.fill(f"{old - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    click(one, "提议此日程")
    assert one.locator(".error-summary").is_visible()
    assert end.input_value() == f"{old - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    look(one, "cycle-amend-mistake")
    end.fill(f"{old + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    click(one, "提议此日程")
    says(one, "已提议，等待另一名管理员确认")
    # Who proposed is not offered to confirm, not on the step's own page either.
    assert one.locator("main").get_by_role("link", name="确认并办理").count() == 0
    look(one, "cycle-amend-proposed")
    proposal = one.url.split("?")[0]
    one.goto(proposal + "/confirm")
    says(one, "这是您的提议")
    assert one.locator("main").get_by_role("button", name="确认提议").count() == 0
    look(one, "cycle-own-confirm")
    one.goto(proposal)
    reload(two, one)
    says(two, "现行日程")
    look(two, "cycle-amend-to-confirm")
    confirm(two, one)
    look(two, "cycle-amended")
    one.goto(cycle)
    later = old + timedelta(hours=2)
    says(one, f"{later:%H:%M}")

    # The next cycle, which is planned already, is planned anew.
    one.goto(f"/city/cycles/new/{year + 1}")
    look(one, "cycle-plan")
    click(one, "提议此日程")
    says(one, "已提议，等待另一名管理员确认")
    confirm(two, one)
    one.goto("/city/cycles")
    click(one, str(year + 1))
    following = one.url
    click(one, "提议开启年度")
    look(one, "cycle-open")
    press(one, "提议开启年度")
    # What the running one has still to decide would stand still.
    says(one, f"{year}年度的")
    look(one, "cycle-running")

    # That closing was proposed before the timetable was amended: it is refused, and proposed anew.
    two.goto("/city")
    two.locator("main table tbody tr").filter(has_text="结束年度").get_by_role("link").first.click()
    two.wait_for_load_state()
    stale = two.url
    click(two, "确认并办理")
    press(two, "确认提议")
    says(two, "已有变化，请重新提议")
    look(two, "cycle-close-stale")
    two.goto(stale)
    click(two, "否决")
    press(two, "否决提议")
    says(two, "已否决，没有办理")
    two.goto(cycle)
    click(two, "提议结束年度")
    look(two, "cycle-close")
    press(two, "提议结束年度")
    confirm(one, two)

    two.goto(following)
    click(two, "提议开启年度")
    press(two, "提议开启年度")
    says(two, "已提议，等待另一名管理员确认")
    confirm(one, two)
    look(one, "cycle-opened")
    person = enter("eligible")
    says(person, f"{year + 1}年度积分落户申报")
    look(person, "cycle-new-tasks")
