"""Figures of speed and memory, by `make bench`. Nothing here decides whether a test passes."""
