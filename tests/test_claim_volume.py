"""With 1,500 open claims and as many late deliveries: what a screen or a run asks is constant."""


def test_claims_and_detection_ask_the_same_however_many_there_are(meet):
    results = meet("claims_volume")
    (forty, queries_of_40), (eighty, queries_of_80) = results["list"]
    assert (forty, eighty) == (40, 80)
    assert queries_of_40 == queries_of_80
    cards, queries = results["kanban"]
    assert cards == 60
    assert queries < 40
    # so many more for each 500 more, and no more than that
    found, queries = zip(*results["suspicion"], strict=True)
    assert found == (500, 1000, 1500)
    assert queries[1] - queries[0] == queries[2] - queries[1] < 10
    # claims that open by themselves: the same for 20 and for 60
    found, queries = zip(*results["case"], strict=True)
    assert found == (20, 60)
    assert queries[0] == queries[1]
