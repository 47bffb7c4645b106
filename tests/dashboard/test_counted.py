"""What is remembered of a version: the right answer, and not more than there is room for."""

from collections.abc import Callable
from threading import Thread

from dashboard import counted
from dashboard.counted import Counted


def times(made: list[object], answer: list[int]) -> Callable[[], list[int]]:
    def count() -> list[int]:
        made.append(answer)
        return answer

    return count


def test_the_same_question_is_counted_once() -> None:
    known, made = Counted(), list[object]()
    assert known.get(("waiting", "a"), times(made, [1]), row=1) == [1]
    assert known.get(("waiting", "a"), times(made, [2]), row=1) == [1]
    assert known.get(("waiting", "b"), times(made, [3]), row=1) == [3]
    assert made == [[1], [3]]


def test_what_was_asked_longest_ago_goes_first() -> None:
    known, made = Counted(), list[object]()
    for name in ("a", "b", "a", "c", "a", "b"):
        known.get(name, times(made, [1]), row=counted.MOST // 2 - counted.NOTHING)
    assert len(made) == 4  # b had to go for c, a never


def test_an_answer_without_rows_takes_room_too() -> None:
    known, made = Counted(), list[object]()
    many = counted.MOST // counted.NOTHING
    for name in range(many + 1):
        known.get(name, times(made, []), row=1)
    known.get(0, times(made, []), row=1)
    assert len(made) == many + 2


def test_an_answer_larger_than_the_room_is_given_and_pushes_out_nothing() -> None:
    known, made = Counted(), list[object]()
    known.get("small", times(made, [1]), row=1)
    for _ in range(2):
        assert known.get("large", times(made, [2, 3]), row=counted.MOST // 2) == [2, 3]
    known.get("small", times(made, [1]), row=1)
    assert made == [[1], [2, 3], [2, 3]]


def test_many_at_once_get_their_own_answers() -> None:
    known = Counted()
    wrong: list[object] = []

    def ask(mine: int) -> None:
        for n in range(2_000):
            key = (mine + n) % 97
            if known.get(key, lambda key=key: [key] * 100, row=9) != [key] * 100:  # type: ignore[misc]
                wrong.append(key)

    threads = [Thread(target=ask, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
