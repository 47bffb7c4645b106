"""Every file here reads one kind of source, found by its READER."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from etl.errors import ConfigProblem
from etl.source import Reader, SourceBlock


@cache
def readers() -> MappingProxyType[str, Reader]:
    """All readers by kind."""
    names = sorted(module.name for module in iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}").READER for name in names)
    return MappingProxyType({reader.kind: reader for reader in found})


def reader_of(block: SourceBlock) -> Reader:
    """Raises ConfigProblem that names the kinds there are."""
    try:
        return readers()[block.read]
    except KeyError:
        raise ConfigProblem(
            f'{block.origin}, source.{block.name}.read: "{block.read}" belum dapat dibaca; '
            f"yang ada: {', '.join(readers())}"
        ) from None
