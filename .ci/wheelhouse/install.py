"""Install deid from the wheels beside this file. Needs no index, no network and no administrator.

    python install.py [FOLDER]

FOLDER is where deid will live: %LOCALAPPDATA%\\deid or ~/.local/share/deid by default. What stands there already
is brought up to date. Started by install.bat and install.sh; uses nothing but Python's own library.
"""

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"


def stop(chinese, english):
    """Say what is wrong and what to do, in both languages, and end."""
    print(f"\n无法安装：{chinese}\nCannot install: {english}", file=sys.stderr)
    raise SystemExit(2)


def fits(target, python, glibc):
    """Whether these wheels are meant for this machine and this Python."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if here != python:
        stop(
            f"这个安装包配 Python {python}，现在用的是 {here}。请换用 Python {python} 运行，或者换对应的安装包。",
            f"these wheels are for Python {python}, this is {here}. Use that Python, or the zip for this one.",
        )
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    mine = "win_amd64" if WINDOWS and machine == "x86_64" else f"{sys.platform}_{machine}"
    if mine != target or sys.maxsize < 2**32:
        stop(
            f"这个安装包是给 {target} 的，这台电脑（或者这个 Python）是 {mine}。请换对应的安装包。",
            f"this zip is for {target}; this machine, or this Python, is {mine}. Use the zip for it.",
        )
    name, version = platform.libc_ver()
    if glibc != "-" and (name != "glibc" or _numbers(version) < _numbers(glibc)):
        stop(
            f"系统的 glibc 是 {version or '未知'}，至少需要 {glibc}。请换较新的系统。",
            f"glibc here is {version or 'unknown'}, {glibc} or later is needed. Use a newer system.",
        )


def _numbers(version):
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def intact():
    """Whether every file is what it was when the zip was made."""
    listed = (HERE / "SHA256SUMS").read_text("utf-8").splitlines()
    for line in listed:
        digest, _, name = line.partition("  ")
        path = HERE / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            stop(
                f"文件缺失或者被改过：{name}。请重新解压或者重新拷贝。",
                f"missing or changed: {name}. Unpack the zip again.",
            )
    named = {line.partition("  ")[2] for line in listed}
    strays = sorted(path.name for path in (HERE / "wheels").iterdir() if f"wheels/{path.name}" not in named)
    if strays:
        stop(
            f"wheels 文件夹里多了文件：{strays[0]}。请重新解压。",
            f"a stray file in wheels: {strays[0]}. Unpack the zip again.",
        )


def default_home():
    """Where programs of one user live."""
    if WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "deid"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "deid"


def run(*command):
    """Run a program; pip reads no settings of this machine, so that it cannot look for an index."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    env |= {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    return subprocess.run([str(word) for word in command], env=env, check=False).returncode == 0


def install(home, requirement):
    """An environment of its own, filled from the wheels."""
    made = run(sys.executable, "-m", "venv", "--without-pip", home)
    python = home / ("Scripts/python.exe" if WINDOWS else "bin/python")
    (pip,) = (HERE / "wheels").glob("pip-*.whl")
    options = ["--no-index", "--find-links", HERE / "wheels", "--upgrade", "--quiet"]
    if not made or not run(python, pip / "pip", "install", *options, "pip", requirement):
        stop(
            f"没能装进 {home}。请看上面的提示；文件夹要能写，磁盘至少留 1 GB。",
            f"{home} could not be filled. See the lines above; the folder must be writable, with 1 GB to spare.",
        )
    command = home / ("Scripts/deid.exe" if WINDOWS else "bin/deid")
    if not run(command, "--version"):
        stop(
            "装好了，但 deid 启动不了。请看上面的提示。",
            "installed, but deid does not start. See the lines above.",
        )
    return command


def main():
    """Check, install, tell what to type."""
    if hasattr(sys.stdout, "reconfigure"):  # an old console may lack some of these characters
        sys.stdout.reconfigure(errors="replace")
        sys.stderr.reconfigure(errors="replace")
    requirement, target, python, glibc = (HERE / "target.txt").read_text("utf-8").split()
    fits(target, python, glibc)
    intact()
    home = Path(sys.argv[1]).expanduser().absolute() if len(sys.argv) > 1 else default_home()
    command = install(home, requirement)
    print(f"\n装好了。运行：\nInstalled. Run:\n  {command} --help")


if __name__ == "__main__":
    main()
