"""Run every notebook from top to bottom; none may be stored with its outputs, which could hold a list."""

from pathlib import Path

import nbclient
import nbformat

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"

for path in sorted(FOLDER.glob("*.ipynb")):
    book = nbformat.read(path, 4)
    if any(cell.get("outputs") or cell.get("execution_count") for cell in book.cells):
        message = f"{path.name} is stored with outputs; clear them"
        raise SystemExit(message)
    nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(FOLDER)}}).execute()
    print(f"{path.name}: {sum(cell.cell_type == 'code' for cell in book.cells)} cells ran")
