"""The 查询码 of a posted row: four characters, none of which is easily taken for another."""

ALPHABET = "34679CDFHJKMNPQRTWXY"
"""Without 0 O, 1 I L, 2 Z, 5 S, 8 B, U V, G; A and E are out, or Excel reads MAR4 and 3E47 as it likes."""
SIZE = 4
SHAPE = f"^[{ALPHABET}]{{{SIZE}}}$"
HEADER = "查询码"
FIELD = "lookup_code"
