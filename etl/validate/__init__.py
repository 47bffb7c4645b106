"""Batches of text → facts and rejects: pure, on distinct texts, dropping nothing."""

from etl.identity import shape
from etl.validate.among import Among
from etl.validate.reasons import Reason
from etl.validate.validator import REJECTS, Checked, Validator

__all__ = ["REJECTS", "Among", "Checked", "Reason", "Validator", "shape"]
