"""Looks at an unknown export and proposes a source block, or rows of the reference tables.

It never guesses in silence: what speaks for a reading stands beside it, and what is not sure is asked.
"""

from etl.proposal.propose import Proposal, propose

__all__ = ["Proposal", "propose"]
