"""Formulas that stand on more than one sheet."""

from etl.skm import Definition

ROUNDED = "ROUND(ROUND({},9),2)"
"""First to nine digits: what a computer makes of 1/9 must not decide a tie."""


def letter(definition: Definition, at: str) -> str:
    """The letter of a number that is already rounded."""
    c, b, a = definition.lower
    return f'IF({at}="","",IF({at}<{c},"D",IF({at}<{b},"C",IF({at}<{a},"B","A"))))'
