"""The catalogue as a web page that can be read aloud, searched and printed."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from deid.messages import say
from deid.rulebook.catalogue import PLAIN, TICKED, Entry, Field
from deid.rulebook.catalogue_text import title, unsure

_STYLE = """
body { margin: 1.5rem; font: 16px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", SimSun, sans-serif; }
h1 { font-size: 1.4rem; text-align: center; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
th, td { border: 1px solid #555; padding: .3rem .4rem; vertical-align: middle; text-align: left; }
thead th, tbody th[scope=rowgroup], td.tick { text-align: center; }
thead th { background: #eee; }
tr.category th { background: #f6f6f6; text-align: left; }
td ul { margin: 0; padding-left: 1.1em; list-style: square; }
@media print {
  @page { size: A3 landscape; margin: 10mm; }
  body { font-size: 9pt; margin: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  section { break-after: page; }
}
"""
_WIDTH = 3 + len(PLAIN) + sum(len(choices) for _, choices in TICKED)


def html(fields: Sequence[Field], office: str = "") -> str:
    """The catalogue as one page without scripts and without anything from elsewhere."""
    head = title(fields[0], office) if len(fields) == 1 else title(Field("", ()), office)
    return "\n".join(
        [
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(head)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            *(line for field in fields for line in _section(field, office)),
            f"<p>{escape(say('catalogue.note'))}</p>" if unsure(fields) else "",
            "</main>\n</body>\n</html>\n",
        ]
    )


def _section(field: Field, office: str) -> Iterator[str]:
    name = escape(title(field, office))
    yield f"<section>\n<h1>{name}</h1>\n<table>\n<thead>"
    yield from _head()
    yield "</thead>"
    number = 0
    for category, entries in field.groups:
        over = f'<th scope="rowgroup" colspan="{_WIDTH}">{escape(category)}</th>'
        yield f'<tbody>\n<tr class="category">{over}</tr>'
        for first, group in groupby(entries, key=lambda entry: entry.item[1]):
            rows = list(group)
            for place, entry in enumerate(rows):
                number += 1
                span = f'<th scope="rowgroup" rowspan="{len(rows)}">{escape(first)}</th>'
                yield _row(entry, number, span if place == 0 else "")
        yield "</tbody>"
    yield "</table>\n</section>"


def _head() -> Iterator[str]:
    say_head = {
        name: escape(say(f"catalogue.head.{name}"))
        for name in ("number", "item", "first", "second", *PLAIN, "audience", "method", "level")
    }
    yield f'<tr><th scope="col" rowspan="2">{say_head["number"]}</th>'
    yield f'<th scope="colgroup" colspan="2">{say_head["item"]}</th>'
    yield from (f'<th scope="col" rowspan="2">{say_head[name]}</th>' for name in PLAIN)
    for name, choices in TICKED:
        yield f'<th scope="colgroup" colspan="{len(choices)}">{say_head[name]}</th>'
    yield f'</tr>\n<tr><th scope="col">{say_head["first"]}</th><th scope="col">{say_head["second"]}</th>'
    yield "".join(f'<th scope="col">{choice}</th>' for _, choices in TICKED for choice in choices) + "</tr>"


def _row(entry: Entry, number: int, first: str) -> str:
    """One row; the first item is a heading over its rows."""
    plain = [f'<th scope="row">{escape(entry.name)}</th>']
    plain += [_listed(getattr(entry, name)) for name in PLAIN]
    ticks = [
        f'<td class="tick">{"√" if choice in getattr(entry, name) else ""}</td>'
        for name, choices in TICKED
        for choice in choices
    ]
    return f"<tr><td>{number}</td>{first}{''.join(plain)}{''.join(ticks)}</tr>"


def _listed(parts: tuple[str, ...]) -> str:
    if len(parts) == 1:
        return f"<td>{escape(parts[0])}</td>"
    return f"<td><ul>{''.join(f'<li>{escape(part)}</li>' for part in parts)}</ul></td>"
