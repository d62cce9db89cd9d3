"""How workbooks begin, new ones (a zip) and old ones (an OLE file)."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXCEL = (ZIP, OLE)
