"""Offline zips: what a machine needs is worked out for that machine, and the installer trusts nothing it cannot check.

CI builds one and installs it without an index; here no network is used.
"""

import hashlib
import importlib.util
import platform
import sys
import zipfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / ".ci" / "wheelhouse"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def load(name):
    spec = importlib.util.spec_from_file_location(f"wheelhouse_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build, install = load("build"), load("install")


def wheel(folder, name, version="1.0", tag="py3-none-any", requires=()):
    path = folder / f"{name}-{version}-{tag}.whl"
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    text += "".join(f"Requires-Dist: {line}\n" for line in requires)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", text)
    return path


def lacking(folder, wanted, target):
    return build.missing(folder, wanted, build.environment(target, "3.12"))


def test_markers_are_asked_of_the_other_machine(tmp_path):
    """pip on Linux would leave out what only Windows needs."""
    wheel(tmp_path, "top", requires=["colour>=2; sys_platform == 'win32'", "old; python_version < '3.12'"])
    assert lacking(tmp_path, ["top"], "linux_x86_64") == []
    assert lacking(tmp_path, ["top"], "win_amd64") == ["colour>=2"]


def test_extras_and_versions_are_followed(tmp_path):
    wheel(tmp_path, "top", requires=["web_part>=3; extra == 'web'", "other; extra == 'other'"])
    assert lacking(tmp_path, ["top"], "win_amd64") == []
    assert lacking(tmp_path, ["top[web]"], "win_amd64") == ["web_part>=3"]
    wheel(tmp_path, "web_part", "2.0")
    assert lacking(tmp_path, ["top[web]"], "win_amd64") == ["web_part>=3"]
    wheel(tmp_path, "web_part", "3.1", requires=["deeper"]).rename(tmp_path / "web_part-3.1-py3-none-any.whl")
    (tmp_path / "web_part-2.0-py3-none-any.whl").unlink()
    assert lacking(tmp_path, ["top[web]"], "win_amd64") == ["deeper"]


def test_the_most_demanding_wheel_says_which_glibc(tmp_path):
    wheel(tmp_path, "pure")
    assert build.oldest_glibc(tmp_path) is None
    wheel(tmp_path, "one", tag="cp312-cp312-manylinux_2_17_x86_64.manylinux_2_28_x86_64")
    assert build.oldest_glibc(tmp_path) == "2.17"
    wheel(tmp_path, "two", tag="cp312-cp312-manylinux_2_28_x86_64")
    assert build.oldest_glibc(tmp_path) == "2.28"
    assert "manylinux_2_28_x86_64" not in build.tags("linux_x86_64", 17)
    assert build.tags("win_amd64", 17) == ["win_amd64"]


@pytest.fixture
def unpacked(tmp_path, monkeypatch):
    """A small zip, packed and unpacked again."""
    wheels = tmp_path / "in"
    wheels.mkdir()
    wheel(wheels, "top")
    path = tmp_path / "deid-0-win_amd64-py312.zip"
    build.pack(wheels, "top", "win_amd64", "3.12", path)
    first = path.read_bytes()
    build.pack(wheels, "top", "win_amd64", "3.12", path)
    assert path.read_bytes() == first, "the same wheels must give the same bytes"
    zipfile.ZipFile(path).extractall(tmp_path)
    monkeypatch.setattr(install, "HERE", tmp_path / path.stem)
    return tmp_path / path.stem


def test_a_whole_zip_is_intact(unpacked):
    install.intact()
    listed = (unpacked / "SHA256SUMS").read_text("utf-8").splitlines()
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {line.partition("  ")[2] for line in listed} == there - {"SHA256SUMS"}
    assert all(hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest
               for digest, _, name in (line.partition("  ") for line in listed))  # fmt: skip


@pytest.mark.parametrize("harm", ["changed", "missing", "stray"])
def test_a_harmed_zip_is_not_installed(unpacked, harm, capsys):
    (one,) = (unpacked / "wheels").glob("*.whl")
    if harm == "changed":
        one.write_bytes(one.read_bytes() + b" ")
    elif harm == "missing":
        one.unlink()
    else:
        wheel(unpacked / "wheels", "stranger")
    with pytest.raises(SystemExit) as stopped:
        install.intact()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "无法安装" in said and "Cannot install" in said


def test_the_right_machine_is_wanted(monkeypatch, capsys):
    monkeypatch.setattr(install, "WINDOWS", False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.17"))
    install.fits("linux_x86_64", HERE, "2.17")
    for asked in (
        ("linux_x86_64", "3.9", "2.17"),
        ("linux_aarch64", HERE, "2.17"),
        ("win_amd64", HERE, "-"),
        ("linux_x86_64", HERE, "2.28"),
    ):
        with pytest.raises(SystemExit):
            install.fits(*asked)
    assert capsys.readouterr().err.count("Cannot install") == 4


def test_starters_suit_their_shells():
    bat = (FOLDER / "install.bat").read_bytes()
    assert bat.isascii(), "old consoles read anything else wrongly"
    assert bat.count(b"\n") == bat.count(b"\r\n") > 5
    assert (FOLDER / "install.sh").read_bytes().startswith(b"#!/bin/sh\n")
    assert b"\r" not in (FOLDER / "install.sh").read_bytes()
