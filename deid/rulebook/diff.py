"""What one set of rules publishes that another does not (目录动态调整)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from deid.errors import UsageError
from deid.messages import problem
from deid.policy.direction import Effect, effect
from deid.policy.fields import FILE as FIELDS_FILE
from deid.policy.fields import Fields, load_fields, read_fields
from deid.policy.folders import SUFFIXES, folders, notice_files, rules_folder
from deid.policy.loader import load_policy, read_policy
from deid.policy.model import Policy
from deid.policy.nodes import Problems, read_file
from deid.policy.overlay import Change, changes
from deid.policy.withhold import FILE as REASONS_FILE
from deid.policy.withhold import Reason, load_reasons, read_reasons

__all__ = ["SHIPPED", "Book", "Difference", "compare", "read_book"]

SHIPPED = "shipped"
SHARED = ""
"""Stands for fields.yaml and withhold.yaml where a notice type would."""
_WHOLE = ("title", "channels", "columns", "catalogue")
_BY_HAND = frozenset({"subject.name"}), frozenset({"minor", "hiv"})


class Book(msgspec.Struct, frozen=True):
    """Rules as somebody names them: one notice type, or a whole folder with fields and reasons."""

    policies: Mapping[str, Policy]
    fields: Fields
    reasons: Mapping[str, Reason]
    folder: bool


class Difference(msgspec.Struct, frozen=True):
    """One change, with the notice type it is in; no notice type: fields and reasons."""

    notice: str
    title: str
    change: Change


def read_book(name: str, rules: Sequence[Path | str] = ()) -> Book:
    """The rules a word stands for.

    A folder with fields and reasons that stand by themselves is a whole set of rules and is taken alone; any
    other folder is laid over the shipped rules, as ``--rules`` does. A file that holds only some keys is laid
    over the shipped rule of its name.

    Raises:
        RuleError: a file is wrong.
        UsageError: there is no such rule.
    """
    if name == SHIPPED:
        return _folder((rules_folder(),))
    path = Path(name)
    if path.is_dir() or name.replace("\\", "/").startswith("provinces/"):
        where = folders([name])
        return _folder(where[1:] if _stands_alone(where[-1]) else where)
    policy = _file(path) if path.suffix in SUFFIXES and path.is_file() else load_policy(name, rules)
    return Book({policy.notice: policy}, load_fields(rules), load_reasons(rules), folder=False)


def _stands_alone(folder: Path) -> bool:
    if folder.resolve() == rules_folder().resolve():
        return True
    files = folder / FIELDS_FILE, folder / REASONS_FILE
    if not all(file.is_file() for file in files):
        return False
    problems = Problems()
    fields, reasons = read_fields(files[:1], problems), read_reasons(files[1:], problems)
    return not problems and _BY_HAND[0] <= fields.by_id.keys() and _BY_HAND[1] <= reasons.keys()


def _file(path: Path) -> Policy:
    node = read_file(path, Problems())
    shipped = [same for same in notice_files(rules_folder()) if same.stem == path.stem]
    if node is None or not shipped or all(key in node.value for key in _WHOLE):
        shipped = []
    return _policy([*shipped, path], load_fields(), load_reasons())


def _policy(paths: Sequence[Path], fields: Fields, reasons: Mapping[str, Reason]) -> Policy:
    problems = Problems()
    policy = read_policy(paths, fields, reasons, problems)
    problems.stop()
    if policy is None:  # problems were noted, so this is never reached
        raise AssertionError
    return policy


def _folder(layers: Sequence[Path]) -> Book:
    problems = Problems()
    fields = read_fields([file for one in layers if (file := one / FIELDS_FILE).is_file()], problems)
    reasons = read_reasons([file for one in layers if (file := one / REASONS_FILE).is_file()], problems)
    problems.stop()
    stems = sorted({path.stem for layer in layers for path in notice_files(layer)})
    found = {}
    for stem in stems:
        paths = [path for layer in layers for path in notice_files(layer) if path.stem == stem]
        found[stem] = _policy(paths, fields, reasons)
    return Book(found, fields, reasons, folder=True)


def compare(old: Book, new: Book) -> list[Difference]:
    """Every difference, by notice type; two single notice types are compared whatever their ids.

    Raises:
        UsageError: one is a folder and the other a single notice type that the folder does not have.
    """
    old, new = _matched(old, new), _matched(new, old)
    if not old.folder and not new.folder:
        pairs = list(zip(old.policies.values(), new.policies.values(), strict=True))
        return [found for before, after in pairs for found in _told(before, after, after.notice)]
    found: list[Difference] = []
    for notice in sorted({*old.policies, *new.policies}):
        before, after = old.policies.get(notice), new.policies.get(notice)
        before = before or _nothing(new.policies[notice])
        found += _told(before, after or _nothing(before), notice)
    return [*found, *(Difference(SHARED, "", change) for change in _shared(old, new))]


def _matched(one: Book, other: Book) -> Book:
    """A folder beside a single notice type: only that type of it."""
    if not one.folder or other.folder:
        return one
    (notice,) = other.policies
    if notice not in one.policies:
        raise problem(UsageError, "usage.diff_kinds")
    return msgspec.structs.replace(one, policies={notice: one.policies[notice]}, folder=False)


def _nothing(policy: Policy) -> Policy:
    """The same notice type, published nowhere."""
    return msgspec.structs.replace(policy, channels={}, columns={})


def _told(before: Policy, after: Policy, notice: str) -> Iterator[Difference]:
    for change in changes(before, after):
        yield Difference(notice, after.title, change)


def _shared(old: Book, new: Book) -> Iterator[Change]:
    for name in dict.fromkeys((*old.fields.by_id, *new.fields.by_id)):
        yield from _struct("fields", name, old.fields.by_id.get(name), new.fields.by_id.get(name))
    for name in dict.fromkeys((*old.reasons, *new.reasons)):
        yield from _struct("reasons", name, old.reasons.get(name), new.reasons.get(name))


def _struct(kind: str, name: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401
    """The keys of a field or a reason that differ; a reason taken away widens, anything new does not."""
    if before is None or after is None:
        did: Effect = "neutral" if kind == "fields" else ("tighter" if before is None else "wider")
        yield Change((kind, name), kind, before is not None, after is not None, did)
        return
    for key in before.__struct_fields__:
        old, new = getattr(before, key), getattr(after, key)
        if key not in ("id", "name") and old != new:
            path = f"{kind}.{key}"
            yield Change((kind, name, key), path, old, new, effect(path, *map(_flat, (old, new))))


def _flat(value: Any) -> Any:  # noqa: ANN401
    """Codes by field as pairs, so that they compare as a list does."""
    if isinstance(value, Mapping):
        return tuple((key, code) for key, codes in value.items() for code in codes)
    return value
