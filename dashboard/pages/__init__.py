"""Every file here is one staff page, found by its PAGE."""
