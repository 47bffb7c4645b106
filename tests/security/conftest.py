from tests.dashboard.conftest import browser, fresh, kept_in, made

__all__ = ["browser", "fresh", "kept_in", "made"]
