"""What the page of PEKPPP shows and does: a file a view."""
