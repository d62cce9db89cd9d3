"""The ledger (台账): what every release has shown, so that the next one is judged together with them.

One SQLite file, readable by its owner only. By default it holds no person: per release which facts and
which positions of the ID the rule shows, and the next release is judged as if the same people were in all.
A ledger made with ``persons`` keeps in addition, per person, a keyed digest of the ID number and the releases
the person was in; no ID, no name, no cell. Whoever steals the key can try every ID number of a county
against it in minutes, so the key lies in another folder and is guarded like the list itself.
"""

from deid.ledger.entry import Entry, State
from deid.ledger.facts import Shown
from deid.ledger.store import Ledger

__all__ = ["Entry", "Ledger", "Shown", "State"]
