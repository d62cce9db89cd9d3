"""The errors deid raises. None of them ever holds a cell of anybody's list.

DeidError
├─ RuleError(ValueError)      a rule file is wrong; ``.problems`` names every place
├─ InputError(ValueError)     the input cannot be read
├─ UsageError(ValueError)     the call cannot be carried out as asked
├─ RefusedError               the data hold something that may not be posted; ``.findings``
├─ KeyMaterialError           a key is absent, short or unreadable
└─ BrokenMaskerError          a masker broke a law at run time
"""

from typing import Any


class DeidError(Exception):
    """Base of all errors of deid (出错): the text says what happened, where, and what to do next.

    The text follows the language in use; no error holds a cell of anybody's list.

    Attributes:
        code: what happened, the same in every language and version.
        facts: what the text was filled with (file, column, counts), as text.

    Examples:
        >>> import deid
        >>> try:
        ...     deid.load_policy("no such list")
        ... except deid.DeidError as error:
        ...     error.code
        'rule.unknown_notice'
    """

    def __init__(self, text: str, *, code: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.facts: dict[str, str] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[DeidError], args: tuple[Any, ...], state: dict[str, Any]) -> DeidError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class RuleError(DeidError, ValueError):
    """A rule file or office file cannot be used (规则文件有误): every problem of it is told at once.

    Attributes:
        problems: (file, line, text) of each; lines are counted from 1.

    Examples:
        >>> import deid
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     rule = Path(folder, "mine.yaml")
        ...     _ = rule.write_text("notice: yours", "utf-8")
        ...     try:
        ...         deid.load_policy(rule)
        ...     except deid.RuleError as error:
        ...         file, line, text = error.problems[0]
        ...         Path(file).name, line
        ('mine.yaml', 1)
    """

    def __init__(
        self, text: str, *, code: str = "rule", problems: tuple[tuple[str, int, str], ...] = ()
    ) -> None:
        super().__init__(text, code=code)
        self.problems = problems


class InputError(DeidError, ValueError):
    """The input cannot be read (输入无法读取): encoding, layout, ragged rows, damage, no row at all.

    Attributes:
        code: what is wrong with it, ``input.…``.
        facts: the file, sheet or row number it is about.

    Examples:
        >>> import deid
        >>> import pyarrow as pa
        >>> try:
        ...     deid.mask(pa.table({"姓名": pa.array([], pa.string())}), "gengdi", channel="village_board")
        ... except deid.InputError as error:
        ...     error.code
        'input.no_rows'
    """


class UsageError(DeidError, ValueError):
    """The call cannot be carried out as asked (用法有误): an unknown notice type, a channel left out.

    Attributes:
        code: what is wrong with the call.
        facts: what could be asked instead, where that is known.

    Examples:
        >>> import deid
        >>> import pyarrow as pa
        >>> try:
        ...     deid.mask(pa.table({"姓名": ["曾杰翠"]}), "gengdi")
        ... except deid.UsageError as error:
        ...     error.code, error.facts["channels"]
        ('usage.channel_needed', 'village_board, wechat_group, website, website_names')
    """


class RefusedError(DeidError):
    """What the data hold may not be posted (不予发布), on this channel or at all.

    Attributes:
        findings: why, as ``Finding``; at least one is an error.
        receipt: the internal receipt (内部回执) of the refusal; None where none was made.

    Examples:
        >>> import deid
        >>> import pyarrow as pa
        >>> try:
        ...     deid.mask(pa.table({"姓名": ["曾杰翠"]}), "ertong", channel="village_board")
        ... except deid.RefusedError as error:
        ...     [one.code for one in error.findings], error.receipt["status"]
        (['form_none'], 'refused')
    """

    def __init__(
        self,
        text: str,
        *,
        code: str = "refused",
        findings: tuple[Any, ...] = (),
        receipt: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(text, code=code)
        self.findings = findings
        self.receipt = receipt


class KeyMaterialError(DeidError):
    """A key (密钥) is absent, too short or cannot be read.

    Attributes:
        code: which of them; no part of a key stands in the error.

    Examples:
        >>> import deid
        >>> import pyarrow as pa
        >>> try:
        ...     deid.mask(pa.table({"姓名": ["曾杰翠"]}), "gengdi", channel="village_board", key=b"short")
        ... except deid.KeyMaterialError as error:
        ...     error.code
        'key.short'
    """


class BrokenMaskerError(DeidError):
    """A masker broke a law that every masker keeps (脱敏器违反约定): nothing it made was written.

    Attributes:
        code: the law, in ``deid.testing``; at run time what a column may not lose: length, type, nulls.

    Examples:
        >>> import deid
        >>> import pyarrow as pa
        >>> from deid.terms import Role, Technique
        >>> from deid.testing import check_masker
        >>> said = {"title": "原样", "role": Role.OTHER, "technique": Technique.MASKING, "source": "example"}
        >>> loses_cells = deid.masker("loses_cells", **said)(lambda col, /: pa.nulls(len(col)))
        >>> try:
        ...     check_masker(loses_cells, examples=1)
        ... except deid.BrokenMaskerError as error:
        ...     error.code
        'aligned'
    """
