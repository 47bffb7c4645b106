"""Batches of text → facts and rejects: pure, on distinct texts, dropping nothing."""

from etl.identity import shape
from etl.validate.reasons import Reason
from etl.validate.validator import REJECTS, Checked, Validator

__all__ = ["REJECTS", "Checked", "Reason", "Validator", "shape"]
