"""Batches of text → facts and rejects: pure, on distinct texts, dropping nothing."""

from etl.validate.reasons import Reason, shape
from etl.validate.validator import REJECTS, Checked, Validator

__all__ = ["REJECTS", "Checked", "Reason", "Validator", "shape"]
