"""The documentation is whole, in both languages, and true."""

import doctest
import io
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import click
import pandas as pd
import pytest
import yaml

import deid
from deid import testing
from deid.cli.app import app
from deid.policy.loader import load_policy

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
DOCS = sorted(path for path in (ROOT / "docs").rglob("*.md") if EXAMPLES not in path.parents)
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = [*DOCS, *READMES, *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SAMPLE = ROOT / "docs" / "sample" / "低保名单.csv"


def blocks(path, language):
    """The fenced blocks of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def cells(path, kind):
    """The texts of a notebook's cells of one kind."""
    book = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == kind]


def name(path):
    return str(path.relative_to(ROOT))


def test_reference_readme_tables_and_diagram_are_current():
    """Every command, masker, rule, finding and public name stands in the reference; the floors are drawn as they are."""
    run = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "reference.py"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


PUBLIC = [(deid, name) for name in deid.__all__ if name != "__version__"]
PUBLIC += [(testing, name) for name in testing.__all__ if not name.isupper()]


@pytest.mark.parametrize(("package", "exported"), PUBLIC, ids=lambda one: getattr(one, "__name__", one))
def test_every_public_name_shows_how_it_is_used(package, exported):
    """An example that runs, and the Chinese term."""
    made = getattr(package, exported)
    assert re.search(r"[一-鿿]", made.__doc__), "the Chinese term"
    home = sys.modules[getattr(made, "__module__", made.__name__)]
    finder = doctest.DocTestFinder(recurse=False, exclude_empty=False)
    (shown,) = finder.find(made, exported, module=False, globs=dict(vars(home)))
    assert shown.examples, "an example"
    told = io.StringIO()
    assert not doctest.DocTestRunner().run(shown, out=told.write).failed, told.getvalue()


def test_every_page_has_both_languages():
    chinese = {page for page in DOCS if not page.name.endswith(".en.md")}
    english = {
        page.with_name(page.name.replace(".en.md", ".md")) for page in DOCS if page.name.endswith(".en.md")
    }
    assert chinese == english


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_page_is_in_the_navigation():
    """mkdocs does not mind a page that nothing leads to."""
    text = (ROOT / ".ci" / "mkdocs.yml").read_text("utf-8")
    named = re.findall(r"^ +- ([\w/-]+\.md)$", text[text.index("\nnav:") :], re.MULTILINE)
    there = {page.relative_to(ROOT / "docs").as_posix() for page in DOCS if not page.name.endswith(".en.md")}
    assert sorted(named) == sorted(there)


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_links_stay_in_their_language(page):
    """A Chinese page leads to Chinese pages, an English one to English pages."""
    english = page.name.endswith(".en.md")
    for target in re.findall(r"\]\(([^)#:]+\.md)[^)]*\)", page.read_text("utf-8")):
        assert target.endswith(".en.md") == english, target


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_python_in_the_docs_is_python(page):
    for block in blocks(page, "python"):
        compile(block, page.name, "exec")


@pytest.mark.parametrize("book", NOTEBOOKS, ids=name)
def test_notebooks_are_stored_without_outputs(book):
    """Outputs could hold a list. CI runs the notebooks themselves."""
    for cell in json.loads(book.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None
    for text in cells(book, "code"):
        compile(text, book.name, "exec")


@pytest.mark.parametrize("book", NOTEBOOKS, ids=name)
def test_links_of_notebooks_lead_somewhere(book):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", "".join(cells(book, "markdown"))):
        assert (book.parent / target).exists(), target


def test_every_notebook_is_named_in_the_first_one():
    """Nobody finds what nothing names."""
    text = "".join(cells(ROOT / "notebooks" / "first-list.ipynb", "markdown"))
    assert {book.name for book in NOTEBOOKS} - {"first-list.ipynb"} == set(re.findall(r"[\w-]+\.ipynb", text))


@pytest.mark.parametrize("page", READMES, ids=name)
def test_the_two_commands_are_there(page):
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    commands = [line for line in lines if re.fullmatch(r"sh \.ci/[a-z]+", line)]
    assert commands == ["sh .ci/demo", "sh .ci/test"]
    assert all((ROOT / command.split()[1]).is_file() for command in commands)


@pytest.mark.parametrize("page", READMES, ids=name)
def test_before_and_after_are_what_the_tool_makes(page, tmp_path):
    before, after = (block.splitlines() for block in blocks(page, "text")[:2])
    raw = SAMPLE.read_text("gb18030").splitlines()
    assert [line for line in before if line not in raw] == []
    posted = tmp_path / "posted.csv"
    command = [sys.executable, "-m", "deid", "mask", str(SAMPLE), "--notice", "dibao_result"]
    command += ["--channel", "village_board", "--whole", "--as-of", "2026-11-21", "--out", str(posted)]
    subprocess.run(command, check=True, capture_output=True)
    made = posted.read_text("utf-8-sig").splitlines()
    assert [line for line in after if line not in made] == []


def all_commands(group=app, path=("deid",)):
    """Every command with the words it is called by."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from all_commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


HELPS = [pytest.param(command.help or "", id=words) for words, command in all_commands()]


@pytest.mark.parametrize("text", HELPS)
def test_examples_in_help_exist(text):
    commands_exist(re.findall(r"^\s*(deid .*)$", text, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_in_the_docs_exist(page):
    """Each `deid …` line names a command and options there are."""
    commands_exist("\n".join(blocks(page, "sh")).replace("\\\n", " ").splitlines())


def commands_exist(lines):
    for line in lines:
        words = line.partition("#")[0].split()
        if "deid" not in words[:1]:
            continue
        command, rest = app, words[1:]
        while rest and isinstance(command, click.Group) and not rest[0].startswith("-"):
            command = command.get_command(click.Context(command), rest.pop(0))
            assert command is not None, line
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known, line


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "guides").glob("writing-rules*")), ids=name)
def test_the_example_rule_loads(page, tmp_path):
    text = blocks(page, "yaml")[0]
    path = tmp_path / f"{yaml.safe_load(text)['notice']}.yaml"
    path.write_text(text, "utf-8")
    policy = load_policy(str(path))
    assert policy.treatment("subject.name", "village_board").action == "publish"


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "guides").glob("writing-maskers*")), ids=name)
def test_the_example_masker_works(page):
    room = {}
    exec(compile(blocks(page, "python")[0], page.name, "exec"), room)
    cases = yaml.safe_load(blocks(page, "yaml")[0])["cases"]
    out = room["ticket"](room["pa"].array([case["in"] for case in cases])).to_pylist()
    assert out == [case["out"] for case in cases]


def test_python_of_the_readme_runs():
    frame = pd.read_csv(SAMPLE, encoding="gb18030", dtype=str, skiprows=2, skipfooter=2, engine="python")
    release = deid.mask(frame, "dibao_result", channel="village_board", whole=True, as_of=date(2026, 11, 21))
    assert isinstance(release.data, pd.DataFrame)
    assert deid.mask_column(["411224197403051234"], "resident_id") == ["411224************"]
    assert [found for found in deid.check(release.data, against=frame) if found.severity == "error"] == []
    assert deid.candidates(["411224********1234"], birth="1974-03-05").tolist() == [1]
