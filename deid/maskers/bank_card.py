"""Bank cards and accounts (银行卡号, 一卡通账号)."""

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import account, cells
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "bank_card",
    title="银行卡号",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="GB/T 15694 (ISO/IEC 7812): 16 to 19 digits; passbook accounts of other lengths occur",
    recognise=account.recognise,
    shows=lambda options: (options.get("show_first", 0), options.get("show_last", 4)),
)
def bank_card(col: pa.Array, /, *, show_first: int = 0, show_last: int = 4) -> pa.Array:
    """Hide a bank card or account but for its ends (银行卡号): by default all but the last four digits.

    Args:
        col: text, shape (n,); blanks, hyphens, a bank's name before the number are read through.
        show_first: how many digits stay at the start.
        show_last: how many stay at the end.

    Returns:
        Text, shape (n,), same type, one star for each hidden digit. Null stays null, blank stays blank; an
        ID or a mobile number in the column is hidden digit for digit, whatever the ends; what is no run of
        9 to 32 digits becomes eight stars.

    Examples:
        >>> bank_card(pa.array(["6292 1742 1809 6792 903", "411224197403051234", "无"])).to_pylist()
        ['***************2903', '******************', '********']
    """

    def show(values: pa.Array) -> pa.Array:
        shown = cells.ends(values, show_first, show_last)
        foreign = account.foreign(values)
        return pc.if_else(foreign, cells.ends(values, 0, 0), shown) if pc.any(foreign).as_py() else shown

    def text(value: str) -> str:
        if account.is_foreign(value):
            return "*" * len(value)
        return cells.ends_text(value, show_first, show_last)

    return cells.mask(col, account.normal, show, cells.one_or_more(account.read, text, cells.several, "、"))
