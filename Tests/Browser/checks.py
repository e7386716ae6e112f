"""What every state of every page must meet. Used through the fixtures of conftest.py."""

import re

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEAVIEST = 100 * 1024
# Chromium refuses to draw pictures without end; the start of a long page shows its look.
TALLEST = 6000

# Words that a reader must find: empty elements and template or wording marks that stayed unfilled.
TEXTS = r"""() => {
  const faults = [];
  const seen = (e) => e.checkVisibility && e.checkVisibility();
  const words = (e) => (e.textContent + (e.getAttribute('aria-label') || '') + (e.title || '')).trim();
  for (const e of document.querySelectorAll('h1,h2,h3,h4,a,button,label,legend,th,dt,caption,summary,figcaption,option,li,p'))
    if (seen(e) && !words(e) && !e.querySelector('input,img,svg') && !e.getAttribute('role'))
      faults.push('blank <' + e.localName + '> ' + e.outerHTML.slice(0, 120));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const text = node.data.trim();
    if (!node.parentElement.closest('pre') && (/\[\[|\]\]|\{\{|\}\}/.test(text) || /^\{\w+\}$/.test(text))) faults.push('unfilled: ' + text);
    if (/^[a-z]+(\.[a-zA-Z0-9]+)+$/.test(text) && !node.parentElement.closest('code,.code,pre,a,td,dd,th,dt'))
      faults.push('a key instead of words: ' + text);
    if (/undefined|Optional\(|\bnil\b/.test(text) && !node.parentElement.closest('code,pre')) faults.push('not words: ' + text);
  }
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) faults.push('id twice: ' + id);
  for (const a of document.querySelectorAll('a[href^="#"]'))
    if (a.getAttribute('href').length > 1 && !document.getElementById(decodeURIComponent(a.getAttribute('href').slice(1))))
      faults.push('leads nowhere: ' + a.getAttribute('href'));
  for (const e of document.querySelectorAll('[aria-describedby],[aria-labelledby]'))
    for (const name of ['aria-describedby', 'aria-labelledby'])
      for (const id of (e.getAttribute(name) || '').split(/\s+/).filter(Boolean))
        if (!document.getElementById(id)) faults.push(name + ' names nothing: ' + id);
  return faults;
}"""

# Elements that stick out to the right of the page.
WIDE = r"""() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = [];
  for (const e of document.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect();
    if (box.right > room + 1 && box.width && !e.closest('.table-wrap, pre, svg')) out.push(e.outerHTML.slice(0, 100) + ' to ' + Math.round(box.right));
  }
  return ['scroll width ' + document.documentElement.scrollWidth + ' of ' + room, ...out.slice(0, 5)];
}"""

# Targets smaller than 24 px on both sides, links inside running text excepted (WCAG 2.2, 2.5.8).
SMALL = r"""() => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, nav a, .actions a, label:has(input)')]
  .filter((e) => e.checkVisibility() && !e.closest('[aria-hidden=true]')).map((e) => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.height < 24 || box.width < 24)
  .map(([e, box]) => Math.round(box.width) + ' x ' + Math.round(box.height) + ' ' + e.outerHTML.slice(0, 100))"""


def accessible(page):
    """The accessibility engine's offences, as lines. It waits for timers, so it needs script; without, the same states are
    judged by the journeys that have it."""
    if not getattr(page, "has_script", True):
        return []
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARDS}}
    offences = []
    for rule in AXE.run(page, options=options).response["violations"]:
        for node in rule["nodes"][:5]:
            why = " ".join((node.get("failureSummary") or "").split())
            offences.append(f"{rule['id']}: {node['target']} {node['html'][:160]} | {why[:300]}")
    return offences


def words(page):
    """Title, heading, language and texts."""
    faults = page.evaluate(TEXTS)
    title = page.title()
    if not title or title.startswith(" –"):
        faults.append(f"no title: {title!r}")
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        faults.append(f"one heading expected: {headings}")
    path = page.evaluate("location.pathname")
    expected = "en" if path == "/en" or path.startswith("/en/") else "zh-CN"
    language = page.locator("html").get_attribute("lang")
    # The demo provider has one address for both languages, as any provider.
    if language != expected and not path.startswith("/demo-provider/"):
        faults.append(f"lang is {language}, not {expected}")
    return faults


def show(page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})


def judge(page, name, folder):
    """Every check of one state, faults told together."""
    faults = words(page)

    def picture(width, scheme):
        height = page.evaluate("document.documentElement.scrollHeight")
        page.screenshot(
            path=folder / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled",
            clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)})

    def add(where, found):
        faults.extend(f"{where}: {fault}" for fault in found)

    show(page, 320, "light")
    add("320 px (400 % zoom)", page.evaluate(WIDE))
    show(page, 360, "light")
    add("360 px", page.evaluate(WIDE))
    add("target too small", page.evaluate(SMALL))
    add("axe 360 light", accessible(page))
    picture(360, "light")
    show(page, 360, "dark")
    picture(360, "dark")
    show(page, 1280, "dark")
    add("axe 1280 dark", accessible(page))
    picture(1280, "dark")
    show(page, 1280, "light")
    add("1280 px", page.evaluate(WIDE))
    add("axe 1280 light", accessible(page))
    picture(1280, "light")
    assert not faults, f"{name} ({page.url}):\n" + "\n".join(dict.fromkeys(faults))


# The inner width of a sheet of A4 with the margins of the style sheet, in CSS pixels.
SHEET = 687


def on_paper(page, name, folder):
    """Keeps the page as it is printed, as a picture and as PDF; how many sheets it takes."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 990})
    faults = page.evaluate(WIDE)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(
        path=folder / f"{name}-paper.png", full_page=True,
        clip={"x": 0, "y": 0, "width": SHEET, "height": min(height, TALLEST)})
    file = page.pdf(path=folder / f"{name}-paper.pdf", prefer_css_page_size=True, format="A4")
    page.emulate_media(media="screen")
    assert not faults, f"{name} on paper:\n" + "\n".join(faults)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", file))


# What Tab must reach, in order; of a group of radio buttons only one takes the focus.
STOPS = r"""() => {
  const groups = new Set();
  const stops = [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]')].filter((e) => {
    if (e.disabled || e.type === 'hidden' || !e.checkVisibility({visibilityProperty: true}) || e.tabIndex < 0) return false;
    if (e.type !== 'radio') return true;
    const group = (e.form ? e.form.id : '') + '/' + e.name;
    const chosen = [...document.querySelectorAll('input[type=radio]')].some((r) => r.name === e.name && r.form === e.form && r.checked);
    if (chosen && !e.checked || groups.has(group)) return false;
    groups.add(group);
    return true;
  });
  stops.forEach((e, place) => { e.dataset.stop = place; });
  return stops.length;
}"""
FOCUS = r"""() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e);
  return {stop: e.dataset.stop === undefined ? null : +e.dataset.stop, html: e.outerHTML.slice(0, 120),
    shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none'};
}"""


def walk_by_keyboard(page, most=150):
    """Presses Tab from the top and expects every stop, in order, with its focus shown."""
    count = min(page.evaluate(STOPS), most)
    page.evaluate("() => { document.activeElement?.blur(); getSelection().removeAllRanges(); window.scrollTo(0, 0); }")
    faults, place = [], 0
    for _ in range(count + 10):
        if place >= count:
            break
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at is None:
            continue
        if not at["shown"]:
            faults.append(f"no focus to be seen: {at['html']}")
        if at["stop"] is None:
            continue
        if at["stop"] != place:
            faults.append(f"stop {place} expected, {at['stop']} reached: {at['html']}")
            place = at["stop"]
        place += 1
    if place < count:
        faults.append(f"only {place} of {count} stops reached")
    assert not faults, f"{page.url}:\n" + "\n".join(faults[:10])
