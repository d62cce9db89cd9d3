"""Write docs/reference and the tables of both READMEs from the code and the rules.

`python .ci/reference.py` writes, `--check` only tells what is out of date. The tests run the check.
"""

import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
OTHERS = [ROOT / ".ci" / "rule_pages.py", ROOT / ".ci" / "diagram.py"]
LANGUAGES = ("zh", "en")
FORMS = {
    "names": ("公布名单", "names"),
    "aggregate": ("只公布汇总数", "counts only"),
    "none": ("不公布", "never posted"),
}


def pages(language):
    """The reference pages of one language, by file name without its ending."""
    from deid import messages

    messages.use(language)
    at = LANGUAGES.index(language)
    return {
        "rules": rules(at),
        "maskers": maskers(at),
        "findings": findings(at),
        "cli": cli(at),
        "api": api(at),
    }


def table(head, rows):
    """A Markdown table; cells may hold pipes and line breaks."""
    clean = [[re.sub(r"\s*\n\s*", " ", str(cell)).replace("|", "\\|") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *clean])


def notices(at):
    """The notice types and the form each channel has."""
    from deid.policy.loader import list_policies

    policies = list_policies()
    channels = list(dict.fromkeys(name for policy in policies for name in policy.channels))
    rows = [
        [
            f"`{p.notice}`",
            p.title,
            *(FORMS[p.channels[c].form][at] if c in p.channels else "—" for c in channels),
        ]
        for p in policies
    ]
    return table([("编号", "id")[at], ("公示类型", "notice type")[at], *(f"`{c}`" for c in channels)], rows)


def rules(at):
    """Every notice type in plain words."""
    from deid.policy.fields import load_fields
    from deid.policy.loader import list_policies
    from deid.rulebook.show import describe

    intro = (
        "# 公示类型\n\n由 `rules/` 生成，与 `deid rules show 编号` 的输出相同。",
        "# Notice types\n\nGenerated from `rules/`; the same text as `deid rules show ID`.",
    )[at]
    fields = load_fields()
    parts = [
        f"## `{policy.notice}` {policy.title}\n\n```text\n{describe(policy, fields, LANGUAGES[at])}\n```"
        for policy in list_policies()
    ]
    return "\n\n".join([intro, notices(at), *parts])


def maskers(at):
    """Every masker: what it does, its options, where the format comes from, and an example that runs."""
    from deid import registry
    from deid.messages import say

    parts = [
        (
            "# 遮盖方法\n\n空值仍是空值，空白仍是空白；不符合该方法所认形状的单元格变成八个星号。",
            (
                "# Maskers\n\nNull stays null, blank stays blank; a cell that is not what the masker expects becomes"
                " eight stars."
            ),
        )[at]
    ]
    for name in registry.names():
        function = registry.get(name)
        spec = registry.spec(function)
        doc = inspect.getdoc(function) or ""
        about, _, rest = doc.partition("Args:")
        example = inspect.cleandoc(doc.partition("Examples:")[2])
        options = ", ".join(
            option if parameter.default is inspect.Parameter.empty else f"{option}={parameter.default!r}"
            for option, parameter in registry.options(function).items()
        )
        technique = say(f"technique.{spec.technique}")
        text = (say(f"masker.{name}"), about.strip())[at]
        labels = (("选项", "options")[at], say("word.technique"), say("word.source"))
        facts = [
            (labels[0], f"`{options}`" if options else "—"),
            (labels[1], technique),
            (labels[2], spec.source),
        ]
        listed = "\n".join(f"- {label}: {fact}" for label, fact in facts)
        parts.append(f"## `{name}` {spec.title}\n\n{text}\n\n{listed}\n\n```pycon\n{example}\n```")
        if at and rest:
            arguments = rest.partition("Examples:")[0]
            parts.append(f"```text\nArgs:{arguments.rstrip()}\n```")
    return "\n\n".join(parts)


def findings(at):
    """Every code a user can meet, with the sentence that says what to do."""
    from deid.messages import CATALOGUE

    intro = (
        (
            "# 提示与错误\n\n“‹ ›”处填入列名、行数等；任何提示都不含单元格内容。"
            "错误使退出码为 1（名单原因）或 2（无法运行），注意在 `--strict` 下等同错误。"
        ),
        (
            "# Findings and errors\n\nWhat stands in ‹ › is filled in: columns, row numbers, counts, never a cell."
            " An error ends with exit code 1 (the list) or 2 (cannot run); a warning does so under `--strict`."
        ),
    )[at]
    heads = {
        "finding": ("名单里发现的", "Found in a list"),
        "refused": ("拒绝", "Refusals"),
        "input": ("读取名单", "Reading a list"),
        "output": ("写出", "Writing"),
        "usage": ("命令用法", "How deid was called"),
        "rule": ("规则文件", "Rule files"),
        "lint": ("规则检查", "Rule lint"),
    }
    parts = [intro]
    for head, title in heads.items():
        codes = [code for code in CATALOGUE if code.startswith(head + ".")]
        rows = [
            [
                f"`{code if head != 'finding' else code.partition('.')[2]}`",
                re.sub(r"\{(\w+)\}", r"‹\1›", CATALOGUE[code][at]),
            ]
            for code in sorted(codes)
        ]
        if rows:
            parts.append(
                f"## {title[at]}\n\n{table([('代码', 'code')[at], ('含义和办法', 'meaning, and what to do')[at]], rows)}"
            )
    return "\n\n".join(parts)


def cli(at):
    """Every command with its options."""
    import click

    from deid.cli.app import app

    parts = [("# 命令\n\n", "# Commands\n\n")[at] + app.help]

    def walk(command, path):
        context = click.Context(command, info_name=path)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                walk(command.get_command(context, name), f"{path} {name}")
            if path == "deid":
                return
        arguments = [p.metavar or p.name.upper() for p in command.params if isinstance(p, click.Argument)]
        if not isinstance(command, click.Group):
            rows = [_option(p, at) for p in command.params if isinstance(p, click.Option)]
            head = [("选项", "option")[at], ("含义", "meaning")[at]]
            line = " ".join([path, *arguments])
            parts.append(f"## `{line}`\n\n{command.help}\n\n{table(head, rows)}")

    walk(app, "deid")
    return "\n\n".join(parts)


def _option(option, at):
    name = ", ".join(option.opts)
    if not option.is_flag:
        name += f" {option.metavar or option.name.upper()}"
    marks = []
    if option.required:
        marks.append(("必填", "required")[at])
    if option.multiple:
        marks.append(("可重复", "repeatable")[at])
    if option.envvar:
        marks.append(str(option.envvar))
    text = option.help or ("语言：zh 或 en", "language: zh or en")[at]
    return [
        f"`{name}`",
        text
        + (f"（{'，'.join(marks)}）" if at == 0 and marks else f" ({', '.join(marks)})" if marks else ""),
    ]


API = {
    ("做事", "Doing things"): ["mask", "mask_column", "check", "candidates", "load_policy"],
    ("得到的东西", "What comes back"): ["Release", "Finding", "Severity", "Policy", "Channel"],
    ("出错", "Errors"): [
        "DeidError", "RefusedError", "InputError", "RuleError", "UsageError", "KeyMaterialError", "BrokenMaskerError",
    ],
    ("遮盖方法", "Maskers"): ["masker", "Masker", "Spec"],
}  # fmt: skip
# What ends in "_" stands for every public name that begins so.
API_MORE = {
    ("pandas 和 polars", "pandas and polars"): ["deid.pandas", "deid.polars"],
    ("试用和测试", "Trying and testing"): ["deid.synthetic.sample_list", "deid.testing.check_"],
    ("密钥", "Keys"): ["deid.keys.new_key", "deid.keys.read_key"],
}


def api(at):
    """Every public name; the site fills each in from its docstring."""
    import deid

    named = [name for names in API.values() for name in names]
    if sorted(named) != sorted(set(deid.__all__) - {"__version__"}):
        message = (
            f"the API page and deid.__all__ differ: {set(named) ^ (set(deid.__all__) - {'__version__'})}"
        )
        raise SystemExit(message)
    parts = [
        (
            "# Python 接口\n\n`import deid` 之后能用的全部名称，说明取自程序本身（英文）。用法见[开发者指南](../guides/developer.md)。",
            (
                "# Python API\n\nEverything `import deid` offers, from the docstrings. How to use it:"
                " [for developers](../guides/developer.en.md)."
            ),
        )[at]
    ]
    for title, names in API.items():
        parts += [
            f"## {title[at]}",
            *(f"::: deid.{name}\n    options: {{heading_level: 3}}" for name in names),
        ]
    for title, homes in API_MORE.items():
        paths = [path for home in homes for path in _spelled_out(home)]
        parts += [f"## {title[at]}", *(f"::: {path}\n    options: {{heading_level: 3}}" for path in paths)]
    return "\n\n".join(parts)


def _spelled_out(path):
    if not path.endswith("_"):
        return [path]
    home, _, start = path.rpartition(".")
    return [f"{home}.{name}" for name in import_module(home).__all__ if name.startswith(start)]


def wanted(language):
    """Path -> text of everything written in one language."""
    at = LANGUAGES.index(language)
    ending = ("", ".en")[at]
    made = {FOLDER / f"{name}{ending}.md": text.rstrip() + "\n" for name, text in pages(language).items()}
    readme = ROOT / ("README.zh-CN.md", "README.md")[at]
    text = readme.read_text("utf-8")
    start, end = "<!-- notices -->\n\n", "\n\n<!-- /notices -->"
    before, _, rest = text.partition(start)
    made[readme] = before + start + notices(at) + end + rest.partition(end)[2]
    return made


def main():
    """One process per language: help texts are in the language of the process."""
    check = "--check" in sys.argv
    if "--lang" not in sys.argv:
        flags = ["--check"] if check else []
        commands = [[__file__, "--lang", language] for language in LANGUAGES] + [
            [str(other)] for other in OTHERS
        ]
        runs = [subprocess.run([sys.executable, *command, *flags], check=False) for command in commands]
        raise SystemExit(max(run.returncode for run in runs))
    stale = False
    for path, text in wanted(sys.argv[sys.argv.index("--lang") + 1]).items():
        if not path.exists() or path.read_text("utf-8") != text:
            stale = True
            print(
                f"{path.relative_to(ROOT)} {'is out of date: run .ci/reference.py' if check else 'written'}"
            )
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    raise SystemExit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
