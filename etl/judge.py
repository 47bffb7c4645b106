"""What each staged row becomes, as one query: beside its own file, the facts, and what is retracted."""

from dataclasses import dataclass

from sqlalchemy import FromClause, Select, Subquery, Table, and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement


@dataclass(frozen=True)
class Beside:
    """What the rows are judged against. `gone`: retracted ids with their newest version; `stale`: files that
    were last read by other definitions."""

    fact: Table
    versions: Table
    gone: Subquery
    stale: Subquery


def ranked(stage: Table) -> Subquery:
    """The staged rows, each with its place (`copy`) among those of one id and version, and what the first of
    them says."""
    same = (stage.c.id, stage.c.version)
    first = func.first_value(stage.c.digest).over(partition_by=same, order_by=stage.c.line)
    copy = func.row_number().over(partition_by=same, order_by=stage.c.line)
    return select(*stage.c, copy.label("copy"), first.label("first_digest")).subquery()


def judgement(rows: Subquery, beside: Beside, stands: ColumnElement[bool]) -> Select[tuple[object]]:
    """The staged columns, then verdict and place (current or version). `stands`: no newer file takes the row
    away again."""
    fact, gone, stale = beside.fact, beside.gone, beside.stale
    newest = select(rows.c.id, func.max(rows.c.version).label("version")).group_by(rows.c.id).subquery()
    digest, _ = _known(rows, beside)
    is_newest = rows.c.version == newest.c.version
    unheard = and_(fact.c.id.is_(None), gone.c.id.is_(None))
    # What was read by other rules is replaced, not contradicted.
    fits = or_(digest == rows.c.digest, stale.c.file.is_not(None))
    as_new = or_(rows.c.version > gone.c.version, and_(rows.c.version == gone.c.version, fits))
    returns = and_(is_newest, as_new, stands)
    verdict = case(
        (and_(rows.c.copy > 1, rows.c.digest == rows.c.first_digest), "repeated"),
        (rows.c.copy > 1, "rejected"),
        (or_(and_(unheard, is_newest), returns), "new"),
        (digest == rows.c.digest, "unchanged"),
        (and_(digest.is_not(None), stale.c.file.is_(None)), "rejected"),
        else_="corrected",
    )
    leads = or_(unheard, rows.c.version >= fact.c.version)
    place = case((or_(and_(is_newest, leads), returns), "current"), else_="version")
    columns = [rows.c[column.name] for column in fact.c]
    return select(*columns, verdict, place).select_from(_joined(rows, newest, beside))


def _known(rows: Subquery, beside: Beside) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Digest and file of the version that is known, if it is."""
    fact, versions = beside.fact, beside.versions
    stands = fact.c.version == rows.c.version
    digest = case((stands, fact.c.digest), else_=versions.c.digest)
    return digest, case((stands, fact.c.file), else_=versions.c.file)


def _joined(rows: Subquery, newest: Subquery, beside: Beside) -> FromClause:
    fact, versions, gone, stale = beside.fact, beside.versions, beside.gone, beside.stale
    known = and_(
        versions.c.source == rows.c.source, versions.c.id == rows.c.id, versions.c.version == rows.c.version
    )
    return (
        rows.join(newest, newest.c.id == rows.c.id)
        .outerjoin(fact, and_(fact.c.source == rows.c.source, fact.c.id == rows.c.id))
        .outerjoin(versions, known)
        .outerjoin(gone, gone.c.id == rows.c.id)
        .outerjoin(stale, stale.c.file == _known(rows, beside)[1])
    )
