"""Lists too large for one machine: the same release, made part by part on Spark or Dask.

Every part of the list is looked at, masked, written, read back and proven where it lies; only counts, digests
and the proof come back. What needs the whole list (households of people kept back, classes of equal rows, the
judgement, the receipts, the ledger) is settled once, between the passes.
"""
