"""What others wrote about the same numbers, as oracles; where we differ is listed and explained."""

from datetime import date

import phonenumbers
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_2

from deid.detect import phone, resident_id, scan
from deid.kernels import mod11_char, mod11_ok
from deid.testing import strategies

quick = settings(max_examples=100, deadline=None)


@quick
@given(st.from_regex(r"\A[0-9]{17}\Z"))
def test_check_character(first17):
    assert mod11_char(first17) == mod_11_2.calc_check_digit(first17)


@quick
@given(st.lists(st.from_regex(r"\A[0-9]{17}[0-9X]\Z"), min_size=1, max_size=20))
def test_check_character_over_columns(numbers):
    assert mod11_ok(pa.array(numbers)).tolist() == [mod_11_2.is_valid(number) for number in numbers]


@quick
@given(strategies.resident_ids())
def test_whatever_stdnum_accepts_we_know(number):
    """And we read the same birth date out of it."""
    col = pa.array([number])
    assert resident_id.recognise(col).to_pylist() == [True]
    assert resident_id.check_digit_ok(col).to_pylist() == [True]
    if ric.is_valid(number):
        assert resident_id.birth_dates(col).to_pylist() == [ric.get_birth_date(number)]


# stdnum asks whether a number is valid; a masker may only ask whether it could be somebody's.
RIC_REFUSES = {
    "110105194912310021": "a wrong check character",
    "999999194912310023": "a county code that never was",
    "110105194913310028": "a month 13",
    "１１０１０５１９４９１２３１００２Ｘ": "full-width characters",
    "110105491231002": "15 digits of the first generation",
    "810000199408230021": "a residence permit of Hong Kong (accepted by some versions)",
}


def test_where_we_differ_from_stdnum():
    for number, why in RIC_REFUSES.items():
        assert resident_id.recognise(pa.array([number])).to_pylist() == [True], why
    refused = {number for number in RIC_REFUSES if not ric.is_valid(number)}
    assert refused >= set(list(RIC_REFUSES)[:4])


def test_published_examples():
    """GB 11643 prints these two; they are nobody's."""
    col = pa.array(["11010519491231002X", "440524188001010014"])
    assert resident_id.check_digit_ok(col).to_pylist() == [True, True]
    assert resident_id.birth_dates(col, today=date(2026, 11, 21)).to_pylist() == [date(1949, 12, 31), None]


PERSONAL = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@settings(max_examples=300, deadline=None)
@given(st.one_of(strategies.mobiles(), strategies.landlines(), st.from_regex(r"\A0?[1-9][0-9]{7,10}\Z")))
def test_whatever_phonenumbers_accepts_we_know(text):
    """Every valid fixed or mobile number of China is recognised."""
    number = phonenumbers.parse(text, "CN")
    if phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in PERSONAL:
        if text.startswith(("400", "800")):
            return
        assert phone.recognise(pa.array([text])).to_pylist() == [True]


# Numbers that phonenumbers does not accept and we hide all the same, by their shape.
PHONENUMBERS_REFUSES = {
    "14000000000": "a mobile prefix for machines, or not allotted yet",
    "2925094": "a land line written without its area code (it accepts some)",
    "15400000000": "a prefix handed out after its tables were made",
}
# Numbers that it accepts and we leave: they belong to offices.
OFFICES = {"4001234567": "400", "8008208820": "800"}


def test_where_we_differ_from_phonenumbers():
    for text, why in PHONENUMBERS_REFUSES.items():
        assert phone.recognise(pa.array([text])).to_pylist() == [True], why
    for text, why in OFFICES.items():
        assert phonenumbers.is_valid_number(phonenumbers.parse(text, "CN")), why
        assert phone.recognise(pa.array([text])).to_pylist() == [False], why
        assert not scan.spans(text)


@quick
@given(st.from_regex(r"\A9[1-3](?:11|35|41)[0-9]{4}[0-9A-HJ-NP-RTUWXY]{9}\Z"))
def test_organisation_codes_stay(first17):
    """A valid 统一社会信用代码 is no identifier of a person, unless it reads as an ID just as well."""
    code = first17 + uscc.calc_check_digit(first17)
    if uscc.is_valid(code):
        found = scan.spans(code)
        assert not found or resident_id.recognise(pa.array([code])).to_pylist() == [True]
