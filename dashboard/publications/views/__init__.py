"""What the page Publikasi shows."""
