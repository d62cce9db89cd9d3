"""Text as XML and HTML hold it."""

from xml.sax.saxutils import escape

_ENTITIES = {'"': "&quot;", "'": "&#39;"}


def escaped(text: str) -> str:
    """Text between tags or in an attribute.

    >>> escaped('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(text, _ENTITIES)
