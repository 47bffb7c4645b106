"""Every file here is one public page, found by its PAGE."""
