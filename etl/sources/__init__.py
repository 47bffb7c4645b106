"""Every file here reads one kind of source, found by its READER."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from etl.errors import ConfigProblem
from etl.reader import Reader, Wrong
from etl.source import SourceBlock


@cache
def readers() -> MappingProxyType[str, Reader]:
    """All readers by kind."""
    names = sorted(module.name for module in iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}").READER for name in names)
    return MappingProxyType({reader.kind: reader for reader in found})


def reader_of(block: SourceBlock) -> Reader:
    """Raises ConfigProblem that names the kinds there are, or options that this kind does not know."""
    where = f"{block.origin}, source.{block.name}"
    try:
        reader = readers()[block.read]
    except KeyError:
        raise ConfigProblem(
            f'{where}.read: "{block.read}" belum dapat dibaca; yang ada: {", ".join(readers())}'
        ) from None
    problems = [
        f"{where}.{key}: {message}" for key, message in (*_foreign(reader, block), *reader.check(block))
    ]
    if problems:
        raise ConfigProblem("\n".join(problems))
    return reader


def _foreign(reader: Reader, block: SourceBlock) -> Iterator[Wrong]:
    """Options that only other kinds have."""
    for option in sorted(_options() - reader.options):
        if getattr(block, option) != getattr(_DEFAULTS, option):
            kinds = ", ".join(kind for kind, other in readers().items() if option in other.options)
            yield option, f'tidak berlaku untuk read = "{block.read}", hanya untuk {kinds}; hapus baris ini'


_DEFAULTS = SourceBlock(fact="visit", read="", path="", columns={})


def _options() -> frozenset[str]:
    """What some kinds understand and others do not."""
    return frozenset().union(*(reader.options for reader in readers().values()))
