"""What the house promises of itself: sizes, registries, words. Import contracts are `make check`'s."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import pages, public_pages
from dashboard.content import find_pages
from etl.metrics import metrics
from etl.sources import readers
from etl.validate import Reason

ROOT = Path(__file__).parents[1]
FUNCTION_WALL, MODULE_WALL = 50, 400
FUNCTION_HABIT, MODULE_HABIT = 30, 250


def modules() -> list[Path]:
    return sorted(path for top in ("etl", "dashboard", "data/sample") for path in (ROOT / top).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_or_module_is_past_its_wall() -> None:
    migrations = {path for path in modules() if path.parent.name == "versions"}
    long = [
        f"{path.relative_to(ROOT)}:{name} {lines}"
        for path in modules()
        if path not in migrations
        for name, lines in functions(path)
        if lines > FUNCTION_WALL
    ]
    large = [path for path in modules() if len(path.read_text(encoding="utf-8").splitlines()) > MODULE_WALL]
    assert (long, large) == ([], [])


def test_small_is_the_habit() -> None:
    """Nine functions of ten stay within 30 lines, nine modules of ten within 250."""
    lengths = sorted(lines for path in modules() for _, lines in functions(path))
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in modules())
    assert lengths[len(lengths) * 9 // 10] <= FUNCTION_HABIT
    assert sizes[len(sizes) * 9 // 10] <= MODULE_HABIT
    assert lengths[len(lengths) // 2] <= 10


@pytest.mark.parametrize("name", sorted(metrics()))
def test_every_metric_has_its_words_and_its_specification(name: str) -> None:
    metric = metrics()[name]
    assert metric.name == name
    assert metric.label
    assert metric.source
    assert metric.definition.endswith(".")
    assert (ROOT / "tests" / "spec" / f"test_{name}.py").is_file()
    assert f"(`{name}`)" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), "a definition is dated"
    assert len({leg.buckets.names for leg in metric.legs}) == 1, "legs of one metric share their buckets"


@pytest.mark.parametrize("kind", sorted(readers()))
def test_every_reader_has_a_test(kind: str) -> None:
    assert (ROOT / "tests" / "etl" / f"test_source_{kind}.py").is_file()


def test_every_page_has_a_title_and_a_test() -> None:
    assert all(page.title for page in find_pages(pages))
    assert find_pages(public_pages)
    for folder in ("pages", "public_pages"):
        for path in (ROOT / "dashboard" / folder).glob("[a-z]*.py"):
            assert (ROOT / "tests" / "dashboard" / folder / f"test_{path.name}").is_file()


def test_every_reason_says_what_is_wrong_and_what_to_do() -> None:
    for reason in Reason:
        assert reason.label
        assert reason.hint.endswith(".")


def test_nothing_names_a_machine() -> None:
    """No absolute path of a workplace, no address of a package index in what is committed."""
    words = ("/" + "work/", "/" + "root/", "/" + "home/", "--index" + "-url", "--find" + "-links")
    suffixes = {".py", ".toml", ".md", ".lock", ".csv", ".css", ".js", ".sh", ""}
    skipped = {"incoming", "warehouse", "office-store", "__pycache__"}
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if skipped & set(parts) or any(part.startswith(".") for part in parts if part != ".ci"):
            continue
        if path.suffix in suffixes and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not [word for word in words if word in text], path
