"""The language a request is answered in."""

from starlette.requests import HTTPConnection

from deid.messages import Language, language


def spoken(request: HTTPConnection, chosen: Language | None = None) -> Language:
    """Chosen on the page, else the browser's, else the computer's."""
    if chosen:
        return chosen
    first = request.headers.get("accept-language", "").strip().lower()
    if first.startswith("zh"):
        return "zh"
    return "en" if first.startswith("en") else language()
