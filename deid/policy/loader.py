"""Rule files by notice type, alias, Chinese title or path, with a county's own laid over the shipped ones."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import msgspec

from deid.errors import UsageError
from deid.messages import problem
from deid.policy.build import build
from deid.policy.digest import used
from deid.policy.fields import Fields, load_fields
from deid.policy.folders import SUFFIXES, folders, notice_files, rules_folder
from deid.policy.model import Channel, Policy
from deid.policy.nodes import Node, Problems, merge, read_file
from deid.policy.overlay import loosened
from deid.policy.shape import nearest
from deid.policy.unfinished import look_for_blanks
from deid.policy.withhold import load_reasons

__all__ = ["list_policies", "load_policy", "read_policy", "rules_folder"]


def load_policy(name: str | Path, rules: Sequence[Path | str] = ()) -> Policy:
    """The policy of a notice type (公示类型), checked whole.

    Args:
        name: notice type, alias, Chinese title, or the path of a rule file. A file named like a known notice
            type lies over it, as it would in a folder of its own: it may only tighten, or says why not.
        rules: a county's own folders; later ones lie over earlier ones and over the shipped rules. Those of
            ``DEID_RULES`` if none are named.

    Returns:
        The rule as frozen data. A column it does not name is dropped.

    Raises:
        RuleError: the rule file is wrong; ``.problems`` names every place.
        UsageError: there is no such notice type.

    Examples:
        >>> policy = load_policy("gengdi")
        >>> policy.title
        '耕地地力保护补贴发放公布'
        >>> policy.treatment("subject.id", "village_board").action
        'drop'
    """
    where = folders(rules)
    text = str(name)
    file = Path(text) if text.endswith(SUFFIXES) and Path(text).is_file() else None
    stem = file.stem if file else _stem(text, where)
    paths = [path for folder in where for path in notice_files(folder) if path.stem == stem]
    if file and not any(file.samefile(path) for path in paths):
        paths.append(file)
    return _load(tuple(paths), rules)


def list_policies(rules: Sequence[Path | str] = ()) -> list[Policy]:
    """Every notice type, by its id.

    Raises:
        RuleError: one of the files is wrong.
    """
    stems = sorted({path.stem for folder in folders(rules) for path in notice_files(folder)})
    return [load_policy(stem, rules) for stem in stems]


def channel_of(policy: Policy, name: str) -> Channel:
    """The channel of a rule by its name.

    Raises:
        UsageError: the rule has no such channel; the message names those it has.
    """
    if name not in policy.channels:
        known = ", ".join(policy.channels)
        raise problem(UsageError, "usage.channel_unknown", channel=name, notice=policy.notice, channels=known)
    return policy.channels[name]


def _stem(text: str, where: Sequence[Path]) -> str:
    paths = [path for folder in where for path in notice_files(folder)]
    if any(path.stem == text for path in paths):
        return text
    names: dict[str, str] = {}
    for path in paths:
        names.update(dict.fromkeys([path.stem, *_other_names(path)], path.stem))
    if text in names:
        return names[text]
    raise problem(
        UsageError,
        "rule.unknown_notice",
        nearest=nearest(text, names),
        known=", ".join(sorted(set(names.values()))),
    )


def _other_names(path: Path) -> Iterator[str]:
    """Title and aliases of a rule file; problems are told when the file itself is asked for."""
    node = read_file(path, Problems())
    if node is None:
        return
    title, aliases = node.value.get("title"), node.value.get("aliases")
    if title is not None and isinstance(title.value, str):
        yield title.value
    if aliases is not None and isinstance(aliases.value, list):
        yield from (alias.value for alias in aliases.value if isinstance(alias.value, str))


def _load(paths: tuple[Path, ...], rules: Sequence[Path | str]) -> Policy:
    fields, reasons = load_fields(rules), load_reasons(rules)
    problems = Problems()
    policy = read_policy(paths, fields, reasons, problems)
    problems.stop()
    if policy is None:  # problems were noted, so this is never reached
        raise AssertionError
    return msgspec.structs.replace(policy, path=str(paths[-1]), sha256=used(paths, rules))


def read_policy(
    paths: Sequence[Path], fields: Fields, reasons: Collection[str], problems: Problems
) -> Policy | None:
    """The policy of one file and of those laid over it; problems are noted."""
    merged: Node | None = None
    policy: Policy | None = None
    for path in paths:
        node = read_file(path, problems)
        if node is None:
            return None
        _check_stem(node, path, problems)
        look_for_blanks(node, problems)
        before, merged = policy, node if merged is None else merge(_without(merged, "loosen"), node)
        policy = build(merged, fields.by_id, reasons, problems)
        if policy is None:
            return None
        if before is not None and "loosen" not in node.value:
            _tell_loosened(before, policy, merged, problems)
    return policy


def _without(node: Node, key: str) -> Node:
    return Node({name: value for name, value in node.value.items() if name != key}, node.file, node.line)


def _check_stem(node: Node, path: Path, problems: Problems) -> None:
    notice = node.value.get("notice")
    if notice is not None and notice.value != path.stem:
        problems.add(notice, "notice_is_stem", stem=path.stem)


def _tell_loosened(before: Policy, after: Policy, merged: Node, problems: Problems) -> None:
    for way in loosened(before, after):
        problems.add(merged.at(*way), "loosened", where=".".join(way))
