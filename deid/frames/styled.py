"""A pandas Styler that shows what becomes of each column."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from deid.errors import UsageError
from deid.frames.view import View
from deid.messages import problem, say
from deid.pages.markup import escaped
from deid.rulebook.wording import channel_title, joined

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

_COLOURS = {
    "publish": "#e6f4ea",
    "number": "#e6f4ea",
    "mask": "#fff4d6",
    "drop": "#fbe4e4",
    "aggregate": "#e3eefc",
}
_HEADERS = [
    {"selector": "th.col_heading", "props": "text-align:left;white-space:normal;max-width:14em"},
    {"selector": "th.level1,th.level2", "props": "font-weight:normal;font-size:85%"},
    {"selector": "caption", "props": "text-align:left;white-space:pre-line"},
]


def styled(frame: "pd.DataFrame", view: View, rows: int) -> "Styler":
    """The top of a frame with its columns coloured and explained.

    Args:
        frame: the caller's own frame.
        view: what was decided about it.
        rows: how many rows.

    Raises:
        UsageError: jinja2 is not installed.
    """
    import pandas as pd  # noqa: PLC0415  whoever passes a frame has it

    styler: type[Styler] | None = None
    with suppress(ImportError):  # pandas needs jinja2 for it
        from pandas.io.formats.style import Styler as styler  # noqa: N813, PLC0415
    if styler is None:
        raise problem(UsageError, "usage.extra", package="jinja2", extra="notebook")
    top = frame.head(rows)
    headers = _unique(list(view.source.headers))
    names = [(header, one.how, one.why) for header, one in zip(headers, view.columns, strict=True)]
    shown = pd.DataFrame(
        top.to_numpy(dtype=object),
        index=top.index if top.index.is_unique else range(len(top)),
        columns=pd.MultiIndex.from_tuples(
            names, names=["", say("report.column.how"), say("report.column.why")]
        ),
    )
    colours = [f"background-color:{_COLOURS[one.action]};color:#111" for one in view.columns]

    def paint(data: "pd.DataFrame") -> "pd.DataFrame":
        return pd.DataFrame([colours] * len(data), index=data.index, columns=data.columns)

    style = styler(shown, uuid="deid", cell_ids=False)
    style = style.apply(paint, axis=None).format(escape="html", na_rep="")
    style = style.format_index(escape="html", axis=1).format_index(escape="html", axis=0)
    return style.set_table_styles(_HEADERS).set_caption(escaped(_caption(view)))  # type: ignore[arg-type]


def _unique(headers: Sequence[str]) -> list[str]:
    """Headers told apart where they repeat: a Styler paints by name."""
    seen: dict[str, int] = {}
    found = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        found.append(header if seen[header] == 1 else f"{header}#{seen[header]}")
    return found


def _caption(view: View) -> str:
    policy, channel = view.prepared.policy, view.prepared.channel
    facts: dict[str, Any] = {
        "title": policy.title,
        "notice": policy.notice,
        "channel": channel_title(channel.name),
        "basis": joined(view.basis),
    }
    return say("view.caption", **facts)
