"""Pages of the office store: one file each, with its PAGE."""
