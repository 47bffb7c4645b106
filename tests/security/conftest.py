from tests.dashboard.conftest import browser, fresh, made

__all__ = ["browser", "fresh", "made"]
