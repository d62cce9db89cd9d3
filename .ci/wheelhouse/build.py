"""Build zips that install deid where there is no package index: one per platform and version of Python.

    python .ci/wheelhouse/build.py --out dist
    python .ci/wheelhouse/build.py --target win_amd64 --python 3.12 --extras xlsx,pdf,web --out dist
    python .ci/wheelhouse/build.py --target linux_aarch64 --glibc 2.17 --out dist     # older releases, older systems

Runs where there is an index, on any platform, for every platform: pip fetches ready-made wheels only. Whether all
that is needed is there is worked out from the wheels themselves, for the machine they are meant for (pip, asked for
another platform, still reads `sys_platform == "win32"` as its own).
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGETS = {
    "win_amd64": ("win32", "Windows", "nt", "AMD64"),
    "linux_x86_64": ("linux", "Linux", "posix", "x86_64"),
    "linux_aarch64": ("linux", "Linux", "posix", "aarch64"),
}
"""What markers in requirements are asked about, per target."""
OLDEST_GLIBC, DEFAULT_GLIBC = 17, 28
EXTRAS = "xlsx,pdf,web,synthetic"
INSTALLERS = ("install.py", "install.bat", "install.sh", "说明.txt")
EPOCH = (2020, 1, 1, 0, 0, 0)


def tags(target, glibc):
    """The platform tags of wheels that run on the target; on Linux with that glibc 2.x or an older one."""
    if not target.startswith("linux_"):
        return [target]
    machine = target.removeprefix("linux_")
    minors = range(glibc, OLDEST_GLIBC - 1, -1)
    return [*(f"manylinux_2_{minor}_{machine}" for minor in minors), f"manylinux2014_{machine}"]


def environment(target, python):
    """The answers a machine of that kind gives to markers."""
    platform, system, os_name, machine = TARGETS[target]
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": os_name,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": platform,
    }


def metadata(wheel):
    """What a wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        return HeaderParser().parsestr(archive.read(name).decode("utf-8"))


def missing(folder, wanted, env):
    """Requirements that no wheel in the folder meets on a machine that answers as ``env`` does."""
    have = {}
    for wheel in sorted(folder.glob("*.whl")):
        name, version, _, _ = parse_wheel_filename(wheel.name)
        have[name] = (version, metadata(wheel))
    lacking, seen, todo = {}, set(), [Requirement(one) for one in wanted]
    while todo:
        need = todo.pop()
        key = (canonicalize_name(need.name), frozenset(need.extras), str(need.specifier))
        if key in seen:
            continue
        seen.add(key)
        known = have.get(key[0])
        if known is None or not need.specifier.contains(known[0], prereleases=True):
            lacking[key[0]] = f"{need.name}{need.specifier}"
            continue
        for line in known[1].get_all("Requires-Dist") or []:
            one = Requirement(line)
            extras = need.extras or {""}
            if one.marker is None or any(one.marker.evaluate({**env, "extra": extra}) for extra in extras):
                todo.append(one)
    return sorted(lacking.values())


def pip(*words):
    """Run pip, quietly."""
    subprocess.run([sys.executable, "-m", "pip", *words, "-q"], check=True)


def fetch(kinds, python, requirements, folder, *, deps):
    """Have pip download wheels for another machine."""
    platforms = [word for kind in kinds for word in ("--platform", kind)]
    alone = [] if deps else ["--no-deps"]
    pip(
        "download", "--only-binary=:all:", "--implementation", "cp", "--python-version", python,
        *platforms, *alone, "--find-links", str(folder), "--dest", str(folder), *requirements,
    )  # fmt: skip


def fill(target, python, glibc, extras, deid, folder):
    """Everything the target needs into the folder; returns what is to be installed from it."""
    env, kinds = environment(target, python), tags(target, glibc)
    extra = f"[{extras}]" if extras else ""
    wanted = [f"deid-lists{extra}", "pip"]
    (folder / deid.name).write_bytes(deid.read_bytes())
    fetch(kinds, python, [f"{folder / deid.name}{extra}", "pip"], folder, deps=True)
    for _ in range(10):
        lacking = missing(folder, wanted, env)
        if not lacking:
            return wanted[0]
        fetch(kinds, python, lacking, folder, deps=False)
    message = f"{target}: still missing {', '.join(missing(folder, wanted, env))}"
    raise SystemExit(message)


def oldest_glibc(folder):
    """The glibc that the most demanding wheel asks for, 2.28; None if no wheel asks."""
    asked = []
    for wheel in folder.glob("*.whl"):
        least = []
        for tag in parse_wheel_filename(wheel.name)[3]:
            if tag.platform.startswith("manylinux_2_"):
                least.append(int(tag.platform.split("_")[2]))
            elif tag.platform.startswith("manylinux2014"):
                least.append(OLDEST_GLIBC)
        if least:
            asked.append(min(least))
    return f"2.{max(asked)}" if asked else None


def pack(folder, requirement, target, python, path):
    """The zip: wheels, installers, digests. The same wheels give the same bytes."""
    glibc = oldest_glibc(folder)
    asks = [requirement, target, python, glibc or "-"]
    files = {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in sorted(folder.glob("*.whl"))}
    for name in INSTALLERS:
        files[name] = (HERE / name).read_bytes()
    files["target.txt"] = ("\n".join(asks) + "\n").encode()
    files["python-version.txt"] = f"{python}\n".encode()
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{path.stem}/{name}", EPOCH)
            entry.external_attr = (0o755 if name == "install.sh" else 0o644) << 16
            archive.writestr(entry, data)
    return glibc


def main(words=None):
    """Build what is asked for and tell sizes and digests."""
    parser = argparse.ArgumentParser(description="offline installation zips")
    parser.add_argument("--target", action="append", choices=TARGETS, help="all by default")
    parser.add_argument("--python", action="append", help="3.12 by default; repeatable")
    parser.add_argument(
        "--glibc", default=f"2.{DEFAULT_GLIBC}", help="the oldest Linux must have; 2.17 takes older releases"
    )
    parser.add_argument("--extras", default=EXTRAS)
    parser.add_argument("--wheel", type=Path, help="deid's own wheel; built if not given")
    parser.add_argument("--out", type=Path, default=Path("dist"))
    asked = parser.parse_args(words)
    glibc = int(asked.glibc.removeprefix("2."))
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room:
        deid = asked.wheel
        if deid is None:
            pip("wheel", "--no-deps", "-w", room, str(ROOT))
            (deid,) = Path(room).glob("*.whl")
        version = parse_wheel_filename(deid.name)[1]
        for target in asked.target or TARGETS:
            for python in asked.python or ["3.12"]:
                folder = Path(room) / f"{target}-{python}"
                folder.mkdir()
                requirement = fill(target, python, glibc, asked.extras, deid, folder)
                kind = f"{target}-glibc{asked.glibc}" if glibc != DEFAULT_GLIBC else target
                path = asked.out / f"deid-{version}-{kind}-py{python.replace('.', '')}.zip"
                needs = pack(folder, requirement, target, python, path)
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                wheels = len(list(folder.glob("*.whl")))
                print(f"{digest}  {path.name}  {path.stat().st_size / 1e6:.0f} MB, {wheels} wheels"
                      + (f", glibc {needs} or later" if needs else ""))  # fmt: skip


if __name__ == "__main__":
    main()
