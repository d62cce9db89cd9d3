"""Maskers by name: ours, one file each in ``deid/maskers``, and strangers' through entry points.

``@masker`` attaches a frozen ``Spec`` and returns the function untouched, so that it pickles by name,
binds with ``bind`` and documents itself. Its options are its keyword-only parameters.
"""

import inspect
import types
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, Union, get_args, get_origin

import msgspec
import pyarrow as pa

from deid.messages import say
from deid.terms import Role, Technique

if TYPE_CHECKING:
    from importlib.metadata import EntryPoints

GROUP = "deid.maskers"


class Masker(Protocol):
    """What every masker is (脱敏器): a pure function from a text column to a text column.

    Args:
        col: text (string or large_string), shape (n,).
        **options: the masker's keyword-only parameters.

    Returns:
        Text, shape (n,), same type. Null stays null, blank stays blank; what is not recognised becomes eight
        stars. Each cell is judged by itself.

    Examples:
        >>> import deid
        >>> import pyarrow as pa
        >>> from deid.maskers.phone import phone
        >>> masker: deid.Masker = phone
        >>> masker(pa.array(["138-0013-8000", "", None, "见附件"]), show_last=4).to_pylist()
        ['138****8000', '', None, '********']
    """

    __name__: str
    __module__: str

    def __call__(self, col: pa.Array, /, **options: Any) -> pa.Array: ...  # noqa: ANN401, D102


F = TypeVar("F", bound=Callable[..., pa.Array])


class Spec(msgspec.Struct, frozen=True):
    """What a masker declares about itself (脱敏器说明).

    Attributes:
        name: the name rules use.
        title: the Chinese term of what it masks.
        role: what such a column is to the person.
        technique: how it protects.
        source: where the format comes from.
        recognise: text column -> boolean column (no nulls): cells that are what the masker expects, masked
            ones excluded. Only these are searched for in the output (needles). None: nothing to search.
        contains_id: the value contains a resident ID at this offset; None if it does not.
        shows: options -> (first, last), how many characters of the normalised value may show at its ends;
            None where the mask is not a pair of ends.

    Examples:
        >>> from deid.maskers.phone import phone
        >>> phone.__deid_spec__.title
        '电话号码'
        >>> phone.__deid_spec__.recognise(pa.array(["13800138000", "138****8000", None])).to_pylist()
        [True, False, False]
    """

    name: str
    title: str
    role: Role
    technique: Technique
    source: str
    recognise: Callable[[pa.Array], pa.BooleanArray] | None = None
    contains_id: int | None = None
    shows: Callable[[Mapping[str, Any]], tuple[int, int]] | None = None


def masker(  # noqa: PLR0913  one parameter per thing declared
    name: str,
    *,
    title: str,
    role: Role,
    technique: Technique,
    source: str,
    recognise: Callable[[pa.Array], pa.BooleanArray] | None = None,
    contains_id: int | None = None,
    shows: Callable[[Mapping[str, Any]], tuple[int, int]] | None = None,
) -> Callable[[F], F]:
    r"""Declare a masker (声明脱敏器). The function itself stays as it is, with ``__deid_spec__`` attached.

    Args:
        name: as ``Spec``, and so the others.
        title: the Chinese term of what it masks.
        role: what such a column is to the person.
        technique: how it protects.
        source: where the format comes from: the standard, the office, the maker.
        recognise: which cells hold such a value in the clear; they are searched for in the output.
        contains_id: where in the value a resident ID begins.
        shows: options -> how many characters may show at the two ends.

    Returns:
        A decorator that returns the function it is given.

    Examples:
        >>> import pyarrow.compute as pc
        >>> from deid import kernels
        >>> from deid.terms import Role, Technique
        >>> said = {"role": Role.DIRECT, "technique": Technique.MASKING, "source": "the office's own scheme"}
        >>> @masker("ticket", title="票号", **said)
        ... def ticket(col, /):
        ...     text = kernels.normalise(col)
        ...     seen = pc.match_substring_regex(text, shape := r"^([A-Z]{2})[0-9*]{6}$")
        ...     return kernels.finish(col, seen, pc.replace_substring_regex(text, shape, r"\1******"))
        >>> ticket(pa.array(["AB123456", "", None, "见附件"])).to_pylist()
        ['AB******', '', None, '********']
    """
    spec = Spec(name, title, role, technique, source, recognise, contains_id, shows)

    def attach(function: F) -> F:
        function.__deid_spec__ = spec  # type: ignore[attr-defined]
        return function

    return attach


class UnknownMaskerError(LookupError):
    """No masker of that name is installed."""


@cache
def get(name: str) -> Masker:
    """The masker ``name``: a file of ``deid.maskers``, else an entry point of the group ``deid.maskers``.

    Raises:
        UnknownMaskerError: there is none.
    """
    if name.isidentifier() and not name.startswith("_"):
        module = f"deid.maskers.{name}"
        try:
            return _checked(getattr(import_module(module), name))
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    for entry in _entry_points():
        if entry.name == name:
            return _checked(entry.load())
    raise UnknownMaskerError(say("usage.masker", name=name, known=", ".join(names())))


def _entry_points() -> "EntryPoints":
    from importlib.metadata import entry_points  # noqa: PLC0415  slow to import, seldom asked

    return entry_points(group=GROUP)


def _checked(function: Any) -> Masker:  # noqa: ANN401  a stranger may hand us anything
    if not isinstance(getattr(function, "__deid_spec__", None), Spec):
        text = f"{function!r} is not declared with @masker"
        raise TypeError(text)
    return function  # type: ignore[no-any-return]


def spec(function: Callable[..., Any]) -> Spec:
    """The declaration of a masker."""
    return function.__deid_spec__  # type: ignore[attr-defined, no-any-return]


def names() -> list[str]:
    """Every masker that can be had, sorted."""
    ours = {
        found.name for found in iter_modules(import_module("deid.maskers").__path__) if found.name[0] != "_"
    }
    return sorted(ours | {entry.name for entry in _entry_points()})


def options(function: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    """The options of a masker: its keyword-only parameters."""
    found = inspect.signature(function).parameters.values()
    return {p.name: p for p in found if p.kind is inspect.Parameter.KEYWORD_ONLY}


def check_options(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Check option names and values against the masker's own annotations, before any data is read.

    Raises:
        TypeError: an unknown option, a missing one, or a value of the wrong type.
        ValueError: a value outside its Literal, or a negative number.
    """
    known = options(function)
    for name, value in given.items():
        if name not in known:
            text = f"{spec(function).name} has no option {name!r}; it has {', '.join(known) or 'none'}"
            raise TypeError(text)
        _check_value(f"{spec(function).name}.{name}", value, known[name].annotation)
    for name, parameter in known.items():
        if parameter.default is inspect.Parameter.empty and name not in given:
            text = f"{spec(function).name} needs the option {name!r}"
            raise TypeError(text)


def _check_value(where: str, value: object, wanted: Any) -> None:  # noqa: ANN401
    origin = get_origin(wanted)
    if origin is Literal:
        if value not in get_args(wanted):
            text = f"{where} must be one of {', '.join(map(str, get_args(wanted)))}"
            raise ValueError(text)
        return
    if origin in (Union, types.UnionType):
        kinds = tuple(get_origin(kind) or kind for kind in get_args(wanted))
    else:
        kinds = (origin or wanted,)
    real = tuple(kind for kind in kinds if isinstance(kind, type) and kind is not inspect.Parameter.empty)
    if real and (not isinstance(value, real) or (isinstance(value, bool) and bool not in real)):
        text = f"{where} must be {' or '.join(kind.__name__ for kind in real)}"
        raise TypeError(text)
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        text = f"{where} must not be negative"
        raise ValueError(text)


class Bound(msgspec.Struct, frozen=True):
    """A masker with its options: frozen, picklable by name, called on a text column."""

    name: str
    options: Mapping[str, Any] = msgspec.field(default_factory=dict)

    def __call__(self, col: pa.Array) -> pa.Array:
        """Mask a text column."""
        return get(self.name)(col, **self.options)

    @property
    def spec(self) -> Spec:
        """What the masker declares."""
        return spec(get(self.name))


def bind(name: str, given: Mapping[str, Any] | None = None) -> Bound:
    """A masker with checked options.

    Raises:
        UnknownMaskerError: no such masker.
        TypeError, ValueError: as ``check_options``.
    """
    chosen = dict(given or {})
    check_options(get(name), chosen)
    return Bound(name, chosen)
