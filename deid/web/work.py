"""The work behind page and API: open a list, make it, check one, pack what may be posted."""

import zipfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from msgspec.structs import replace

from deid.checking import report as table
from deid.checking.asked import Asked
from deid.checking.opening import open_one
from deid.errors import UsageError
from deid.io.known import open_known
from deid.io.where import Reading
from deid.kernels.text import forgetting
from deid.messages import problem
from deid.policy.loader import channel_of, list_policies, load_policy
from deid.policy.model import Policy
from deid.policy.office import rules_and_known, rules_in_force
from deid.policy.suggest import suggest
from deid.receipt import as_bytes
from deid.release.files import RECEIPT, Files, mask_file
from deid.release.order import Order
from deid.report.review import review_page
from deid.web.progress import Progress, Watched
from deid.web.sessions import Made, Opened, Wish
from deid.web.settings import Settings

if TYPE_CHECKING:
    from deid.engine.source import Source
    from deid.release.run import Outcome

_NEEDS = {".csv": None, ".html": None, ".docx": None, ".xlsx": "xlsxwriter", ".pdf": "fpdf"}
_LONGEST_NAME = 80
_EPOCH = (1980, 1, 1, 0, 0, 0)


def formats() -> list[str]:
    """The kinds of file that can be made here."""
    return [suffix for suffix, package in _NEEDS.items() if package is None or find_spec(package)]


def rules_of(settings: Settings) -> tuple[Path, ...]:
    """The rule folders in force: those named, else the office's."""
    return rules_in_force(settings.office, settings.rules)


def policy_of(settings: Settings, name: str) -> Policy:
    """A notice type by id, alias or title; never by a path, which would let a stranger name files here.

    Raises:
        UsageError: there is none.
    """
    if any(sign in name for sign in "/\\.:"):
        known = ", ".join(policy.notice for policy in list_policies(rules_of(settings)))
        raise problem(UsageError, "rule.unknown_notice", nearest="-", known=known)
    return load_policy(name, rules_of(settings))


def file_name(sent: str | None) -> str:
    r"""The name an upload is kept under: its own, as far as it is harmless as a name.

    >>> file_name("..\\\\..\\\\低保 名单.CSV"), file_name(None), file_name("a/.csv")
    ('低保 名单.CSV', 'list', 'list.csv')
    """
    base = (sent or "").replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(char for char in base if char.isprintable() and char not in '<>:"|?*').strip(" ")
    stem, dot, suffix = clean.rpartition(".")
    if not dot:
        stem, suffix = clean, ""
    stem = stem.strip(". ")[:_LONGEST_NAME] or "list"
    return f"{stem}.{suffix[:8]}" if suffix else stem


def save(sent: IO[bytes], path: Path) -> None:
    """Keep an upload, readable by nobody else."""
    path.touch(mode=0o600)
    with path.open("wb") as file:
        while block := sent.read(1 << 20):
            file.write(block)


@forgetting()
def open_upload(settings: Settings, path: Path, how: Reading) -> Opened:
    """Read a list and say what it could be.

    Raises:
        InputError: it cannot be read.
    """
    rules = rules_of(settings)
    source = open_known(path, rules, encoding=how.encoding, sheet=how.sheet, where=how.where)
    title = " ".join([*source.title, path.stem])
    rows = None if source.kept is None else sum(batch.num_rows for batch in source.kept)
    return Opened(source, tuple(suggest(source.headers, title, rules)), rows)


def order_of(settings: Settings, wish: Wish) -> Order:
    """What the command would be asked."""
    return Order(
        notice=policy_of(settings, wish.notice).notice,
        channel=wish.channel,
        as_of=wish.as_of,
        place=wish.place,
        maps=wish.maps,
        rules=rules_of(settings),
        office=settings.office,
        protect=settings.protect,
        whole=wish.whole,
        strict=wish.strict,
        key=settings.key,
        quality=True,
    )


def make(settings: Settings, path: Path, wish: Wish, folder: Path, progress: Progress) -> Made:
    """Mask a list into every kind of file that is wanted; the first refusal ends it.

    Raises:
        DeidError: it could not be made.
    """
    order = order_of(settings, wish)
    stem = "-".join(filter(None, [order.notice, wish.channel]))
    first: Outcome | None = None
    files: list[Path] = []
    for suffix in dict.fromkeys(wish.formats):
        if suffix not in formats():
            raise problem(UsageError, "usage.suffix", known=" ".join(formats()))
        progress.next_list()
        output = folder / f"{stem}{suffix}"
        how = wish.reading
        asked = Files(path, output, encoding=how.encoding, sheet=how.sheet, where=how.where, remember=False)
        outcome = mask_file(asked, order, lambda source: cast("Source", Watched(source, progress)))
        first = first or outcome
        if not outcome.released:
            return Made(outcome)
        files += [output, output.with_name(output.name + RECEIPT)]
    assert first is not None
    return Made(first, tuple(files), _pack(folder / f"{stem}.zip", files))


def _pack(path: Path, files: Sequence[Path]) -> Path:
    """Everything that may be posted, in one file; the same files give the same bytes."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as pack:
        for one in files:
            entry = zipfile.ZipInfo(one.name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with one.open("rb") as file, pack.open(entry, "w", force_zip64=True) as out:
                while block := file.read(1 << 20):
                    out.write(block)
    return path


def papers(made: Made) -> dict[str, bytes]:
    """What stays in the office: the review page to sign and the internal receipt."""
    file = made.files[0].name if made.files else ""
    return {
        "review.html": review_page(made.outcome, file=file),
        "internal.json": as_bytes(made.outcome.receipt.internal()),
    }


def as_json(made: Made, output: str | None) -> dict[str, Any]:
    """What ``deid mask --json`` prints."""
    receipt = made.outcome.receipt
    return {
        "status": "released" if made.outcome.released else "refused",
        "output": output,
        "receipt": receipt.internal(),
        "findings": [found.as_json() for found in receipt.findings],
    }


@forgetting()
def check(settings: Settings, path: Path, raw: tuple[Path, Reading] | None, wish: Wish) -> dict[str, Any]:
    """What ``deid check --json`` prints about one file.

    Raises:
        DeidError: it could not be judged.
    """
    policy = policy_of(settings, wish.notice) if wish.notice else None
    if policy is not None and wish.channel:
        channel_of(policy, wish.channel)
    rules, known = rules_and_known(settings.office, settings.rules)
    asked = Asked(wish.as_of, policy, wish.channel, rules, known=known)
    if raw is not None:
        exported, how = raw
        source = open_one(exported, asked, encoding=how.encoding, sheet=how.sheet, where=how.where)
        asked = replace(asked, raw=source)
    posted = table.judged(path, asked, wish.reading)
    listed = table.as_json(posted)
    status = "refused" if posted.bad else "clean"
    return {"status": status, "files": [listed], "findings": listed["findings"]}
