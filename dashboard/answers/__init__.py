"""Questions that stand on more than one page, and what their sentences share. One file per subject."""
