"""`etl roles`: what the administrator of a PostgreSQL server runs before a warehouse can stand there."""

from sqlalchemy import make_url

from etl.commands.console import settings_here
from etl.errors import ConfigProblem
from etl.visible import visible
from etl.warehouse.engine import on_server
from etl.warehouse.roles import setup_sql


def roles_command() -> None:
    """Cetak SQL untuk pengelola server PostgreSQL: peran, hak, dan yang tidak boleh. Tidak menyambung."""
    url = settings_here().warehouse
    if not on_server(url):
        raise ConfigProblem("WAREHOUSE_URL menunjuk folder; peran hanya perlu untuk PostgreSQL.")
    address = make_url(url)
    print(visible_sql(setup_sql(address.database or "pantau", address.username or "pantau_etl")))


def visible_sql(text: str) -> str:
    return "\n".join(visible(line) for line in text.splitlines())
