"""Uses the Explorer of a hub as a researcher does, and prints what was found.

explorer.py ADDRESS USER PASSWORD SILENT ARTEFACTS

The hub has five nodes: lisboa gives a count, athens suppresses all, krakow has no clinical data, wien has published nothing, and
dublin, the process SILENT, is stopped before the first question.
"""

import json
import os
import pathlib
import signal
import sys
import time
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from browser import Checks, chromium

address, user, password, silent, artefacts = sys.argv[1:6]
artefacts = pathlib.Path(artefacts)
artefacts.mkdir(parents=True, exist_ok=True)
check = Checks()
QUESTION = "diagnosis is known"
TEXT = "#query"
FIVE = {"value", "suppressed", "unsupported", "refused", "offline"}


def sign_in(page, path="/search"):
    page.goto(f"{address}/sign-in?returnTo={urllib.parse.quote(path)}")
    page.fill("[name=user]", user)
    page.fill("[name=password]", password)
    page.click("main button")
    page.wait_for_url(f"{address}{path}")


def ready(page):
    page.wait_for_selector("#explorer:not([hidden]) .picker-list details", state="attached")


def search(query, **more):
    return f"/search?{urllib.parse.urlencode({'q': query, **more})}"


def text(page):
    return page.input_value(TEXT)


def becomes(page, function, argument=None):
    """Waits until a function says true in the page. Playwright's own way evaluates strings there, which the page's policy forbids."""
    deadline = time.monotonic() + 30
    while not page.evaluate(function, argument):
        assert time.monotonic() < deadline, f"never true: {function} {argument}"
        page.wait_for_timeout(20)


def text_becomes(page, wanted):
    becomes(page, "wanted => document.querySelector('#query').value === wanted", wanted)


def conditions(page):
    return [" ".join(row.split()) for row in page.locator(".builder .summary").all_inner_texts()]


def conditions_become(page, wanted):
    becomes(
        page,
        "wanted => JSON.stringify([...document.querySelectorAll('.builder .summary')].map((e) => e.innerText.split(/\\s+/).join(' ').trim()))"
        " === JSON.stringify(wanted)", wanted)  # fmt: skip


def done(page):
    page.wait_for_selector("#results:not([hidden]) tr[data-answer]")
    page.wait_for_selector("body:not([data-asking])")


def answers(page):
    return {
        row.get_attribute("data-answer"): " ".join(row.inner_text().split()) for row in page.locator("tr[data-answer]").all()
    }


def accessible(page, name):
    """axe, and no scrolling sideways; a picture is kept."""
    violations = Axe().run(page).response["violations"]
    check(f"{name}: axe finds nothing", not violations,
          [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in violations])  # fmt: skip
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    check(f"{name}: needs no scrolling sideways", wide <= 0, wide)
    page.screenshot(path=artefacts / f"{name.replace(' ', '-')}.png", full_page=True)


def canned(distributions=True):
    """Answers with distributions, as nodes give them whose holders allow it."""
    def line(node, answer, **more):
        return {"node": node, "holder": node, "dataset": f"{node}.imaging", "title": f"Imaging of {node.capitalize()}", "answer": answer, "milliseconds": 7} | more  # fmt: skip

    def bins(attribute, **values):
        return {"attribute": attribute, "bins": [{"value": v} | ({} if n is None else {"patients": n}) for v, n in values.items()]}

    ages = {"attribute": "age", "bins": [{"value": v, "patients": n} for v, n in [("< 20", 0), ("50..<60", 30), ("60..<70", 44), (">= 80", 9)]]}  # fmt: skip
    lisboa = {"patients": 120, "margin": 10, "distributions": [bins("sex", male=90, female=None, other=None), ages]}
    athens = {"patients": 40, "margin": 10, "distributions": [bins("sex", male=15, female=25, other=None)]}
    lines = [
        line("lisboa", {"kind": "value", "counts": lisboa}, budget={"spent": 0.12, "answersLeft": 44}),
        line("athens", {"kind": "value", "counts": athens}), line("krakow", {"kind": "suppressed"}),
        {"node": "dublin", "holder": "dublin", "answer": {"kind": "offline", "since": "2026-01-31T12:00:00Z"}, "milliseconds": 1},
    ]  # fmt: skip
    return "".join(json.dumps(one) + "\n" for one in lines)


# ---- Text and conditions ---------------------------------------------------------------------------------------------

with chromium(viewport={"width": 1400, "height": 1000}) as (page, faults):
    sign_in(page)
    ready(page)
    with check.part("text to conditions"):
        page.fill(TEXT, "sex = female and not series(modality = MR and slice_thickness <= 0.3 cm) and psa > 4")
        conditions_become(page, ["Sex Female", "Modality Magnetic resonance", "Slice thickness at most 3 mm", "Prostate specific antigen in serum more than 4 ng/mL"])  # fmt: skip
        check("what must hold of one series stands in one group", page.locator(".group.series .summary").count() == 2)
        check("which is denied", page.locator(".group.series > .group-head .not input").is_checked())
        check("the text is as it was typed", "0.3 cm" in text(page))
    with check.part("conditions to text"):
        page.locator(".condition", has_text="Sex").get_by_role("button", name="Remove").click()
        text_becomes(page, "not series(modality = MR and slice_thickness <= 3) and psa > 4")
        page.locator(".group.series > .group-head .not input").uncheck()
        text_becomes(page, "series(modality = MR and slice_thickness <= 3) and psa > 4")
        page.locator(".condition", has_text="Prostate specific").locator(".summary").click()
        page.get_by_label("Largest Prostate specific antigen in serum, ng/mL").fill("10")
        text_becomes(page, "series(modality = MR and slice_thickness <= 3) and psa 4<..10")
        page.get_by_label("Largest Prostate specific antigen in serum, ng/mL").fill("3")
        page.wait_for_selector(".fault:not([hidden])")
        check("a range that holds no number is said, and is no part of the text", "No number" in page.inner_text(".editor .fault"))
        text_becomes(page, "series(modality = MR and slice_thickness <= 3)")
        page.get_by_label("Largest Prostate specific antigen in serum, ng/mL").fill("")
        page.get_by_label("How the conditions of The whole query join").select_option("any")
        text_becomes(page, "series(modality = MR and slice_thickness <= 3) or psa > 4")
        page.locator(".condition", has_text="Modality").locator(".summary").click()
        page.get_by_role("checkbox", name="Computed tomography", exact=True).check()
        text_becomes(page, "series(modality in (CT, MR) and slice_thickness <= 3) or psa > 4")
        page.get_by_label("How Modality is compared").select_option("missing")
        text_becomes(page, "series(not modality is known and slice_thickness <= 3) or psa > 4")
    with check.part("nothing is lost"):
        page.fill(TEXT, "not series(everything) and sex = male")
        conditions_become(page, ["Sex Male"])
        check("that there is a series at all is a condition", page.get_by_label("Not: There is a series").is_checked())
        page.get_by_label("Not: Sex").check()
        text_becomes(page, "not series(everything) and not sex = male")
        page.get_by_label("Not: There is a series").uncheck()
        text_becomes(page, "series(everything) and not sex = male")
    with check.part("picker"):
        page.fill(TEXT, "")
        conditions_become(page, [])
        page.fill("#picker-search", "ISUP grade group 4")
        page.click("[data-key='value isup 4']")
        text_becomes(page, "isup = 4")
        for name in ("ecog", "nottingham", "gleason_primary", "gleason_secondary", "adverse_event_grade", "isup", "psa", "sex"):
            page.fill("#picker-search", name)
            check(f"a chart of {name} is offered", page.locator(f"[data-key='chart {name}']").count() == 1)
        page.fill("#picker-search", "managing organization")
        check("but none of free words", page.locator("[data-key^='chart ']").count() == 0)
        page.fill("#picker-search", "t")
        check("values that are not shown are said", "more are not" in page.inner_text(".picker-list"))
        becomes(page, "() => document.querySelector('#said').textContent.includes('more are not')")
        page.fill("#picker-search", "")
    with check.part("a fault"):
        page.fill(TEXT, 'model = "Ä 👩‍⚕️" and modalty = MR')
        page.wait_for_selector("#reading mark")
        check("stands at its character", page.inner_text("#reading mark") == "modalty")
        check("the field says so", page.get_attribute(TEXT, "aria-invalid") == "true")
        check("the conditions say that they are older", page.is_visible("[data-part=faulty]"))
        page.get_by_role("button", name="Count", exact=True).click()
        chosen = page.evaluate("(() => { const f = document.querySelector('#query'); return f.value.slice(f.selectionStart, f.selectionEnd); })()")
        check("counting goes there instead of asking", chosen == "modalty" and page.is_hidden("#results"), chosen)
        accessible(page, "explorer fault")
        page.locator("#reading .actions button").first.click()
        text_becomes(page, 'model = "Ä 👩‍⚕️" and modality = MR')
        page.wait_for_selector("#reading mark", state="detached")
        check("the suggestion is taken", len(conditions(page)) == 2, conditions(page))

    # ---- Five answers ------------------------------------------------------------------------------------------------

    with check.part("answers"):
        # A node in a debugger, behind a dead switch, on a full disk: connected, for all that the hub knows, and silent.
        os.kill(int(silent), signal.SIGSTOP)
        page.fill(TEXT, QUESTION)
        conditions_become(page, ["Diagnosis is known"])
        page.get_by_role("button", name="Count", exact=True).click()
        page.wait_for_selector("tr[data-answer=value]")
        page.wait_for_selector("tr[data-answer=refused]")
        early = answers(page)
        check("answers are shown before the last one is there", "waiting" in early and "Dublin" in early["waiting"], early)
        done(page)
        found = answers(page)
        check("all five are there", set(found) == FIVE, found)
        check("each has a word", all(kind.capitalize() in row for kind, row in found.items()), found)
        shapes = {kind: page.locator(f"tr[data-answer={kind}] .answer svg").inner_html() for kind in found}
        check("each has a shape of its own", len(set(shapes.values())) == 5, shapes)
        check("the value has its margin", "95 times in 100" in found["value"], found)
        check("what is not supported is named", "diagnosis" in found["unsupported"], found)
        check("the refusal has its reason", "published no dataset" in found["refused"], found)
        check("since when is said", "Last heard of 20" in found["offline"], found)
        total = page.inner_text(".total")
        check("the total says what it is the sum of", "1 of 5 datasets gave a count" in total and "At least about" in total, total)
        check("what is missing is unknown", "unknown, not zero" in total)
        check("the address has the query", urllib.parse.parse_qs(urllib.parse.urlparse(page.url).query)["q"] == [QUESTION], page.url)
        becomes(page, "() => document.querySelector('#said').textContent.includes('All answers are there')")
        check("the end is announced politely", page.get_attribute("#said", "role") == "status")
        accessible(page, "explorer answers")
        page.locator(".condition .summary").click()
        page.get_by_label("Not: Diagnosis").check()
        page.wait_for_selector(".stale .notice:not([hidden])")
        check("answers to another query say so", "Count again" in page.inner_text("[data-part=answers] .notice"))
        page.get_by_label("Not: Diagnosis").uncheck()
        page.wait_for_selector(".stale", state="detached")
    with check.part("addresses"):
        first = page.inner_text("tr[data-answer=value] td.n strong")
        page.fill(TEXT, "sex = male")
        page.press(TEXT, "Enter")
        page.wait_for_url("**q=sex*")
        page.go_back()
        text_becomes(page, QUESTION)
        conditions_become(page, ["Diagnosis is known"])
        done(page)
        check("Back leads to the question before, with the same answer", page.inner_text("tr[data-answer=value] td.n strong") == first)
        page.goto("about:blank")
        page.goto(f"{address}{search('sex = male and age 50..<75', facets='sex,modality')}")
        ready(page)
        conditions_become(page, ["Sex Male", "Age at diagnosis, else at the first imaging study at least 50 and less than 75 years"])
        pressed = page.locator(".picker-list button.chart[aria-pressed=true]")
        check("an address shares the query and its charts", pressed.count() == 2, pressed.count())
        done(page)

    # ---- Charts ------------------------------------------------------------------------------------------------------

    with check.part("charts"):
        asked = []
        page.route("**/api/v1/search?*", lambda route: (
            asked.append(urllib.parse.parse_qs(urllib.parse.urlparse(route.request.url).query)),
            route.fulfill(status=200, content_type="application/x-ndjson", body=canned())))  # fmt: skip
        page.goto(f"{address}{search('everything', facets='sex,age')}")
        page.wait_for_selector("button.bar")
        done(page)
        check("the charts of the address are asked for", asked[-1].get("facets") == ["sex,age"], asked[-1])
        bars = {bar.get_attribute("data-value"): " ".join(bar.inner_text().split()) for bar in page.locator("button.bar").all()}
        check("values are summed over those that gave them", bars["male"].endswith("105"), bars)
        check("what one dataset suppressed is said at the bar", "1 of 2 suppressed" in bars["female"] and bars["female"].endswith("25"), bars)
        check("what all suppressed is no number", bars["other"] == "Other suppressed", bars)
        check("suppressed bars are hatched", page.locator("button.bar[data-value=other] .bar-hatched").count() == 1)
        words = page.inner_text("[data-part=distributions]")
        check("who is not in the sum is named", "Imaging of Krakow (suppressed)" in words and "Imaging of Dublin (offline)" in words, words)
        check("the budget is shown", "44 such answers left" in answers(page)["value"] or "44 such answers left" in page.inner_text("table"))
        page.locator(".chart:has(#chart-sex) details summary").click()
        table = page.locator(".chart:has(#chart-sex) table").inner_text()
        check("a table has every figure, dataset by dataset", all(figure in table for figure in ("90", "15", "25", "suppressed")), table)
        accessible(page, "explorer charts")
        page.locator("button.bar[data-value=male]").click()
        text_becomes(page, "sex = male")
        check("a bar adds its condition", page.get_attribute("button.bar[data-value=male]", "aria-pressed") == "true")
        page.locator("button.bar[data-value='50..<60']").click()
        text_becomes(page, "sex = male and age 50..<60")
        page.locator("button.bar[data-value='60..<70']").click()
        text_becomes(page, "sex = male and age 50..<70")
        page.locator("button.bar[data-value='50..<60']").click()
        text_becomes(page, "sex = male and age 60..<70")
        page.locator("button.bar[data-value=male]").click()
        text_becomes(page, "age 60..<70")
        check("nothing was asked meanwhile", len(asked) == 1, asked)
        page.check("#live")
        page.locator("button.bar[data-value=female]").click()
        page.wait_for_url("**q=age*female*")
        done(page)
        check("unless every change shall be counted", asked[-1]["q"] == ["age 60..<70 and sex = female"], asked[-1])
    with check.part("too many charts"):
        names = "sex population race ethnicity deceased bmi pack_years smoking menopause diagnosis ct cn cm pt pn pm stage isup psa er".split()
        page.goto(f"{address}{search('everything', facets=','.join(names))}")
        ready(page)
        done(page)
        page.fill("#picker-search", "ecog")
        check("as many as may be asked for need no word", page.is_hidden("[data-part=picker-note]"))
        page.click("[data-key='chart ecog']")
        check("one more is refused where it is seen", "At most 20" in page.inner_text("[data-part=picker-note]"))
        page.fill("#picker-search", "race")
        page.click("[data-key='chart race']")
        check("until another is taken away", page.is_hidden("[data-part=picker-note]"))
        page.goto(f"{address}{search('everything', facets=','.join([*names, 'ecog']))}")
        ready(page)
        check("an address with more says so", "At most 20" in page.inner_text("[data-part=picker-note]"))
        done(page)
    check("the console stays empty", faults == [], faults)

# ---- Without scripts -------------------------------------------------------------------------------------------------

with chromium(java_script_enabled=False) as (page, faults), check.part("without scripts"):
    sign_in(page)
    page.fill(TEXT, QUESTION)
    page.click("#ask button")
    rows = " ".join(page.inner_text("table").split())
    check("the form leads to a table of all answers", all(word.capitalize() in rows for word in FIVE), rows)
    check("its address says so", "plain=1" in page.url, page.url)
    check("that page has no script", page.locator("script").count() == 0)
    page.goto(f"{address}{search('modalty = MR', plain=1)}")
    check("a fault is shown there", page.inner_text("mark") == "modalty")
    page.goto(f"{address}{search(QUESTION)}")
    page.wait_for_url("**plain=1*")
    check("an address of the Explorer leads there by itself", page.locator("table").count() == 1)

# ---- Keyboard only ---------------------------------------------------------------------------------------------------

with chromium(viewport={"width": 1400, "height": 1000}) as (page, faults), check.part("keyboard"):
    sign_in(page)
    ready(page)

    def tab_to(selector, key="Tab", most=80):
        """Moves on until something has the focus; every stop on the way shows that it has it."""
        for _ in range(most):
            page.keyboard.press(key)
            if page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "none":
                unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    unseen = []
    tab_to("#picker-search")
    page.keyboard.type("prostate")
    tab_to("[data-key='value diagnosis prostate']")
    page.keyboard.press("Enter")
    text_becomes(page, "diagnosis = prostate")
    check("the focus follows what was added", page.evaluate("document.activeElement.classList.contains('summary')"))
    page.evaluate("document.querySelector('#picker-search').value = ''; document.querySelector('#picker-search').dispatchEvent(new Event('input'))")
    tab_to("[data-key^='series ']")
    page.keyboard.press("Enter")
    check("a group that was added has the focus", page.evaluate("document.activeElement.dataset.key").startswith("match "))
    page.focus("#picker-search")
    page.keyboard.type("slice thickness")
    tab_to("[data-key='add slice_thickness']")
    page.keyboard.press("Enter")
    check("the editor of what was added has the focus", page.evaluate("document.activeElement.closest('.editor') !== null"))
    tab_to("input[aria-label^='Largest Slice thickness']")
    page.keyboard.type("3")
    text_becomes(page, "diagnosis = prostate and slice_thickness <= 3")
    tab_to("[data-key^='remove ']", "Shift+Tab")
    page.keyboard.press("Enter")
    text_becomes(page, "diagnosis = prostate")
    check("after removing, the focus stays nearby", page.evaluate("document.activeElement.closest('.builder') !== null"))
    page.focus(TEXT)
    page.keyboard.press("Enter")
    page.wait_for_selector("tr[data-answer=value], tr[data-answer=suppressed]")
    check("the focus is seen everywhere", not unseen, unseen)
    check("the console stays empty without a mouse", faults == [], faults)

# ---- Phone, dark, no motion ------------------------------------------------------------------------------------------

with chromium(viewport={"width": 320, "height": 700}, color_scheme="dark", reduced_motion="reduce", has_touch=True) as (page, faults):
    with check.part("phone"):
        sign_in(page)
        page.route("**/api/v1/search?*", lambda route: route.fulfill(status=200, content_type="application/x-ndjson", body=canned()))
        page.goto(f"{address}{search('diagnosis = prostate and series(modality = MR and slice_thickness <= 3)')}")
        page.wait_for_selector("button.bar")
        done(page)
        check("the attributes wait folded", page.get_attribute("#picker", "open") is None)
        check("nothing moves", page.evaluate("getComputedStyle(document.querySelector('.bar-fill')).transitionDuration") == "0s")
        for summary in page.locator(".condition .summary").all():
            summary.click()
        accessible(page, "explorer phone")

# ---- When the hub goes away ------------------------------------------------------------------------------------------

with chromium() as (page, faults), check.part("a broken stream"):
    sign_in(page)
    ready(page)
    page.route("**/api/v1/search?*", lambda route: route.abort())
    page.fill(TEXT, QUESTION)
    page.press(TEXT, "Enter")
    page.wait_for_selector("tr[data-answer=none]")
    done(page)
    check("what did not come is unknown", "Unknown" in page.inner_text("table") and "No total" in page.inner_text(".total"), page.inner_text(".total"))

with chromium() as (page, faults), check.part("a reading that fails"):
    sign_in(page)
    ready(page)
    page.route("**/api/v1/search?*", lambda route: route.fulfill(status=200, content_type="application/x-ndjson", body=canned()))
    page.route("**/api/v1/query*", lambda route: route.abort())
    page.fill(TEXT, QUESTION)
    page.wait_for_selector("#reading .notice.bad")
    check("that the query was not read is seen", "cannot be reached" in page.inner_text("#reading"), page.inner_text("#reading"))
    check("and is no fault of the text", page.get_attribute(TEXT, "aria-invalid") == "false")
    page.unroute("**/api/v1/query*")
    page.get_by_role("button", name="Count", exact=True).click()
    done(page)
    check("counting reads it again", page.is_hidden("#reading") and conditions(page) == ["Diagnosis is known"], conditions(page))
    page.route("**/api/v1/query*", lambda route: route.abort())
    page.get_by_label("Not: Diagnosis").check()
    page.wait_for_selector("#reading .notice.bad")
    page.unroute("**/api/v1/query*")
    page.get_by_role("button", name="Count", exact=True).click()
    text_becomes(page, "not diagnosis is known")

check.show()
