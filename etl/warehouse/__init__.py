"""The warehouse: what its tables are, and the two doors to it."""
