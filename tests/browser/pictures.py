"""The pictures of the docs: every state of the page, with the shipped sample list.

`python tests/browser/pictures.py` writes docs/assets/serve-*.png.
"""

from pathlib import Path

from pages import ROOT, browsing, choose, serving, upload
from playwright.sync_api import sync_playwright

ASSETS = ROOT / "docs" / "assets"
SAMPLE = ROOT / "docs" / "sample" / "低保名单.csv"


def shoot(page, name, *, full=True):
    page.wait_for_timeout(150)
    page.screenshot(path=ASSETS / f"serve-{name}.png", full_page=full)


def main():
    ASSETS.mkdir(exist_ok=True)
    broken = ASSETS / "名单.csv"
    broken.write_bytes(b"\x00\x01\x02\x03" * 400)
    try:
        with serving() as url, sync_playwright() as playwright:
            with browsing(playwright, viewport={"width": 1280, "height": 800}) as page:
                take(page, url, broken)
            with browsing(playwright, viewport={"width": 390, "height": 844}) as page:
                narrow(page, url)
            with browsing(playwright, viewport={"width": 1280, "height": 800}, color_scheme="dark") as page:
                page.goto(url)
                upload(page, SAMPLE)
                choose(page, "village_board", notice="dibao_result", whole=True)
                shoot(page, "dark", full=False)
                page.click("text=English")
                shoot(page, "english", full=False)
    finally:
        broken.unlink()


def take(page, url, broken):
    page.goto(url)
    shoot(page, "start")
    upload(page, broken, ".problem")
    shoot(page, "error")
    upload(page, SAMPLE)
    page.select_option("#notice", "dibao_result")
    page.click("button[formaction='/type']")
    page.check("input[name=channel][value=village_board]")
    shoot(page, "choose")
    choose(page, "village_board")
    shoot(page, "refused", full=False)
    page.click("form[action='/back'] button")
    choose(page, "village_board", whole=True)
    shoot(page, "released", full=False)
    show(page, "每一列怎样处理")
    shoot(page, "columns", full=False)
    show(page, "公开依据", "h3")
    shoot(page, "figures", full=False)
    page.click("form[action='/back'] button")
    choose(page, "wechat_group", whole=True)
    show(page, "处理前和处理后")
    shoot(page, "preview", full=False)


def show(page, words, kind="h2"):
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    page.locator(kind, has_text=words).first.evaluate("one => one.scrollIntoView()")


def narrow(page, url):
    page.goto(url)
    upload(page, SAMPLE)
    choose(page, "village_board", notice="dibao_result", whole=True)
    shoot(page, "narrow", full=False)


if __name__ == "__main__":
    Path.cwd()
    main()
