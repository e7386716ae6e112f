"""Signs in as somebody of the demo city and prints the session's token: sign_in.py BASE AUDIENCE NAME ROLE."""

import sys

from signing_in import Browser, wait_for

if __name__ == "__main__":
    base, audience, name, role = sys.argv[1:]
    wait_for(base)
    browser = Browser(base)
    browser.sign_in(audience, name)
    print(browser.act_as(role))
