"""Numbers of records at which the law changes its tone, and whether they are passed.

Read in the text of the interpretation of the two highest courts on crimes against personal information
(art. 3, 5, 11): 50 records of property, 500 that may hurt health, person or property, 5,000 of anything else;
less of each adds up in proportion; half is enough for what was obtained in the course of duty; ten times is
graver still. Whether posting by mistake is such an act at all, and what is one record, only courts decide.
"""

from collections.abc import Mapping

import msgspec

from deid.incident.kinds import Weight
from deid.policy.model import Basis

CRIMINAL = Basis(
    title="最高人民法院、最高人民检察院关于办理侵犯公民个人信息刑事案件适用法律若干问题的解释",
    number="法释〔2017〕10号",
    confirm=True,
)
CYBER = Basis(title="国家网络安全事件报告管理办法", number=None, confirm=True)
_RECORDS: Mapping[Weight, int] = {"property": 50, "safety": 500, "other": 5000}
_PEOPLE = 1_000_000
TENFOLD = 10


class Line(msgspec.Struct, frozen=True):
    """One line.

    Attributes:
        code: property · safety · other · mixed (all three in proportion, in percent) · people.
        line: the number.
        count: the number there is.
        half: the half that counts for officials; None: there is none.
        basis: where it stands.
    """

    code: str
    line: int
    count: int
    half: int | None
    basis: Basis

    @property
    def passed(self) -> str:
        """How far it is passed: no, half, line or tenfold."""
        if self.half is not None and self.count >= self.line * TENFOLD:
            return "tenfold"
        if self.count >= self.line:
            return "line"
        return "half" if self.half is not None and self.count >= self.half else "no"


def lines(by_weight: Mapping[Weight, int], people: int) -> tuple[Line, ...]:
    """Every line with what there is.

    >>> [(one.code, one.passed) for one in lines({"property": 0, "safety": 0, "other": 5000}, 5000)][2:4]
    [('other', 'line'), ('mixed', 'line')]
    """
    found = [Line(weight, line, by_weight[weight], line // 2, CRIMINAL) for weight, line in _RECORDS.items()]
    share = sum(100 * by_weight[weight] / line for weight, line in _RECORDS.items())
    found.append(Line("mixed", 100, int(share), 50, CRIMINAL))
    return (*found, Line("people", _PEOPLE, people, None, CYBER))
