"""For whoever writes a masker or a rule: the laws each keeps, strategies for dirty cells and whole lists.

Needs hypothesis (``pip install deid-lists[testing]``); whole lists need Faker (``deid-lists[synthetic]``).
"""

from deid.testing import strategies
from deid.testing.laws import LAWS, check_masker
from deid.testing.lists import Listed, lists
from deid.testing.releases import RELEASE_LAWS, check_policy, check_release

__all__ = [
    "LAWS",
    "RELEASE_LAWS",
    "Listed",
    "check_masker",
    "check_policy",
    "check_release",
    "lists",
    "strategies",
]
