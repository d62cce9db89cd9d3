"""Whole cells: which are one identifier, and what IDs tell about their people."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.detect import account, phone, resident_id
from deid.detect.certificates import DISABILITY, PASSPORT, PLATE, STUDENT, TRAVEL_PERMIT, recognise_email
from deid.testing import strategies

quick = settings(max_examples=60, deadline=None)
TODAY = date(2026, 11, 21)
BORN = {
    "411224197403051234": date(1974, 3, 5),
    "411224740305123": date(1974, 3, 5),
    "４１１２２４１９７４０３０５１２３Ｘ": date(1974, 3, 5),
    "身份证：411224197403051234": date(1974, 3, 5),
    "35052419391230197642": date(1939, 12, 30),
    "35052419391230197642B1": date(1939, 12, 30),
    "G411224201603182991": date(2016, 3, 18),
    "4.11224200811217E+17": date(2008, 11, 21),
    "4.11224740305123E+14": date(1974, 3, 5),
    "411224200811217000": date(2008, 11, 21),
    "411224200811217000.0": date(2008, 11, 21),
    "41122420081121700": date(2008, 11, 21),
    "411224197403051***": date(1974, 3, 5),
    "411224********1234": None,
    "411224197402301234": None,
    "411224202611221234": None,
    "411224189912311234": None,
    "4.11E+17": None,
    "6292174218096792903": None,
    "19740305": None,
    "无": None,
    "": None,
}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_birth_dates(kind):
    out = resident_id.birth_dates(pa.array([*BORN, None], kind), today=TODAY)
    assert out.type == pa.date32()
    assert out.to_pylist() == [*BORN.values(), None]


def test_birth_dates_of_nothing():
    for cells in ([], [None], ["无"]):
        out = resident_id.birth_dates(pa.array(cells, pa.string()))
        assert (out.type, out.null_count) == (pa.date32(), len(cells))


@quick
@given(
    strategies.resident_ids().flatmap(
        lambda number: st.tuples(st.just(number), strategies.dirty(st.just(number)))
    )
)
def test_one_person_has_one_key(pair):
    """However the ID is written, and in every number that contains it."""
    number, written = pair
    col = pa.array([number, written, number + "42", "G" + number, number + "42B1"])
    assert set(resident_id.person_keys(col).to_pylist()) == {number[:17]}
    assert resident_id.county_codes(col).to_pylist() == [number[:6]] * 5


@quick
@given(strategies.resident_ids())
def test_an_old_number_has_the_key_of_the_new(number):
    if number[6:8] == "19":
        old = number[:6] + number[8:17]
        assert resident_id.person_keys(pa.array([old])).to_pylist() == [number[:17]]


READERS = [
    (resident_id.recognise, strategies.resident_ids()),
    (resident_id.recognise, strategies.old_ids()),
    (resident_id.recognise_contained, strategies.disability_cards()),
    (resident_id.recognise_contained, strategies.student_numbers()),
    (DISABILITY.recognise, strategies.disability_cards()),
    (STUDENT.recognise, strategies.student_numbers()),
    (phone.recognise, strategies.mobiles()),
    (phone.recognise, strategies.landlines()),
    (account.recognise, strategies.bank_cards()),
    (PASSPORT.recognise, strategies.passports()),
    (TRAVEL_PERMIT.recognise, strategies.travel_permits()),
    (PLATE.recognise, strategies.plates()),
    (recognise_email, strategies.emails()),
]


@pytest.mark.parametrize("nth", range(len(READERS)))
def test_values_are_recognised_however_typed(nth):
    """Clean and dirty alike; a null, a blank, a word, a mask never."""
    recognise, values = READERS[nth]

    @settings(max_examples=30, deadline=None)
    @given(values.flatmap(lambda value: st.tuples(st.just(value), strategies.dirty(st.just(value)))))
    def check(pair):
        value, written = pair
        starred = value[:3] + "*" * (len(value) - 3)
        out = recognise(pa.array([value, written, None, "", "无", starred, "********"]))
        assert out.to_pylist() == [True, True, False, False, False, False, False]

    check()


def test_answers_have_no_nulls_even_for_no_rows():
    for recognise, _ in READERS:
        for kind in (pa.string(), pa.large_string()):
            assert recognise(pa.array([], kind)).to_pylist() == []
            assert recognise(pa.array([None, None], kind)).to_pylist() == [False, False]
