"""The laws of maskers, checked by hypothesis. ``check_masker`` runs them all on one masker."""

import contextlib
import io
import logging
import pickle
import re
import warnings
from collections.abc import Callable
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deid import registry
from deid.errors import BrokenMaskerError
from deid.kernels import blank, normalise_text
from deid.registry import Bound
from deid.terms import Technique
from deid.testing import strategies

Mask = Callable[[pa.Array], pa.Array]
Columns = st.SearchStrategy[list[str | None]]
_JOINED = re.compile(r"[、/]")
_OFFICE = re.compile(r"[48]00[ -]?\d{3}[ -]?\d{4}", re.ASCII)
_LONG_DIGITS = re.compile(r"[0-9]{7}", re.ASCII)
_CANARY = "411224197403059917 张三丰"


def _require(law: str, *, holds: bool) -> None:
    if not holds:
        text = f"the masker breaks the law {law!r}"
        raise BrokenMaskerError(text, code=law)


def _text(cells: list[str | None], kind: pa.DataType = pa.string()) -> pa.Array:  # noqa: B008  immutable
    return pa.array(cells, kind)


def _is_blank(cell: str) -> bool:
    return bool(blank(_text([cell]))[0].as_py())


def aligned(mask: Mask, examples: int, columns: Columns) -> None:
    """Length and type stay; null stays null and nothing else becomes null; blank stays blank."""

    @run_law(examples)
    @given(cells=columns, kind=st.sampled_from([pa.string(), pa.large_string()]))
    def law(cells: list[str | None], kind: pa.DataType) -> None:
        out = mask(_text(cells, kind))
        after = out.to_pylist()
        blanks = [cell for cell in cells if cell is not None and _is_blank(cell)]
        kept = [new for old, new in zip(cells, after, strict=True) if old is not None and _is_blank(old)]
        nulls = [cell is None for cell in cells] == [cell is None for cell in after]
        _require("aligned", holds=out.type == kind and nulls and blanks == kept)

    law()


def row_local(mask: Mask, examples: int, columns: Columns) -> None:
    """A cell's mask depends on that cell alone: neither neighbours nor slices nor batches matter."""

    @run_law(examples)
    @given(left=columns, right=columns)
    def law(left: list[str | None], right: list[str | None]) -> None:
        whole = mask(_text(left + right))
        apart = pa.concat_arrays([mask(_text(left)), mask(_text(right))])
        cut = mask(_text(left + right).slice(len(left)))
        _require("row-local", holds=whole.to_pylist() == apart.to_pylist())
        _require("row-local", holds=cut.to_pylist() == apart.slice(len(left)).to_pylist())

    law()


def closed(mask: Mask, examples: int, columns: Columns, shows: tuple[int, int] | None) -> None:
    """No more shows than declared; where nothing is declared, no long run of an identifier's digits."""

    @run_law(examples)
    @given(cells=columns)
    def law(cells: list[str | None]) -> None:
        for old, new in zip(cells, mask(_text(cells)).to_pylist(), strict=True):
            if old is None or _is_blank(old):
                continue
            holds = _no_long_run(old, new) if shows is None else _shows_at_most(new, *shows)
            _require("closed", holds=holds)

    law()


def _no_long_run(old: str, new: str) -> bool:
    digits = re.sub(r"\D", "", normalise_text(old), flags=re.ASCII)
    if len(digits) < 15:  # noqa: PLR2004  the length from which any run of digits is hidden
        return True
    return not any(run[0] in digits for run in _LONG_DIGITS.finditer(new))


def _shows_at_most(cell: str, first: int, last: int) -> bool:
    """Whether a cell, or each value of a cell that holds several, is stars but for its ends."""

    def ends(part: str) -> bool:
        hidden = part if len(part) <= first + last else part[first : len(part) - last]
        return set(hidden) <= {"*"} or _OFFICE.fullmatch(part) is not None

    return ends(cell) or all(map(ends, _JOINED.split(cell)))


def total(mask: Mask, examples: int) -> None:
    """Any text at all is answered, and without an error."""

    @run_law(examples)
    @given(cells=st.lists(st.one_of(st.none(), st.text(max_size=60)), max_size=6))
    def law(cells: list[str | None]) -> None:
        _require("total", holds=len(mask(_text(cells))) == len(cells))

    law()
    _require("total", holds=len(mask(_text([]))) == 0 and mask(_text([None])).to_pylist() == [None])


def idempotent(mask: Mask, examples: int, columns: Columns) -> None:
    """Masking twice changes nothing."""

    @run_law(examples)
    @given(cells=columns)
    def law(cells: list[str | None]) -> None:
        once = mask(_text(cells))
        _require("idempotent", holds=mask(once).to_pylist() == once.to_pylist())

    law()


def keyed(name: Callable[..., pa.Array], options: dict[str, Any]) -> None:
    """The same key gives the same answer, another key another."""
    cells = _text(["411224197403059917", "13800138000"])
    again = [name(cells, **options).to_pylist() for _ in range(2)]
    other = name(cells, **{**options, "key": b"another key of thirty-two bytes!"}).to_pylist()
    moved = all(one != two for one, two in zip(again[0], other, strict=True))
    _require("keyed", holds=again[0] == again[1] and moved)


def travels(mask: Mask) -> None:
    """It pickles, and answers the same on the other side."""
    cells = _text(["411224197403059917", "13800138000", "张三", "", None])
    there = pickle.loads(pickle.dumps(mask))  # noqa: S301  our own bytes
    _require("travels", holds=there(cells).to_pylist() == mask(cells).to_pylist())


def silent(mask: Mask) -> None:
    """No cell is printed, logged, warned about or put into an error."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as warned, contextlib.ExitStack() as stack:
            warnings.simplefilter("always")
            stack.enter_context(contextlib.redirect_stdout(said))
            stack.enter_context(contextlib.redirect_stderr(said))
            text = _failing(mask)
        text += said.getvalue() + "".join(str(warning.message) for warning in warned)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    _require("silent", holds=not any(part in text for part in _CANARY.split()))


def _failing(mask: Mask) -> str:
    """What a masker says when it is handed good, odd and wrong things."""
    told = ""
    cells: list[str | None] = [_CANARY, *_CANARY.split(), _CANARY * 50]
    for col in (_text(cells), pa.array([cells]), pa.array([{"a": _CANARY}])):
        try:
            mask(col)
        except Exception as error:  # noqa: BLE001  whatever it says is the point
            chain: BaseException | None = error
            while chain is not None:
                told += repr(chain)
                chain = chain.__cause__ or chain.__context__
    return told


LAWS = ("aligned", "row-local", "closed", "total", "keyed", "travels", "silent", "idempotent")
"""The laws of a masker (脱敏器约定) by name, as ``BrokenMaskerError.code`` says them."""

_EVERY_CHECK: list[Any] = list(HealthCheck)


def run_law(examples: int, *, shrink: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """How hypothesis tries a law. Whole lists are short, and shrinking them would take minutes."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[phase for phase in Phase if shrink or phase not in (Phase.shrink, Phase.explain)],
        suppress_health_check=_EVERY_CHECK,
    )


def check_masker(
    masker: str | Callable[..., pa.Array],
    /,
    *,
    examples: int = 50,
    values: st.SearchStrategy[str] | None = None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Check that a masker keeps every law (脱敏器约定), on some hundred invented columns.

    *aligned*: length, type, nulls and blanks stay. *row-local*: each cell is masked by itself. *closed*: no
    more shows than declared, and the unrecognised is hidden. *total*: any text is answered. *keyed*: the key
    alone decides. *travels*: it pickles. *silent*: no cell is said aloud. *idempotent*: twice is as once.

    Args:
        masker: a masker declared with ``@masker``, or the name of an installed one.
        examples: how many columns to try per law.
        values: what the masker reads, if it is no identifier that deid knows. Without them it would only be
            tried on cells it does not recognise.
        options: the options to check it with.

    Raises:
        BrokenMaskerError: a law is broken; ``.code`` says which.
        TypeError, ValueError: the options do not fit the masker.
        LookupError: no masker of that name is installed.

    Examples:
        >>> check_masker("suppress", examples=5)
    """
    function = registry.get(masker) if isinstance(masker, str) else masker
    registry.check_options(function, options)
    spec = registry.spec(function)
    columns = strategies.columns(own=values)
    mask = Bound(masker, options) if isinstance(masker, str) else _Call(function, options)
    aligned(mask, examples, columns)
    row_local(mask, examples, columns)
    closed(mask, examples, columns, spec.shows(options) if spec.shows else None)
    total(mask, examples)
    if "key" in registry.options(function):
        keyed(function, options)
    travels(mask)
    silent(mask)
    if spec.technique is not Technique.PSEUDONYMISATION:
        idempotent(mask, examples, columns)


class _Call:
    """A masker with its options, picklable where the masker itself is."""

    def __init__(self, function: Callable[..., pa.Array], options: dict[str, Any]) -> None:
        self.function = function
        self.options = options

    def __call__(self, col: pa.Array) -> pa.Array:
        return self.function(col, **self.options)
