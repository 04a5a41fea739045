"""Two people import the identical file at the same second: one order, the other says which."""


def test_identical_file_of_two_people_makes_one_order(meet):
    results = meet("two_imports")
    for way in ("in one go", "one after the other"):
        assert results[way] == {
            "states": ["draft", "sale"],
            "confirmed": [0, 1],
            "told": ["Looks like the other: same order number, same lines."],
        }, way
