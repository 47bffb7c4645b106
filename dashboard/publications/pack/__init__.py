"""The evidence pack of an evaluation: one ZIP that can be held against itself, and against today's data."""
