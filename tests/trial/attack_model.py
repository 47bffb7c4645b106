"""Integers that an attacker does not know, what he knows of their sums, and which have no choice left.

Everything that is published about counts is linear in them: k/n = v to three decimals says that 2000 k lies
between (2000 v - 1) n and (2000 v + 1) n. So an integer program decides exactly what can be derived. The
truth is used for two things only: no fact that it contradicts may be added, and a second solution, which
differs from it, clears a cell. Each solution is checked in whole numbers; what is pinned is proven.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np

from tests.trial.report import say

Name = Hashable
Terms = Mapping[Name, int]
ENDLESS = highspy.kHighsInf
FRUITLESS, NODES, SECONDS = 3, 3, 120.0
"""Fruitless objectives in a row before each cell is asked by itself; how far one is followed, how long."""


class Contradicted(AssertionError):  # noqa: N818 (it is the attack that is wrong)
    """The attacker believes what is not so: nothing that he derives would count."""


@dataclass(frozen=True)
class Cell:
    """What must not be known: a sum of unknowns."""

    name: Name
    terms: Terms
    given: int = 0
    """What the attacker knows beside, as part of the same count."""


@dataclass
class Model:
    """Unknowns with their true values; rows of low ≤ sum ≤ high."""

    truth: dict[Name, int] = field(default_factory=dict)
    rows: dict[tuple[tuple[Name, int], ...], tuple[float, float]] = field(default_factory=dict)
    why: dict[tuple[tuple[Name, int], ...], str] = field(default_factory=dict)

    def unknown(self, name: Name, true: int) -> None:
        self.truth.setdefault(name, true)

    def add(self, terms: Terms, low: float, high: float, why: str) -> None:
        """The narrowest of what is said of the same sum counts. Raises Contradicted."""
        key = tuple(sorted(((n, c) for n, c in terms.items() if c), key=repr))
        value = self.value(dict(key))
        if not low <= value <= high:
            raise Contradicted(f"{why}: {value} is not within {low} and {high}")
        before = self.rows.get(key, (-ENDLESS, ENDLESS))
        narrower = max(low, before[0]), min(high, before[1])
        if key and narrower != before:
            self.rows[key] = narrower
            self.why[key] = f"{self.why[key]}; {why}" if key in self.why else why

    def value(self, terms: Terms) -> int:
        return sum(coefficient * self.truth[name] for name, coefficient in terms.items())

    def about(self, names: Iterable[Name]) -> list[str]:
        """What figures said of these unknowns: from that and the sums a pinned cell follows."""
        asked = set(names)
        return [
            f"  {low:g} to {high:g}: {self.why[key]}"
            for key, (low, high) in self.rows.items()
            if " edition " in self.why[key] and any(name in asked for name, _ in key)
        ]


@dataclass(frozen=True)
class Found:
    """How far each cell is known: true value, and the least and greatest that were seen or proven."""

    cell: Cell
    true: int
    low: int
    high: int
    decided: bool

    @property
    def pinned(self) -> bool:
        return self.low == self.high

    @property
    def narrow(self) -> bool:
        return self.high - self.low == 1


def attack(model: Model, cells: Sequence[Cell], seed: int, *, seconds: float = SECONDS) -> list[Found]:
    """What the model leaves of each cell. Widths beyond two are not looked into."""
    if not cells:
        return []
    return _Attack(model, cells, seed, seconds).run()


class _Attack:
    def __init__(self, model: Model, cells: Sequence[Cell], seed: int, seconds: float) -> None:
        self.cells, self.chance, self.seconds = cells, np.random.default_rng(seed), seconds
        names = {name: i for i, name in enumerate(model.truth)}
        lines = [(dict(key), low, high) for key, (low, high) in model.rows.items()]
        self.first = len(lines)
        lines += [(dict(cell.terms), -ENDLESS, ENDLESS) for cell in cells]
        self.low = np.array([low for _, low, _ in lines])
        self.high = np.array([high for _, _, high in lines])
        self.starts = np.cumsum([0, *(len(terms) for terms, _, _ in lines)])
        self.index = np.array([names[name] for terms, _, _ in lines for name in terms], dtype=np.int32)
        self.coefficient = np.array([c for terms, _, _ in lines for c in terms.values()], dtype=np.int64)
        self.true = np.array(list(model.truth.values()), dtype=np.int64)
        self.least = self.most = self.told(self.true)[self.first :]
        assert self.holds(self.true)
        self.solver = self._solver(len(names))

    def _solver(self, width: int) -> highspy.Highs:
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = width, len(self.low)
        program.col_cost_, program.col_lower_ = np.zeros(width), np.zeros(width)
        program.col_upper_ = np.full(width, ENDLESS)
        program.row_lower_, program.row_upper_ = self.low, self.high
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_ = self.starts, self.index
        program.a_matrix_.value_ = self.coefficient.astype(np.float64)
        program.integrality_ = [highspy.HighsVarType.kInteger] * width
        solver = highspy.Highs()
        options = {"output_flag": False, "threads": 1, "mip_rel_gap": 0.3, "time_limit": self.seconds}
        for name, value in options.items():
            solver.setOptionValue(name, value)
        solver.passModel(program)
        return solver

    def told(self, values: np.ndarray) -> np.ndarray:
        """The sum of each row, in whole numbers."""
        products = np.concatenate([[0], np.cumsum(self.coefficient * values[self.index])])
        return np.asarray(products[self.starts[1:]] - products[self.starts[:-1]])

    def holds(self, values: np.ndarray) -> bool:
        sums = self.told(values)
        return bool((values >= 0).all() and (sums >= self.low).all() and (sums <= self.high).all())

    def run(self) -> list[Found]:
        fruitless = 0
        while fruitless < FRUITLESS and self.tight.any():
            before = int((self.most - self.least).clip(max=2).sum())
            self.solve(self.wished(), start=True)
            fruitless = fruitless + 1 if (self.most - self.least).clip(max=2).sum() == before else 0
        decided = np.ones(len(self.cells), dtype=bool)
        for k in np.flatnonzero(self.tight):
            say(f"cell {k} of {len(self.cells)}")
            decided[k] = self.ask(int(k))
        true = self.told(self.true)[self.first :]
        return [
            Found(cell, int(true[k]) + cell.given, *self.range(k, cell.given), bool(decided[k]))
            for k, cell in enumerate(self.cells)
        ]

    def range(self, k: int, given: int) -> tuple[int, int]:
        return int(self.least[k]) + given, int(self.most[k]) + given

    @property
    def tight(self) -> np.ndarray:
        return np.asarray(self.most - self.least < 2)

    def wished(self) -> np.ndarray:
        """An objective that pulls each tight cell up or down."""
        cost = np.zeros(len(self.true))
        for k in np.flatnonzero(self.tight):
            part = slice(self.starts[self.first + k], self.starts[self.first + k + 1])
            np.add.at(cost, self.index[part], self.chance.choice((-1.0, 1.0)) * self.coefficient[part])
        return cost

    def ask(self, k: int) -> bool:
        """Until nothing above and below is left, or the cell is wide. Returns whether that is certain."""
        row, none = self.first + k, np.zeros(len(self.true))
        while self.tight[k]:
            before = self.least[k], self.most[k]
            certain = True
            for low, high in ((self.most[k] + 1, ENDLESS), (-ENDLESS, self.least[k] - 1)):
                self.solver.changeRowBounds(row, float(low), float(high))
                certain &= self.solve(none, start=False)
                self.solver.changeRowBounds(row, -ENDLESS, ENDLESS)
                if not self.tight[k]:
                    return True
            if (self.least[k], self.most[k]) == before:
                return certain
        return True

    def solve(self, cost: np.ndarray, *, start: bool) -> bool:
        """Look for a solution and learn from it. Returns whether the solver came to an end."""
        solver, width = self.solver, len(self.true)
        solver.setOptionValue("mip_max_nodes", NODES if start else highspy.kHighsIInf)
        solver.changeColsCost(width, np.arange(width, dtype=np.int32), cost)
        solver.clearSolver()
        if start:
            known = highspy.HighsSolution()
            known.col_value = [float(value) for value in self.true]
            solver.setSolution(known)
        solver.run()
        status = solver.getModelStatus()
        found = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
        if solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            if not self.holds(found):
                return False
            sums = self.told(found)[self.first :]
            self.least, self.most = np.minimum(self.least, sums), np.maximum(self.most, sums)
            return True
        return bool(status == highspy.HighsModelStatus.kInfeasible)
