"""Reports: each is built as data by a package of its own, and written by writers that know no report."""
