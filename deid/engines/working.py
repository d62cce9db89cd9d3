"""The work on an executor: in the driver's language, and with no cell in any error."""

from collections.abc import Iterable
from typing import Any

import msgspec

from deid.engines.digests import fingerprint
from deid.engines.making import Made
from deid.engines.parts import Work
from deid.errors import BrokenMaskerError, DeidError, UsageError
from deid.messages import Language, language, problem, speaking


def worker_for(work: Work) -> "Worker":
    """The work, to be sent to the parts."""
    return Worker(work, language(), fingerprint())


class Worker(msgspec.Struct, frozen=True):
    """A work as engines do it.

    Attributes:
        work: what is done.
        language: what findings are written in.
        fingerprint: of the driver's digests.
    """

    work: Work
    language: Language
    fingerprint: str

    def __call__(self, part: int, batches: Iterable[Any]) -> Made:
        """Do it. An error of ours goes through; of any other only its kind, for its text may quote a cell."""
        fault = ""
        if self.fingerprint != fingerprint():
            return Made(problem(UsageError, "engine.version"))
        with speaking(self.language):
            try:
                return self.work(part, batches)
            except BrokenMaskerError as error:
                return Made(error)
            except DeidError:
                raise
            except Exception as error:  # noqa: BLE001  whatever goes wrong
                fault = type(error).__name__
            raise problem(UsageError, "engine.part", kind=fault)
