"""What follows from a good row: the office's day and hour, when it falls due, how long it took. Pure.

All of it is a function of the canonical columns and the reference tables, so a changed holiday or standard
re-derives the facts without reading a source again.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from etl import calendar
from etl.calendar import NATIONAL_HOLIDAYS, NO_TIME, Calendar, Instants
from etl.reference import ComplaintStandard, Reference, Standard

Facts = pa.Table
Promise = Standard | ComplaintStandard


class Deriver:
    """Adds the derived columns of a fact. One calendar serves all batches of a run."""

    def __init__(self, reference: Reference, timezone: str) -> None:
        self._reference = reference
        self._timezone = timezone
        self._standards = reference.standards
        self._calendar = lru_cache(maxsize=None)(self._years)
        self._rules: dict[str, Callable[[Facts], Facts]] = {
            "request": self._request,
            "visit": self._visit,
            "answer": lambda facts: self._days(facts, "answered"),
            "complaint": self._complaint,
        }

    @property
    def digest(self) -> str:
        """Changes with all that decides what is derived: tables, zone, national holidays, and this code."""
        code = [Path(file).read_text(encoding="utf-8") for file in (__file__, calendar.__file__)]
        parts = [self._reference.digest, self._timezone, NATIONAL_HOLIDAYS, *code]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    def derive(self, fact: str, facts: Facts) -> Facts:
        """The same rows with the fact's derived columns after the canonical ones."""
        return self._rules[fact](facts)

    def _request(self, facts: Facts) -> Facts:
        submitted, completed = _instants(facts, "submitted_at"), _instants(facts, "completed_at")
        facts = facts.rename_columns({"due_at": "stated_due_at"} if "due_at" in facts.column_names else {})
        stated = _instants(facts, "stated_due_at")
        proven = self._services("request", facts)
        due = np.where(
            np.isnat(stated), self._due(facts, submitted, "service", self._standards, proven), stated
        )
        due[self._services("visit", facts)] = np.datetime64("NaT")
        facts = self._days(facts.append_column("due_at", _timestamps(due)), "submitted", "completed", "due")
        worked = self._calendar_for(submitted, completed).working_seconds(submitted, completed)
        facts = facts.append_column("working_seconds", pa.array(worked, mask=worked == NO_TIME))
        online = pa.array(
            [channel.code for channel in self._reference.channels if channel.online], pa.string()
        )
        facts = facts.append_column("online", pa.compute.is_in(facts["channel"], online))
        return facts.append_column("submitted_hour", pa.array(self._local(submitted).hour, pa.int16()))

    def _visit(self, facts: Facts) -> Facts:
        taken = _instants(facts, "taken_at")
        facts = self._days(facts, "taken", "finished")
        local = self._local(taken)
        facts = facts.append_column("taken_hour", pa.array(local.hour, pa.int16()))
        due = self._due(facts, taken, "service", self._standards, self._services("visit", facts))
        facts = self._days(facts.append_column("due_at", _timestamps(due)), "due")
        return facts.append_column(
            "taken_half_hour", pa.array(local.hour * 2 + local.minute // 30, pa.int16())
        )

    def _complaint(self, facts: Facts) -> Facts:
        received = _instants(facts, "received_at")
        facts = self._days(facts, "received")
        every = np.ones(facts.num_rows, bool)
        for promise, name in (("tanggapan", "response_due"), ("selesai", "due")):
            rules = [rule for rule in self._reference.complaint_standards if rule.promise == promise]
            due = self._due(facts, received, "category", rules, every)
            facts = self._days(facts.append_column(f"{name}_at", _timestamps(due)), name)
        return facts

    def _days(self, facts: Facts, *names: str) -> Facts:
        for name in names:
            days = self._local(_instants(facts, f"{name}_at")).tz_localize(None).to_numpy()
            facts = facts.append_column(f"{name}_day", pa.array(days.astype("datetime64[D]"), pa.date32()))
        return facts

    def _local(self, instants: Instants) -> pd.DatetimeIndex:
        return pd.DatetimeIndex(instants, tz="UTC").tz_convert(self._timezone)

    def _services(self, bukti: str, facts: Facts) -> np.ndarray:
        """Which rows are of a service that this fact proves."""
        proven = [service.code for service in self._reference.services if service.bukti == bukti]
        codes = pa.array(proven, pa.string())
        found: np.ndarray = pa.compute.is_in(facts["service"], codes).to_numpy()
        return found

    def _due(
        self, facts: Facts, start: Instants, key: str, standards: Sequence[Promise], proven: np.ndarray
    ) -> Instants:
        """By the standard that was in force on the day of the start; NaT where there is none."""
        due = np.full(len(start), np.datetime64("NaT"), "datetime64[s]")
        if not proven.any() or not standards:
            return due
        words = facts[key].combine_chunks().dictionary_encode()
        of = words.indices.to_numpy()
        days = self._local(start).tz_localize(None).to_numpy().astype("datetime64[D]")
        opening = self._calendar_for(start)
        position = {word: i for i, word in enumerate(words.dictionary.to_pylist())}
        for standard in standards:
            if (word := getattr(standard, key)) not in position:
                continue
            holds = proven & (of == position[word]) & (days >= np.datetime64(standard.sejak))
            if standard.sampai is not None:
                holds &= days <= np.datetime64(standard.sampai)
            due[holds] = opening.due(start[holds], standard.value, standard.unit)
        return due

    def _calendar_for(self, *instants: Instants) -> Calendar:
        """From the year before the first instant: a promise of this year may rest on the last of that one."""
        known = np.concatenate(instants)
        known = known[~np.isnat(known)]
        years = known.astype("datetime64[Y]").astype(int) + 1970 if len(known) else np.array([2000])
        return self._calendar(int(years.min()) - 1, int(years.max()) + 2)

    def _years(self, first: int, last: int) -> Calendar:
        return Calendar(self._reference, self._timezone, date(first, 1, 1), date(last, 12, 31))


def _instants(facts: Facts, column: str) -> Instants:
    values: Instants = facts[column].to_numpy().astype("datetime64[s]")
    return values


def _timestamps(instants: Instants) -> "pa.Array[Any]":
    return pa.array(instants, pa.timestamp("s"))
