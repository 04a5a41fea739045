"""Two people decide about the same order, on two real connections: the first one counts."""

from scripts.two import assert_one_wins


def test_two_decide(meet):
    results = meet("two_decide")
    for name in ("overridden", "reviewed", "disagreed"):
        assert_one_wins(results, f"{name} twice")
    assert results["overrides"] == 1
    assert results["reviewer"] == ["Two Anna"]
    assert results["outcomes"] == ["agreed", "disagreed"]
