#!/bin/sh
# Starts install.py with the Python these wheels are for, else with any; install.py says whether it will do.
here=$(cd "$(dirname "$0")" && pwd)
wanted=$(cat "$here/python-version.txt")
for python in "python$wanted" python3 python; do
    if command -v "$python" >/dev/null 2>&1; then
        exec "$python" "$here/install.py" "$@"
    fi
done
echo "没有找到 Python $wanted，请先安装。" >&2
echo "Python $wanted was not found; install it first." >&2
exit 2
