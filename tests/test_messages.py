"""The catalogue of messages is whole: each in both languages with the same facts, each used, each there."""

import ast
import re
import shlex
import string
from pathlib import Path

import click
import pytest

from deid import messages
from deid.cli.app import app
from deid.messages import CATALOGUE

ROOT = Path(__file__).parents[1]
FILES = [path for path in sorted((ROOT / "deid").rglob("*.py")) if "messages" not in path.parts]
LITERAL = ("finding", "usage", "input", "output", "line")  # these are named in full, not put together
SEVERITIES = {"line.error", "line.warning", "line.note"}
CALLS = {"say": 0, "problem": 1, "finding": 0}


def trees():
    return {path: ast.parse(path.read_text("utf-8")) for path in FILES}


TREES = trees()


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def name_of(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def constants(node):
    """The texts an argument can be: itself, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return []


def pattern(joined):
    """What an f-string can be, as a pattern; None where it says nothing."""
    parts = [re.escape(v.value) if isinstance(v, ast.Constant) else "[^ ]+" for v in joined.values]
    return "".join(parts) if any(isinstance(v, ast.Constant) for v in joined.values) else None


def test_both_languages_say_something_with_the_same_facts():
    differ = {
        code: placeholders(zh) ^ placeholders(en)
        for code, (zh, en) in CATALOGUE.items()
        if placeholders(zh) != placeholders(en)
    }
    assert differ == {}
    assert [code for code, texts in CATALOGUE.items() if not all(map(str.strip, texts))] == []
    assert [code for code, texts in CATALOGUE.items() if "\ufffd" in "".join(texts)] == []


def test_no_code_stands_in_two_files():
    seen = {}
    for path in sorted((ROOT / "deid" / "messages").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for key in node.keys if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value:
                    assert key.value not in seen, (key.value, path.name, seen.get(key.value))
                    seen[key.value] = path.name


def test_every_code_that_is_said_is_there():
    missing = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or name_of(node) not in CALLS:
                continue
            at = CALLS[name_of(node)]
            if len(node.args) <= at:
                continue
            lead = "finding." if name_of(node) == "finding" else ""
            missing += [
                (path.name, code)
                for text in constants(node.args[at])
                if (code := lead + text) not in CATALOGUE
            ]
    assert missing == []


def test_every_code_there_is_said():
    texts, patterns = set(), set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (found := pattern(node)) and "\\." in found:
                patterns.add(found)
    telling = [one for one in patterns if re.match(r"\w+\\\.\w{3}", one)]
    made, told_in_full = (re.compile("|".join(f"(?:{one})" for one in some)) for some in (patterns, telling))
    unused = []
    for code in CATALOGUE:
        head, _, rest = code.partition(".")
        told = code in texts | SEVERITIES or (head in ("finding", "rule") and rest in texts)
        if head == "fix":
            told = rest in CATALOGUE
        if not told and not (told_in_full if head in LITERAL else made).fullmatch(code):
            unused.append(code)
    assert unused == []


@pytest.mark.parametrize("code", sorted(code for code in CATALOGUE if code.startswith("fix.")))
@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_remedies_are_commands_that_exist(code, language):
    """A remedy begins with an option some command has, or is a command whose options are there."""
    for line in re.sub(r"\{\w+\}", "x", CATALOGUE[code][language]).splitlines():
        words = shlex.split(line)
        if words[0].startswith("--"):
            used = {word for word in words if word.startswith("--")}
            assert any(used <= options for options in OPTIONS.values()), words
        elif words[0] not in ("pip", "chmod", "mkdir", "INPUT"):
            assert words[0] == "deid"
            check_command(words)


def commands(command=app, path=()):
    context = click.Context(command, info_name=" ".join(path) or "deid")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))
    else:
        yield path, command


COMMANDS = dict(commands())
OPTIONS = {
    path: {option for parameter in command.params for option in parameter.opts}
    for path, command in COMMANDS.items()
}


def check_command(words):
    path = max((p for p in COMMANDS if tuple(words[1 : 1 + len(p)]) == p), key=len, default=None)
    assert path is not None, words
    assert {word for word in words if word.startswith("--")} <= OPTIONS[path], words
    return path


HELP = sorted(" ".join(path) for path in COMMANDS)


@pytest.mark.parametrize("path", HELP)
@pytest.mark.parametrize("language", [0, 1], ids=["zh", "en"])
def test_every_command_shows_an_example_that_parses(path, language):
    """The example in --help is this command, and click takes its arguments."""
    command = COMMANDS[tuple(path.split())]
    code = next(
        code for code, texts in CATALOGUE.items() if command.help in texts and code.startswith("help.")
    )
    text = CATALOGUE[code][language]
    examples = re.findall(
        r"^.*?(deid .+)$", text.replace("\b", "").partition(("例：", "Example:")[language])[2], re.MULTILINE
    )
    assert examples, text
    for example in examples:
        words = shlex.split(re.split(r" >>? ", example)[0])
        rest = words[1 + len(path.split()) :]
        assert words[: 1 + len(path.split())] == ["deid", *path.split()]
        context = command.make_context(path, list(rest))
        context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_message_can_be_filled(language):
    messages.use(language)
    try:
        for code in CATALOGUE:
            facts = {name: 1 for text in CATALOGUE[code] for name in placeholders(text)}
            assert messages.say(code, **facts)
    finally:
        messages.use(None)


def test_what_a_chinese_windows_console_shows_is_in_its_code_page():
    """Lines, findings and remedies go to a console that knows GBK only."""
    spoken = ("finding", "fix", "input", "line", "output", "preview", "refused", "usage")
    lost = {
        code: char
        for code, (chinese, _) in CATALOGUE.items()
        if code.partition(".")[0] in spoken
        for char in chinese
        if not char.encode("gbk", "ignore")
    }
    assert lost == {}
