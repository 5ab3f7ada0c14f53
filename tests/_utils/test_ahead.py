import threading

import pytest

from folkhue._utils.ahead import AHEAD, computed_ahead


@pytest.mark.parametrize("number", [0, 1, AHEAD, 3 * AHEAD + 1])
def test_results_are_in_the_order_of_items(number: int) -> None:
    assert [*computed_ahead(lambda item: item**2, range(number))] == [n**2 for n in range(number)]


def test_calls_are_in_order_and_in_one_thread() -> None:
    seen: list[tuple[int, int]] = []
    for _ in computed_ahead(lambda item: seen.append((item, threading.get_ident())), range(20)):
        pass
    assert [item for item, _ in seen] == [*range(20)]
    assert {thread for _, thread in seen} - {threading.get_ident()} == {seen[0][1]}


def test_items_are_taken_as_results_are_used() -> None:
    taken: list[int] = []
    results = computed_ahead(lambda item: item, (taken.append(n) or n for n in range(100)))
    assert next(results) == 0
    assert len(taken) == AHEAD + 1


def test_an_error_arrives_where_its_result_would() -> None:
    results = computed_ahead(lambda item: 1 / item, [2, 1, 0, 4])
    assert [next(results), next(results)] == [0.5, 1.0]
    with pytest.raises(ZeroDivisionError):
        next(results)
