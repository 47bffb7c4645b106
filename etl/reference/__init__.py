"""The office's reference tables, checked as a whole before anything is read."""

from etl.reference.rows import (
    PROMISES,
    UNITS,
    UNKNOWN_AREA,
    Area,
    Category,
    Channel,
    ComplaintStandard,
    Holiday,
    Hours,
    Office,
    Service,
    Standard,
    Unsur,
    normal,
)
from etl.reference.tables import Reference, load_reference

__all__ = [
    "Area",
    "Category",
    "Channel",
    "ComplaintStandard",
    "Holiday",
    "Hours",
    "Office",
    "PROMISES",
    "Reference",
    "Service",
    "Standard",
    "UNITS",
    "UNKNOWN_AREA",
    "Unsur",
    "load_reference",
    "normal",
]
