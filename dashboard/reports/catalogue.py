"""Which reports there are, and as which files: each package here with a REPORT, each writer below."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from dashboard import reports
from dashboard.reports.docx import to_docx
from dashboard.reports.model import Kind, Report
from dashboard.reports.pdf import to_pdf
from dashboard.reports.xlsx import to_xlsx

WRITERS: Mapping[str, tuple[str, Callable[[Report], bytes]]] = {
    "pdf": ("application/pdf", to_pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
"""Ending → media type and writer."""


@cache
def kinds() -> Mapping[str, Kind]:
    """By their name."""
    names = (module.name for module in pkgutil.iter_modules(reports.__path__) if module.ispkg)
    modules = (importlib.import_module(f"{reports.__name__}.{name}") for name in names)
    return MappingProxyType({module.REPORT.name: module.REPORT for module in modules})
