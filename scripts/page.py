"""Has a browser show the page that `check -o html` writes: see scripts/outputs.sh.

usage: page.py BROWSER PAGE REPORT [FOLDER]

Without scripts every finding of REPORT is shown; with them each filter leaves what REPORT has of it. Nothing
is fetched, no script but the page's own runs, and the page is light or dark as the reader likes. With
FOLDER, pictures of both are kept there.
"""

import json
import pathlib
import sys

from playwright.sync_api import sync_playwright

browser, page, report = map(pathlib.Path, sys.argv[1:4])
folder = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
findings = json.loads(report.read_text())["findings"]
address = page.resolve().as_uri()


def check(holds, what):
    if not holds:
        sys.exit(f"WRONG: {what}")


def shown(tab):
    return tab.locator("#findings > article:visible").count()


with sync_playwright() as playwright:
    chromium = playwright.chromium.launch(executable_path=str(browser), args=["--no-sandbox"])
    for scripts in (False, True):
        for scheme in ("light", "dark"):
            context = chromium.new_context(java_script_enabled=scripts, color_scheme=scheme)
            tab = context.new_page()
            fetched, said = [], []
            tab.on("request", lambda request: fetched.append(request.url))
            tab.on("console", lambda message: said.append(message.text))
            tab.on("dialog", lambda dialog: said.append(dialog.message))
            tab.on("pageerror", lambda error: said.append(str(error)))
            tab.goto(address)
            check(fetched == [address], f"the page fetches {fetched}")
            check(not said, f"the browser says {said}")
            check(tab.locator("#findings > article").count() == len(findings), "findings are missing")
            check(shown(tab) == len(findings), "findings are not shown")
            check(tab.locator("#filters").is_visible() == (scripts and bool(findings)), "filters without scripts")
            if scripts:
                colour = tab.evaluate("getComputedStyle(document.body).backgroundColor")
                level = sum(map(int, colour.strip("rgb()").split(","))) / 3
                check((level > 128) == (scheme == "light"), f"{scheme} is {colour}")
            if folder:
                tab.screenshot(path=str(folder / f"{page.stem}-{scheme}{'' if scripts else '-plain'}.png"), full_page=True)
            context.close()
    tab = chromium.new_context().new_page()
    tab.goto(address)
    filtered = 0
    for name, of in [
        ("verdict", lambda finding: finding["verdict"]),
        ("severity", lambda finding: finding["severity"]),
        ("rule", lambda finding: finding["rule"]),
        ("namespace", lambda finding: (finding["object"] or {}).get("namespace") or ""),
    ]:
        select = tab.locator(f"select[data-of={name}]")
        values = select.locator("option").evaluate_all("all => all.map(option => option.value)")[1:]
        check(len(values) == len({of(finding) for finding in findings}), f"the choices of {name}")
        left = 0
        for value in values:
            select.select_option(value)
            left += shown(tab)
            plain = value[1:]
            if plain.isascii() and plain.isprintable() and "\\" not in plain:
                expected = sum(of(finding) == plain for finding in findings)
                check(shown(tab) == expected, f"{name} {plain}: {shown(tab)}, not {expected}")
            filtered += 1
        check(left == len(findings), f"{name} leaves {left} in all")
        select.select_option("*")
    if findings:
        tab.fill("#words", "no finding has such words")
        check(shown(tab) == 0 and tab.locator("#none").is_visible(), "words filter nothing")
        tab.fill("#words", "")
        check(shown(tab) == len(findings), "findings do not come back")
    chromium.close()
print(f"{page.name}: {len(findings)} findings, {filtered} choices")
