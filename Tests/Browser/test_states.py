"""Every state of the demo city in two clicks: one signs in on the page of demo accounts, one more at most leads to it.

`states.json` has a row for every state that the city has; a Swift test compares it with the lifecycles.
"""

import json
from pathlib import Path

import pytest

from steps import says

OWN_CITY = True
STATES = json.loads((Path(__file__).parent / "states.json").read_text())


@pytest.mark.parametrize("row", STATES, ids=[row["state"].replace(" ", "-") for row in STATES])
def test_in_two_clicks(enter, row):
    page = enter(row["as"])
    if "click" in row:
        page.get_by_role("link", name=row["click"], exact=True).first.click()
        page.wait_for_load_state()
    says(page, row["says"])
