"""What columns offices export for each notice type, and how they spell the headers; a file per field."""

from collections.abc import Mapping

from deid.synthetic.templates import (
    assistance,
    farming,
    housing,
    land,
    posts,
    relief,
    schools,
    village,
    welfare,
)
from deid.synthetic.templates.column import Column, Template

__all__ = ["TEMPLATES", "Column", "Template"]

TEMPLATES: Mapping[str, Template] = {
    **assistance.TEMPLATES,
    **farming.TEMPLATES,
    **housing.TEMPLATES,
    **relief.TEMPLATES,
    **welfare.TEMPLATES,
    **land.TEMPLATES,
    **posts.TEMPLATES,
    **schools.TEMPLATES,
    **village.TEMPLATES,
}
