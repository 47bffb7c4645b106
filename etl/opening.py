"""A file of a source as the validator takes it: read by its kind, and folded where the block says so."""

from typing import BinaryIO

from etl.errors import ConfigProblem
from etl.folding import folded, format_of
from etl.reader import Sheet
from etl.source import SourceBlock
from etl.sources import reader_of


def refuse_unreadable(block: SourceBlock) -> None:
    """Raises ConfigProblem for a block that no file could be read by."""
    reader_of(block)
    if block.fold is not None:
        try:
            format_of(block.fold)
        except ValueError as wrong:
            where = f"{block.origin}, source.{block.name}"
            raise ConfigProblem(f'{where}.fold.format: "{block.fold.format}": {wrong}') from None


def opened(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Raises SourceRefused, here about the header and from the batches about what follows."""
    sheet = reader_of(block).read(file, block)
    return sheet if block.fold is None else folded(sheet, block)
