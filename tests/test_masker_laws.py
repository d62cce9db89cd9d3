"""Every masker keeps the laws; and every law catches a masker that breaks it."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from deid import registry
from deid.detect.resident_id import check_digit_ok, recognise
from deid.errors import BrokenMaskerError, KeyMaterialError
from deid.kernels import HIDDEN, as_text, blank, finish
from deid.maskers.suppress import suppress
from deid.registry import Spec, masker
from deid.terms import Role, Technique
from deid.testing import LAWS, check_masker

KEY = b"thirty-two bytes of key material"
OPTIONS = [
    ("suppress", {}),
    ("resident_id", {}),
    ("resident_id", {"show_first": 3, "show_last": 4}),
    ("phone", {}),
    ("phone", {"show_last": 4}),
    ("bank_card", {}),
    ("bank_card", {"show_first": 6, "show_last": 4}),
    ("disability_card", {}),
    ("student_number", {}),
    ("social_security_number", {}),
    ("travel_permit", {}),
    ("passport", {}),
    ("plate", {}),
    ("email", {}),
    ("keep_ends", {"first": 2, "last": 2}),
    ("free_text", {}),
    ("free_text", {"names": ["张三", "李四"]}),
    ("token", {"key": KEY}),
    ("surrogate", {"key": KEY}),
    ("person_name", {}),
    ("person_name", {"show": "court"}),
    ("address", {}),
    ("date", {}),
    ("age", {}),
    ("amount", {"band": 1000}),
    ("category", {"allowed": ["因学", "因灾"]}),
    ("organisation", {}),
    ("boundaries", {}),
]


@pytest.mark.parametrize(
    ("name", "options"), OPTIONS, ids=[f"{n}-{'-'.join(map(str, o))}" for n, o in OPTIONS]
)
def test_laws_hold(name, options):
    check_masker(name, examples=20, **options)


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "options"), OPTIONS, ids=[f"{n}-{'-'.join(map(str, o))}" for n, o in OPTIONS]
)
def test_laws_hold_for_long(name, options):
    check_masker(name, examples=500, **options)


def test_every_masker_is_checked():
    assert {name for name, _ in OPTIONS} >= set(registry.names())


# ---- maskers that break one law each

PLANTED = Spec("planted", "坏", Role.DIRECT, Technique.MASKING, "test", shows=lambda _: (0, 0))


def planted(function):
    function.__deid_spec__ = PLANTED
    return function


@planted
def null_to_blank(col, /):
    return pc.fill_null(suppress(as_text(col)), "")


@planted
def loses_type(col, /):
    return suppress(as_text(col)).cast(pa.string())


@planted
def looks_at_neighbours(col, /):
    col = as_text(col)
    stars = pa.scalar("*" * (len(col) % 3 + 1), col.type)
    return pc.if_else(pc.is_valid(col), pc.if_else(blank(col), col, stars), pa.scalar(None, col.type))


@planted
def passes_through(col, /):
    return as_text(col)


@planted
def passes_the_odd_through(col, /):
    col = as_text(col)
    return finish(col, pc.match_substring_regex(col, r"^\D+$"), col)


@planted
def stumbles(col, /):
    col = as_text(col)
    if any("\x00" in (cell or "") for cell in col.to_pylist()):
        raise ValueError("no")
    return suppress(col)


@planted
def forgets_its_key(col, /, *, key: bytes):
    return suppress(col)


@planted
def tells(col, /):
    print(as_text(col).to_pylist())
    return suppress(col)


@planted
def tells_in_errors(col, /):
    if not isinstance(col, pa.StringArray | pa.LargeStringArray):
        raise TypeError(str(col.to_pylist()))
    return suppress(col)


@planted
def grows(col, /):
    """Eight stars the first time, nine the second."""
    col = as_text(col)
    stars = pc.if_else(pc.equal(col, HIDDEN), HIDDEN + "*", HIDDEN)
    return finish(col, pc.is_valid(pc.if_else(blank(col), None, col)), stars.cast(col.type))


BAD = [
    ("aligned", null_to_blank, {}),
    ("aligned", loses_type, {}),
    ("row-local", looks_at_neighbours, {}),
    ("closed", passes_through, {}),
    ("closed", passes_the_odd_through, {}),
    ("keyed", forgets_its_key, {"key": KEY}),
    ("silent", tells, {}),
    ("silent", tells_in_errors, {}),
    ("idempotent", grows, {}),
]


@pytest.mark.parametrize(("law", "bad", "options"), BAD, ids=[bad.__name__ for _, bad, _ in BAD])
def test_a_bad_masker_is_caught(law, bad, options):
    with pytest.raises(BrokenMaskerError) as caught:
        check_masker(bad, examples=100, **options)
    assert caught.value.code == law
    assert law in LAWS


@pytest.mark.trust
def test_one_that_stumbles_is_caught():
    """total: the masker's own error comes out."""
    with pytest.raises((ValueError, ExceptionGroup)):
        check_masker(stumbles, examples=300)


def test_one_that_does_not_pickle_is_caught():
    @masker(
        "local",
        title="x",
        role=Role.OTHER,
        technique=Technique.SUPPRESSION,
        source="test",
        shows=lambda _: (0, 0),
    )
    def local(col, /):
        return suppress(col)

    with pytest.raises(Exception, match=r"pickle|local object"):
        check_masker(local, examples=5)


# ---- keys


@pytest.mark.parametrize("name", ["token", "surrogate"])
@pytest.mark.parametrize("key", [b"short", "short", b"", None, 12345678901234567890])
def test_a_poor_key_is_refused(name, key):
    with pytest.raises(KeyMaterialError):
        registry.get(name)(pa.array(["411224197403059917"]), key=key)


def test_tokens_are_known_again():
    """The same value however it is written; 128 bits of hexadecimal; a second pass changes nothing."""
    token = registry.bind("token", {"key": KEY})
    once = token(pa.array(["138-0013-8000", "１３８００１３８０００", "13800138001", "", None]))
    one, two, three, empty, none = once.to_pylist()
    assert one == two != three
    assert (len(one), empty, none) == (32, "", None)
    assert token(once) == once


def test_foreign_hexadecimal_is_no_token():
    """An unkeyed MD5 of an ID is as good as the ID, so it does not pass for a token of ours."""
    cells = pa.array(["0123456789abcdef0123456789abcdef"])
    assert registry.bind("token", {"key": KEY})(cells) != cells


def test_surrogate_ids_are_nobodys():
    cells = pa.array([f"4112241974030{n:04d}1" for n in range(200)])
    stand_ins = registry.bind("surrogate", {"key": KEY})(cells)
    assert pc.all(recognise(stand_ins)).as_py()
    assert not pc.any(check_digit_ok(stand_ins)).as_py()
    assert stand_ins == registry.bind("surrogate", {"key": KEY})(cells)
