"""What the next run must know, kept beside the facts."""

from sqlalchemy import Connection, delete, insert, select

from etl.warehouse.schema import state


def get_state(connection: Connection, key: str) -> str | None:
    return connection.scalar(select(state.c.value).where(state.c.key == key))


def set_state(connection: Connection, key: str, value: str) -> None:
    connection.execute(delete(state).where(state.c.key == key))
    connection.execute(insert(state).values(key=key, value=value))


def ran(source: str) -> str:
    """The key of when the last run began that read all that this source had. ISO, with offset."""
    return f"ran.{source}"
