"""The filing copy for the 党政办: the list as posted, its notice, the record and the review sheet."""

from pathlib import Path

from deid.approval.chain import SUFFIX, Chain, Entry, write_chain
from deid.approval.copying import put
from deid.approval.draft import Draft
from deid.approval.sheet import sheet
from deid.errors import UsageError
from deid.io.aside import write_private
from deid.messages import problem

_SHORT = 12


def file_copies(draft: Draft, chain: Chain, posted: list[Path], posting: Entry, filing: Path) -> Path:
    """Write the copies into a folder of their own; a second run completes what the first left.

    Raises:
        UsageError: the folder cannot be written.
    """
    facts = draft.facts
    folder = filing / f"{posting.on}-{facts.notice}-{facts.channel}-{draft.sha256[:_SHORT]}"
    made = True
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        made = False
    if not made:
        raise problem(UsageError, "approval.filing")
    listed, notice = posted
    put(draft.list, folder / listed.name, draft.sha256)
    write_private(folder / notice.name, notice.read_bytes())
    write_private(folder / draft.receipt.name, draft.receipt.read_bytes())
    write_chain(folder / (draft.stem + SUFFIX), chain)
    write_private(folder / f"{draft.stem}.sheet.html", sheet(draft, chain, None, suffix=".html"))
    return folder
