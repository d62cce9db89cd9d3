"""Keyed stand-ins (替身) for test data, through Faker."""

import hmac
import random
import re
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import certificates, id_cells
from deid.detect import phone as phones
from deid.kernels import as_text, blank, finish, mod11_char, normalise_text, over_distinct
from deid.kernels.checks import CHECK_CHARS, ID_LENGTH
from deid.keys import key_bytes
from deid.registry import masker
from deid.terms import Role, Technique

_DIGITS = re.compile(r"[0-9]{1,32}", re.ASCII)
_NAME = re.compile(r"[㐀-鿿]{2,4}")
_ADDRESS = re.compile(r"(?=.*[㐀-鿿])[㐀-鿿0-9A-Za-z\-()、,]{5,120}")


@cache
def _faker() -> Any:  # noqa: ANN401  Faker's proxy has no useful type
    from faker import Faker  # noqa: PLC0415  an extra, and slow to import

    return Faker("zh_CN")


def _fake_id(seed: random.Random) -> str:
    """An ID of an invented adult whose check character is wrong on purpose, so that it is nobody's."""
    region = f"{seed.choice((11, 31, 41, 51))}{seed.randrange(1, 20):02d}{seed.randrange(21, 60)}"
    birth = f"{seed.randrange(1940, 2000)}{seed.randrange(1, 13):02d}{seed.randrange(1, 29):02d}"
    first = f"{region}{birth}{seed.randrange(1000):03d}"
    return first + seed.choice([char for char in CHECK_CHARS if char != mod11_char(first)])


def _fake_digits(size: int, seed: random.Random) -> str:
    return "".join(str(seed.randrange(place == 0, 10)) for place in range(size))


def _fake(cell: str, key: bytes) -> str | None:
    text = normalise_text(cell)
    digest = hmac.digest(key, text.upper().encode(), "sha256")
    seed = random.Random(digest)  # noqa: S311  the secret is the key; the generator only spreads the digest
    if id_cells.read_one(text):
        return _fake_id(seed)
    if certificates.STUDENT.read_one(text):  # before the next, to which a letter is a label
        return "G" + _fake_id(seed)
    if card := certificates.DISABILITY.read_one(text):
        return _fake_id(seed) + _fake_digits(len(card) - ID_LENGTH, seed)
    for fits, make in _through_faker():
        if fits(text):
            _faker().seed_instance(int.from_bytes(digest[:8], "big"))
            return make(_faker())
    return _fake_digits(len(text), seed) if _DIGITS.fullmatch(text) else None


def _through_faker() -> tuple[tuple[Callable[[str], object], Callable[[Any], str]], ...]:
    return (
        (phones.read_one, lambda faker: str(faker.phone_number())),
        (certificates.read_email, lambda faker: str(faker.user_name()) + "@example.invalid"),
        (_NAME.fullmatch, lambda faker: str(faker.name())),
        (certificates.PLATE.read_one, lambda faker: str(faker.bothify("豫Z?###?").upper())),
        (_ADDRESS.fullmatch, lambda faker: str(faker.address()).rpartition(" ")[0] or str(faker.city())),
    )


@masker(
    "surrogate",
    title="替身",
    role=Role.DIRECT,
    technique=Technique.PSEUDONYMISATION,
    source="Faker zh_CN, seeded by HMAC-SHA256 of the value",
    recognise=lambda col: pc.and_(pc.is_valid(as_text(col)), pc.invert(blank(as_text(col)))),
)
def surrogate(col: pa.Array, /, *, key: bytes | str) -> pa.Array:
    """Put an invented value of the same kind in place of each (替身); for test data, never for a posted list.

    The same value and key give the same stand-in; an ID's stand-in carries a wrong check character.

    Args:
        col: text, shape (n,): IDs and numbers that contain one, phones, e-mail, plates, names, addresses,
            numbers.
        key: at least 16 bytes.

    Returns:
        Text, shape (n,), same type. Null stays null, blank stays blank; what is none of these becomes eight
        stars.

    Raises:
        KeyMaterialError: the key is too short.

    Examples:
        >>> cells = pa.array(["411224197403051234", "411224197403051234", "#", None])
        >>> one, two, odd, none = surrogate(cells, key=b"sixteen bytes or").to_pylist()
        >>> one == two, len(one), odd, none
        (True, 18, '********', None)
    """
    col = as_text(col)
    shown = over_distinct(col, partial(_fake, key=key_bytes(key)))
    return finish(col, pc.is_valid(shown), shown)
