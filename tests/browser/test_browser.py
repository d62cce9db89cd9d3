"""The page in a real browser: dropping, refusing, downloading, keyboard, zoom, narrow screens, axe."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
playwright = pytest.importorskip("playwright.sync_api")

from pages import CHROMIUM, ROOT, browsing, choose, serving, upload  # noqa: E402  beside this file

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium"),
]
SAMPLE = ROOT / "docs" / "sample" / "低保名单.csv"
DROP = """async ([name, bytes]) => {
  const held = new DataTransfer();
  held.items.add(new File([new Uint8Array(bytes)], name));
  document.querySelector("[data-upload]").dispatchEvent(
    new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def url():
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def driver():
    with playwright.sync_playwright() as found:
        yield found


@pytest.fixture
def page(driver, url):
    with browsing(driver, viewport={"width": 1280, "height": 800}, accept_downloads=True) as found:
        said = []
        found.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        found.on("pageerror", lambda error: said.append(str(error)))
        found.goto(url)
        yield found
        assert [text for text in said if "Content Security Policy" in text or "Error:" in text] == []


def made(page, **how):
    upload(page, SAMPLE)
    choose(page, how.pop("channel", "village_board"), notice="dibao_result", **how)


def test_drop_preview_download(page, tmp_path):
    assert "token" not in page.url
    page.evaluate(DROP, [SAMPLE.name, list(SAMPLE.read_bytes())])
    assert page.locator("[data-chosen]").text_content() == SAMPLE.name
    page.keyboard.press("Enter")  # the button has the focus by now
    page.wait_for_selector("#notice")
    choose(page, "wechat_group", notice="dibao_result", whole=True)
    assert "可以公示" in page.locator("h1").text_content()
    assert page.locator("th.mask").count() and page.locator("th.drop").count()
    with page.expect_download() as got:
        page.click("text=下载公示包")
    path = tmp_path / "pack.zip"
    got.value.save_as(path)
    with zipfile.ZipFile(path) as pack:
        assert sorted(Path(name).suffix for name in pack.namelist()) == [".csv", ".html", ".json", ".json"]


def test_refused_then_mended(page):
    made(page)
    assert "不能公示" in page.locator("h1").text_content()
    page.click("form[action='/back'] button")
    page.wait_for_selector("#notice")
    assert page.locator("details").get_attribute("open") is not None
    choose(page, "village_board", whole=True)
    assert "可以公示" in page.locator("h1").text_content()


def test_a_wrong_file_is_told(page, tmp_path):
    path = tmp_path / "名单.csv"
    path.write_bytes(b"\x00\x01\x02" * 300)
    upload(page, path, ".problem")
    assert page.locator("[role=alert]").is_visible()


def test_keyboard_only(page):
    page.on("filechooser", lambda _: None)  # from now on the browser tells of it instead of opening one

    def tab_to(selector):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("one => document.activeElement.matches(one)", selector):
                shown = "getComputedStyle(document.activeElement).outlineStyle"
                label = "document.activeElement.matches('#file')"
                assert page.evaluate(f"{label} || {shown} !== 'none'")
                return
        raise AssertionError(f"{selector} cannot be reached")

    tab_to("#file")
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(SAMPLE)
    tab_to("[data-upload] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#notice")
    page.select_option("#notice", "dibao_result")
    tab_to("button[formaction='/type']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to("input[name=channel]")
    page.keyboard.press("Space")
    tab_to("summary")
    page.keyboard.press("Enter")
    tab_to("input[name=whole]")
    page.keyboard.press("Space")
    tab_to("button[form=mask]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict")
    assert "可以公示" in page.locator("h1").text_content()
    tab_to("a.button[download]")
    with page.expect_download():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 640)], ids=["zoomed to 200 %", "narrow"])
def test_nothing_runs_off_the_side(driver, url, width, height):
    with browsing(driver, viewport={"width": width, "height": height}) as page:
        page.goto(url)

        def fits():
            return page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        assert fits()
        upload(page, SAMPLE)
        assert fits()
        choose(page, "village_board", notice="dibao_result", whole=True)
        assert fits()


def test_closing_the_page_is_noticed(page):
    upload(page, SAMPLE)
    page.evaluate(
        "() => { navigator.sendBeacon = (to, held) => localStorage.setItem(to, held.get('csrf')); }"
    )
    page.reload()
    assert page.evaluate("localStorage.getItem('/leave')")


def test_it_works_without_scripts(driver, url):
    with browsing(driver, java_script_enabled=False) as page:
        page.goto(url)
        page.set_input_files("#file", SAMPLE)
        page.click("form[data-upload] button")
        for _ in range(40):
            if page.locator("#notice").count():
                break
            page.wait_for_timeout(250)
            page.goto(url.split("?")[0])
        assert page.locator("#notice").count()


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm")
    room = tmp_path_factory.mktemp("axe")
    got = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(room), "axe-core@4"],
        capture_output=True,
        check=False,
        timeout=120,
    )
    source = room / "node_modules" / "axe-core" / "axe.min.js"
    if got.returncode or not source.exists():
        pytest.skip("axe-core cannot be had")
    return source.read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(driver, url, axe, scheme, tmp_path):
    broken = tmp_path / "名单.csv"
    broken.write_bytes(b"\x00\x01\x02" * 300)
    with browsing(driver, viewport={"width": 1280, "height": 800}, color_scheme=scheme) as page:
        page.goto(url.split("?")[0])
        judge(page, axe)
        page.goto(url)
        judge(page, axe)
        upload(page, broken, ".problem")
        judge(page, axe)
        upload(page, SAMPLE)
        page.evaluate("document.querySelector('details').open = true")
        judge(page, axe)
        choose(page, "village_board", notice="dibao_result")
        judge(page, axe)
        page.click("form[action='/back'] button")
        choose(page, "wechat_group", whole=True)
        judge(page, axe)


def judge(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(done => done.violations)")
    told = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    assert told == [], page.url
