"""Every masker keeps the laws; and every law catches a masker that breaks it."""

from types import SimpleNamespace

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("name", "options"), OPTIONS, ids=[f"{n}-{'-'.join(map(str, o))}" for n, o in OPTIONS]
)
def test_what_stands_behind_a_null_is_no_cell(name, options):
    """A frame that was masked may leave the bytes where they were."""
    cells = [
        "张三丰",
        "411224197403051234",
        "13800138000",
        "豫A12345",
        "李四",
        "杜关镇新坪村1组2号",
        "75",
        "a@b.cn",
    ]
    for bitmap in (b"\x00", b"\x0f", b"\xf0", b"\x55"):
        buffers = pa.array(cells).buffers()
        behind = pa.Array.from_buffers(pa.string(), len(cells), [pa.py_buffer(bitmap), *buffers[1:]])
        plain = pa.array(behind.to_pylist(), pa.string())
        mask = registry.bind(name, options)
        assert mask(behind).to_pylist() == mask(plain).to_pylist()


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


@masker(
    "short_ones",
    title="x",
    role=Role.OTHER,
    technique=Technique.MASKING,
    source="test",
    shows=lambda _: (6, 4),
)
def leaves_short_ones(col, /):
    """Of eight characters six and four would show."""
    col = as_text(col)
    short = pc.equal(pc.utf8_length(col), 8)
    return finish(col, pc.and_(short, pc.invert(blank(col))), col)


def test_a_value_of_no_more_than_its_ends_is_not_shown_whole():
    with pytest.raises(BrokenMaskerError) as caught:
        check_masker(leaves_short_ones, values=st.sampled_from(["12345678", "一二三四五六七八"]), examples=20)
    assert caught.value.code == "closed"


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


# ---- maskers by name, ours and strangers'


@masker("ranger", title="护林员证", role=Role.DIRECT, technique=Technique.SUPPRESSION, source="x")
def ranger(col: pa.Array, /, *, seal: int | str, loud: bool = False, kind=None) -> pa.Array:
    return pc.if_else(blank(col), col, pa.scalar(HIDDEN, col.type))


def phone(col):
    """Somebody else's, which hides nothing."""
    return col


@pytest.fixture
def strangers(monkeypatch):
    """Packages that bring maskers of their own."""
    entries = [
        SimpleNamespace(name=name, load=lambda made=made: made)
        for name, made in (("ranger", ranger), ("phone", phone), ("bare", phone))
    ]
    monkeypatch.setattr(registry, "_entry_points", lambda: entries)
    registry.get.cache_clear()
    yield
    registry.get.cache_clear()


@pytest.mark.usefixtures("strangers")
def test_maskers_of_strangers_are_found_but_never_stand_for_ours():
    assert registry.get("ranger") is ranger and "ranger" in registry.names()
    assert registry.bind("ranger", {"seal": 7})(pa.array(["a", ""])).to_pylist() == [HIDDEN, ""]
    assert registry.get("phone") is not phone
    assert registry.names().count("phone") == 1
    with pytest.raises(TypeError, match="@masker"):
        registry.get("bare")
    for name in ("no_such", "_checked", "../phone", "boundaries.x", ""):
        with pytest.raises(LookupError):
            registry.get(name)


def test_a_masker_that_lacks_a_package_is_not_taken_for_unknown(monkeypatch):
    """It would be looked for among strangers, and theirs used."""

    def missing(_):
        raise ModuleNotFoundError(name="faker")

    monkeypatch.setattr(registry, "import_module", missing)
    registry.get.cache_clear()
    with pytest.raises(ModuleNotFoundError):
        registry.get("surrogate")
    registry.get.cache_clear()


@pytest.mark.parametrize(
    ("name", "given", "wrong"),
    [
        ("resident_id", {"shown": 1}, TypeError),
        ("suppress", {"show_first": 1}, TypeError),
        ("token", {}, TypeError),
        ("token", {"key": 7}, TypeError),
        ("phone", {"show_first": "3"}, TypeError),
        ("phone", {"show_first": True}, TypeError),  # which is 1 elsewhere
        ("phone", {"show_first": -1}, ValueError),
        ("person_name", {"show": "all"}, ValueError),
        ("category", {"allowed": 7}, TypeError),
        ("ranger", {"seal": True}, TypeError),
        ("ranger", {"seal": -2}, ValueError),
        ("ranger", {"seal": 2, "loud": 1}, TypeError),
        ("ranger", {"seal": "2", "loud": True, "kind": object()}, None),
        ("person_name", {"show": "court"}, None),
        ("category", {"allowed": ["因学"], "other": "其他"}, None),
    ],
)
@pytest.mark.usefixtures("strangers")
def test_options_are_checked_before_any_data_is_read(name, given, wrong):
    if wrong is None:
        assert registry.bind(name, given).options == given
        return
    with pytest.raises(wrong, match=name):
        registry.bind(name, given)
