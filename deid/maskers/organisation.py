"""Organisations, and persons who stand where an organisation could (组织名称、经营者、购机者)."""

import pyarrow as pa
import pyarrow.compute as pc

from deid import kernels
from deid.detect import organisations
from deid.registry import masker
from deid.terms import Role, Technique


@masker(
    "organisation",
    title="组织名称",
    role=Role.DIRECT,
    technique=Technique.MASKING,
    source="GB/T 37964-2019; 中华人民共和国个人信息保护法",
)
def organisation(col: pa.Array, /) -> pa.Array:
    """Keep the names of organisations, hide the given names of persons in them (组织名称屏蔽).

    For columns that hold both: buyers of machines, parties of a licence, owners of shops. A company, an
    association or an office stays; a person shows the surname only; so does the person a shop or a family
    farm is named after. What could be a person's name counts as one.

    Args:
        col: text, shape (n,); blanks inside and a note in brackets behind the name are read through.

    Returns:
        Text, shape (n,), same type. Null stays null, blank stays blank; a cell that names neither an
        organisation nor exactly one person becomes eight stars.

    Examples:
        >>> organisation(pa.array(["新坪养殖专业合作社", "张建国", "张建国小吃店", "见附件", ""])).to_pylist()
        ['新坪养殖专业合作社', '张**', '张**小吃店', '********', '']
    """
    col = kernels.as_text(col)
    shown = kernels.over_distinct(col, organisations.shown)
    return kernels.finish(col, pc.is_valid(shown), shown)
