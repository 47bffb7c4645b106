from tests.dashboard.pages.conftest import address, public

__all__ = ["address", "public"]
