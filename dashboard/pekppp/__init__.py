"""PEKPPP: the instrument as data, what follows from scores, and what the figures propose."""
