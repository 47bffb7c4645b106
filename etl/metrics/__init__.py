"""Every file here is one metric, found by its METRIC."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from etl.metric import Metric


@cache
def metrics() -> MappingProxyType[str, Metric]:
    """All metrics by name, in the order of their names."""
    names = sorted(module.name for module in iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}").METRIC for name in names)
    return MappingProxyType({metric.name: metric for metric in found})
