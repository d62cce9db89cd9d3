"""Look into the wheel: the package and its rules, nothing else."""

import sys
import zipfile
from pathlib import Path

(wheel,) = Path(sys.argv[1]).glob("*.whl")
names = zipfile.ZipFile(wheel).namelist()
strange = [name for name in names if not name.startswith(("deid/", "deid_lists-"))]
KNOWN = (".py", ".yaml", ".md", ".html", ".css", ".js", ".svg", "py.typed")  # what the package is made of
strange += [name for name in names if name.startswith("deid/") and not name.endswith(KNOWN)]
strange += [name for name in names if ".." in name or "/tests/" in name or name.startswith("/")]
rules = sorted(path.name for path in (Path(__file__).resolve().parents[1] / "rules").glob("*.yaml"))
missing = [name for name in rules if f"deid/rules/{name}" not in names]
if strange or missing:
    message = f"the wheel holds {strange or 'nothing strange'} and lacks {missing or 'nothing'}"
    raise SystemExit(message)
print(f"{wheel.name}: {len(names)} files, {len(rules)} of them rules")
