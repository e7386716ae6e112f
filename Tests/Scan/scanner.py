"""Debian's wapiti, mended where it would not scan this service: run with its own options, and SCANNER_SHARE seconds for each module.

- Leaving addresses out fails under Python 3.11, since its pattern has its flags at the end.
- Every page gives its forms a new `key`, by which sending one twice does it once. A scanner that keeps the key of the first
  page would change fields in vain: each later answer is that the key is used. Without one, each request is a new one.
- A module looks at its time between two forms only, and one form can take minutes. Here it ends within the form, so the
  order of the forms is drawn by lot (with a fixed seed): no form is last every time.
- A form's own token is compared with a forged one by the answers. Where both are the same refusal, since what the form is
  about is gone meanwhile, nothing was done by either, and nothing is learned about the token.

The last line that it prints has the number of answers by status.
"""

import collections
import fnmatch
import json
import os
import random
import re
import time

from wapitiCore.attack import attack, mod_csrf
from wapitiCore.main.wapiti import wapiti_main
from wapitiCore.net import crawler, page, sqlite_persister

SHARE = float(os.environ["SCANNER_SHARE"])
answers = collections.Counter()
lots = random.Random(2020)


def pattern(text):
    return re.compile(fnmatch.translate(text))


def without_key(found):
    def iter_forms(self, autofill=True):
        for form in found(self, autofill):
            form._post_params = [pair for pair in form._post_params if pair[0] != "key"]
            yield form

    return iter_forms


def counted(send):
    def count(self, resource, headers=None, follow_redirects=False):
        answer = send(self, resource, headers, follow_redirects)
        answers[answer.status] += 1
        return answer

    return count


def in_time(mutate):
    def mutate_in_time(self, request):
        # A mutator belongs to one module.
        end = self.__dict__.setdefault("ends", time.monotonic() + SHARE)
        for one in mutate(self, request):
            if time.monotonic() > end:
                return
            yield one

    return mutate_in_time


def shuffled(found):
    def by_lot(self, *where, **of):
        requests = list(found(self, *where, **of))
        lots.shuffle(requests)
        yield from requests

    return by_lot


def done_alike(alike):
    return staticmethod(lambda own, forged: own.status < 400 and alike(own, forged))


if __name__ == "__main__":
    crawler.wildcard_translate = pattern
    page.Page.iter_forms = without_key(page.Page.iter_forms)
    crawler.Crawler.send = counted(crawler.Crawler.send)
    mod_csrf.mod_csrf.is_same_response = done_alike(mod_csrf.mod_csrf.is_same_response)
    attack.Mutator.mutate = in_time(attack.Mutator.mutate)
    for name in ("get_links", "get_forms"):
        setattr(sqlite_persister.SqlitePersister, name, shuffled(getattr(sqlite_persister.SqlitePersister, name)))
    wapiti_main()
    print()
    print(json.dumps(answers))
