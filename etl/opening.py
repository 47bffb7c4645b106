"""A file of a source as the validator takes it: read by its kind, and folded where the block says so."""

from typing import BinaryIO

from etl.source import Sheet, SourceBlock
from etl.sources import reader_of


def opened(file: BinaryIO, block: SourceBlock) -> Sheet:
    """Raises SourceRefused, here about the header and from the batches about what follows."""
    return reader_of(block).read(file, block)
