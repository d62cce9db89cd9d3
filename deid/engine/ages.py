"""How old the person of a row is (年龄): by numbers, birth dates and ages, the youngest of all readings."""

from datetime import date
from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from deid.detect import dates, resident_id
from deid.detect.accepts import accept
from deid.detect.credit_code import credit_codes
from deid.detect.names import one_name
from deid.engine.columns import Column
from deid.kernels import as_text, blank, bools

ADULT = 18
OWN_NUMBERS = ("subject.id", "disability_card", "student_number", "social_security_number", "travel_permit")
_UNTOLD = int(np.iinfo(np.int32).max)
_NEVER = -(1 << 20)


class Ages(msgspec.Struct, frozen=True):
    """How the ages of a list are read.

    Attributes:
        columns: all columns of the list.
        numbers: columns of ID numbers whose headers do not say whose they are.
        as_of: the day ages are counted at.
        minor_under: from which age on nobody is kept back as a minor.
        assume_adult: whether the rule takes whoever tells no age for an adult.
        parties: whether organisations may stand where persons do.
    """

    columns: tuple[Column, ...]
    numbers: tuple[int, ...]
    as_of: date
    minor_under: int | None
    assume_adult: bool
    parties: bool

    def of(self, batch: pa.RecordBatch) -> npt.NDArray[np.int32]:
        """The subject's age in completed years, the youngest of all readings; -1 where nothing tells."""
        youngest = np.full(batch.num_rows, _UNTOLD, dtype=np.int32)
        for column in self.columns:
            cells = batch.column(column.index)
            if column.field in OWN_NUMBERS:
                ages = self._ages_of_numbers(cells)
            elif column.field == "birth_date":
                ages = completed_years(dates.latest_birth(cells), self.as_of)
            elif column.field == "age":
                read = dates.ages(cells)
                ages = pc.fill_null(pc.cast(read, pa.int32()), -1).to_numpy(zero_copy_only=False)
            else:
                continue
            youngest = np.where(ages >= 0, np.minimum(youngest, ages), youngest).astype(np.int32)
        if self.numbers:
            self._of_somebody(batch, youngest)
        self._organisations(batch, youngest)
        return np.where(youngest == _UNTOLD, -1, youngest).astype(np.int32)

    def _ages_of_numbers(self, cells: pa.Array) -> npt.NDArray[np.int32]:
        """Ages by identifiers; of those masked before, which still show the year, the youngest that fits."""
        ages = completed_years(resident_id.birth_dates(cells), self.as_of)
        untold = np.flatnonzero(ages < 0)
        if len(untold):
            births = resident_id.latest_births(cells.take(pa.array(untold)))
            ages[untold] = completed_years(births, self.as_of)
        return ages

    def _of_somebody(self, batch: pa.RecordBatch, youngest: npt.NDArray[np.int32]) -> None:
        """Rows that tell nothing else, by numbers of nobody knows whom.

        A child's number makes a child of the subject; that of an adult makes an adult only of whom the rule
        takes for one anyway.
        """
        untold = np.flatnonzero(youngest == _UNTOLD)
        some = pa.array(untold)
        for index in self.numbers if len(untold) else ():
            ages = self._ages_of_numbers(as_text(batch.column(index).take(some)))
            told = (ages >= 0) & (self.assume_adult | (ages < (self.minor_under or ADULT)))
            youngest[untold[told]] = np.minimum(youngest[untold[told]], ages[told])

    def _organisations(self, batch: pa.RecordBatch, youngest: npt.NDArray[np.int32]) -> None:
        """Whoever has a 统一社会信用代码 where others have an ID number is no child."""
        untold = np.flatnonzero(youngest == _UNTOLD)
        if not len(untold):
            return
        for column in self.columns:
            if column.field == "subject.id" or column.index in self.numbers:
                cells = as_text(batch.column(column.index).take(pa.array(untold)))
                found = pc.and_not(pc.is_valid(credit_codes(cells)), blank(cells))
                youngest[untold[bools(found)]] = ADULT
            elif self.parties and column.serves == "subject.name":
                cells = as_text(batch.column(column.index).take(pa.array(untold)))
                found = pc.and_not(pc.is_valid(accept("organisation", cells)), pc.is_valid(one_name(cells)))
                youngest[untold[bools(found)]] = ADULT


def completed_years(births: pa.Array, as_of: date) -> npt.NDArray[np.int32]:
    """Ages at ``as_of`` in completed years; -1 where the birth date is unknown or in the future."""
    stamps, first = _stamps()
    days = pc.fill_null(births.cast(pa.int32()), _NEVER).to_numpy(zero_copy_only=False)
    today = as_of.year * 10_000 + as_of.month * 100 + as_of.day
    age = (today - stamps[np.clip(days - first, 0, len(stamps) - 1)]) // 10_000
    return np.where((days != _NEVER) & (age >= 0), age, -1).astype(np.int32)


@cache
def _stamps() -> tuple[npt.NDArray[np.int32], int]:
    """The days that can be a birth date as numbers 19740305, and which day since 1970 is the first."""
    days = np.arange(np.datetime64("1800-01-01"), np.datetime64("2200-01-01"))
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    day = (days - months).astype(np.int32) + 1
    month = (months - years).astype(np.int32) + 1
    stamps = (years.astype(np.int32) + 1970) * 10_000 + month * 100 + day
    return stamps.astype(np.int32), int(days[0].astype(np.int32))
