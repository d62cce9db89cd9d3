"""The frame of an HTML page: closed to scripts, robots and whatever lies on other machines."""

from deid.pages.markup import escaped

_SAFE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root{color-scheme:light}
body{margin:0 auto;max-width:64rem;padding:1rem;background:#fff;color:#111;
font:1.125rem/1.7 "Noto Sans SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
h1{font-size:1.75rem;line-height:1.4;text-align:center;margin:1rem 0}
.facts{list-style:none;margin:0 0 1rem;padding:0;display:flex;flex-wrap:wrap;gap:0 2rem}
.body p{margin:.4rem 0;text-indent:2em}
.frame{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{border:1px solid #555;padding:.35rem .6rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere;white-space:pre-wrap}
th{background:#eee;white-space:normal}
thead th{position:sticky;top:0}
td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.s{white-space:nowrap}
.remarks{font-size:.9em;color:#333}
.remarks p{margin:.4rem 0}
.sign{margin-top:2rem;text-align:right}
.sign p{margin:.2rem 0}
@media (max-width:40rem){body{font-size:1rem;padding:.5rem}th,td{padding:.25rem .35rem}h1{font-size:1.35rem}}
@media print{@page{size:A4;margin:15mm}body{max-width:none;padding:0;font-size:11pt;line-height:1.4}
th,td{padding:.2rem .3rem}td.s{white-space:pre-wrap}.frame{overflow:visible}
thead{display:table-header-group}thead th{position:static}tr{break-inside:avoid}
th{background:none}.sign{break-inside:avoid}}
"""


def begin(title: str) -> str:
    """Everything up to the heading."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_SAFE}">\n'
        '<meta name="robots" content="noindex,noarchive">\n<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escaped(title)}</h1>\n"
    )


def paragraphs(lines: list[str], kind: str) -> str:
    """Lines of text as paragraphs of one kind."""
    return f'<div class="{kind}">\n' + "".join(f"<p>{escaped(line)}</p>\n" for line in lines) + "</div>\n"


def items(lines: list[str]) -> str:
    """Short lines side by side."""
    return '<ul class="facts">\n' + "".join(f"<li>{escaped(line)}</li>\n" for line in lines) + "</ul>\n"


def end(signature: list[str]) -> str:
    """The signature and everything after it."""
    return paragraphs(signature, "sign") + "</main>\n</body>\n</html>\n"
