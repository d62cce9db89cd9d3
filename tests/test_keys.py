"""Key files: 32 bytes at least, nobody else's to read, never overwritten."""

import base64
import os

import pytest

from deid.errors import KeyMaterialError
from deid.keys import key_bytes, new_key, read_key

posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
RAW = bytes(range(200, 232))


def write(path, content, mode=0o600):
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_new_key_can_be_read(tmp_path):
    path = tmp_path / "key"
    new_key(path)
    assert len(read_key(path)) == 32
    assert read_key(path) == read_key(str(path))
    other = tmp_path / "other"
    new_key(other)
    assert read_key(other) != read_key(path)


@posix
def test_a_new_key_is_its_owners(tmp_path):
    new_key(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_a_key_is_never_overwritten(tmp_path):
    path = write(tmp_path / "key", RAW)
    with pytest.raises(FileExistsError):
        new_key(path)
    assert path.read_bytes() == RAW


@pytest.mark.parametrize(
    "content",
    [RAW, RAW.hex().encode() + b"\n", base64.b64encode(RAW), base64.urlsafe_b64encode(RAW) + b"\r\n"],
    ids=["raw", "hex", "base64", "urlsafe"],
)
def test_forms_of_a_key(tmp_path, content):
    assert read_key(write(tmp_path / "key", content)) == RAW


@pytest.mark.parametrize("content", [b"", b"short", b"ab" * 31, base64.b64encode(b"x" * 24)])
def test_a_short_key_is_refused(tmp_path, content):
    with pytest.raises(KeyMaterialError) as caught:
        read_key(write(tmp_path / "key", content))
    assert caught.value.code == "key.short"


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_others_can_read_is_refused(tmp_path, mode):
    with pytest.raises(KeyMaterialError) as caught:
        read_key(write(tmp_path / "key", RAW, mode))
    assert caught.value.code == "key.open"


def test_an_absent_key_is_refused_without_its_path(tmp_path):
    with pytest.raises(KeyMaterialError) as caught:
        read_key(tmp_path / "nowhere")
    assert caught.value.code == "key.unreadable"
    assert "nowhere" not in str(caught.value)
    with pytest.raises(KeyMaterialError):
        read_key(tmp_path)


def test_keys_of_callers():
    assert key_bytes("钥匙钥匙钥匙") == "钥匙钥匙钥匙".encode()
    for poor in (b"fifteen bytes..", "", 7, None):
        with pytest.raises(KeyMaterialError):
            key_bytes(poor)
