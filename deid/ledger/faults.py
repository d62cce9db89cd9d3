"""What a database server, or the way to it, told us: the code of a message, and nothing of what was said."""

from collections.abc import Iterator

_FAULTS = {
    "08": "ledger.lost",
    "25006": "ledger.denied",  # a standby
    "28": "ledger.login",
    "3D": "ledger.no_database",
    "40": "ledger.busy",
    "42501": "ledger.denied",
    "53": "ledger.server_full",
    "55": "ledger.busy",
    "57": "ledger.lost",
    "57014": "ledger.busy",
}
"""SQLSTATE, whole or its class -> what is said of it."""
_NO_ENCRYPTION = "refuses SSL"


def sqlstate(error: BaseException) -> str:
    """The code under which the server refused something; empty if it was not the server."""
    for one in _chain(error):
        told = one.args[0] if one.args else None
        if isinstance(told, dict):
            return str(told.get("C", ""))
    return ""


def fault_of(error: BaseException, *, connecting: bool) -> str:
    """The code of the message about an error of the server or the driver."""
    if state := sqlstate(error):
        return _FAULTS.get(state) or _FAULTS.get(state[:2]) or "ledger.damaged"
    every = list(_chain(error))
    kinds = {kind.__name__ for one in every for kind in type(one).__mro__}
    if "SSLCertVerificationError" in kinds:
        return "ledger.certificate"
    if "SSLError" in kinds or any(_NO_ENCRYPTION in str(one) for one in every):
        return "ledger.unencrypted"
    if not connecting:
        return "ledger.lost"
    return "ledger.unreachable" if "OSError" in kinds else "ledger.login"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it."""
    one: BaseException | None = error
    while one is not None:
        yield one
        one = getattr(one, "orig", None) or one.__cause__ or one.__context__
