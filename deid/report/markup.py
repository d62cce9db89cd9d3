"""A page that is one file: no script, nothing from elsewhere, only the style it names by its digest."""

import base64
import hashlib
from collections.abc import Iterable, Sequence

from deid.messages import language
from deid.pages.markup import escaped

_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:#fff;color:#111;
font:1rem/1.6 "Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif}
h1{font-size:1.5rem;line-height:1.4;text-align:center;margin:.5rem 0}
h2{font-size:1.1rem;margin:1.2rem 0 .4rem;border-bottom:1px solid #999}
p{margin:.3rem 0}
.top{display:flex;justify-content:space-between;gap:1rem;font-size:.85rem;color:#333}
.verdict{text-align:center;font-weight:bold;border:2px solid;padding:.3rem;margin:.5rem 0}
.good{color:#0b5d1e}.bad{color:#9b1c1c}
.frame{overflow-x:auto}
table{border-collapse:collapse;width:calc(100% - 2px);margin:.3rem 1px}
th,td{border:1px solid #777;padding:.2rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f0f0f0}
thead th{white-space:nowrap}
.facts th{width:11rem}
td.w{white-space:nowrap;overflow-wrap:normal}
td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.publish{background:#e6f4ea}.number{background:#e6f4ea}.mask{background:#fff4d6}.drop{background:#fbe4e4}
.aggregate{background:#e3eefc}
.error{color:#9b1c1c}.warning{color:#7a4b00}.note{color:#1f4b7a}
.digest,code{font-family:ui-monospace,Consolas,monospace;font-size:.85em;overflow-wrap:anywhere}
.sign td{height:2.2rem}.sign td:first-child{width:24%}.sign td:last-child{width:18%}
figure{margin:.4rem 0}svg{max-width:100%;height:auto}figcaption{font-size:.85rem}
.sheet+.sheet{margin-top:3rem}
.small{font-size:.85rem}
@media print{@page{size:A4;margin:12mm}body{max-width:none;padding:0;font-size:9.5pt;line-height:1.35}
h1{font-size:15pt}h2{font-size:11pt;margin:.6rem 0 .2rem;break-after:avoid}
.frame{overflow:visible}thead{display:table-header-group}tr,figure,.verdict{break-inside:avoid}
.signed,.sheet{break-inside:avoid}.sheet+.sheet{break-before:page;margin-top:0}
.sheet{font-size:9pt;line-height:1.3}.sheet h2{margin:.35rem 0 .1rem}.sheet p{margin:.1rem 0}
.sheet .facts th{width:9rem}.sheet .sign td{height:1.9rem}
.publish,.mask,.drop,.number,.aggregate,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_SAFE = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"
_SHORT = 14
_WIDE = "\u3000"
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def page(title: str, body: Iterable[str]) -> bytes:
    """A whole page."""
    return (
        f'<!DOCTYPE html>\n<html lang="{_LANGUAGES[language()]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_SAFE}">\n'
        '<meta name="robots" content="noindex,noarchive">\n<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    ).encode()


def text(words: object) -> str:
    """Text as a page shows it: escaped, without characters that cannot be seen."""
    return escaped("".join(char if char.isprintable() or char == _WIDE else " " for char in str(words)))


def heading(words: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{text(words)}</h{level}>"


def paragraph(words: str, kind: str = "") -> str:
    """A paragraph."""
    return f"<p{_class(kind)}>{text(words)}</p>"


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names and what they are; those without a value are left out."""
    lines = (
        f'<tr><th scope="row">{text(name)}</th><td>{text(value)}</td></tr>' for name, value in rows if value
    )
    return '<table class="facts">\n' + "\n".join(lines) + "\n</table>"


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], kinds: Iterable[str] = (), kind: str = ""
) -> str:
    """A table; ``kinds`` are the classes of its rows, ``kind`` its own."""
    classes = list(kinds)
    columns = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    lines = [
        f"<tr{_class(classes[at] if at < len(classes) else '')}>"
        + "".join(f"<td{_class(_cell(cell))}>{text(cell)}</td>" for cell in row)
        + "</tr>"
        for at, row in enumerate(rows)
    ]
    return (
        f'<div class="frame">\n<table{_class(kind)}>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n'
        + "\n".join(lines)
        + "\n</tbody>\n</table>\n</div>"
    )


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _cell(cell: str) -> str:
    """Numbers stand to the right; what is short is not broken."""
    if cell.replace(",", "").replace(".", "", 1).isdecimal():
        return "n"
    return "w" if 0 < len(cell) <= _SHORT else ""
