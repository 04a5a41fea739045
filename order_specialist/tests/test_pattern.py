from math import inf, log

from odoo.tests import BaseCase, tagged

from ..tools.pattern import get_median, get_pattern, get_score


@tagged("post_install", "-at_install")
class TestPattern(BaseCase):
    """The formula of Iglewicz and Hoaglin, and what is ours about it."""

    def test_median_is_the_middle_or_the_mean_of_the_two_in_the_middle(self):
        self.assertEqual(get_median([1]), 1)
        self.assertEqual(get_median([1, 2, 9]), 2)
        self.assertEqual(get_median([1, 2, 4, 9]), 3)

    def test_score_is_that_of_the_published_formula(self):
        """Median 6, absolute deviations 5 2 2 0 1 2 94, MAD 2: M of 100 is 0.6745 × 94 / 2."""
        values = [1, 4, 4, 6, 7, 8, 100]
        self.assertAlmostEqual(get_score(100, values), 0.6745 * 94 / 2)
        self.assertAlmostEqual(get_score(1, values), 0.6745 * -5 / 2)
        self.assertEqual(get_score(6, values), 0)

    def test_score_without_a_spread_is_infinite_but_for_the_median(self):
        values = [6, 6, 6, 6, 9]
        self.assertEqual([get_score(x, values) for x in (6, 7, 5)], [0, inf, -inf])

    def test_limits_are_where_the_score_of_the_logarithm_is_the_given_one(self):
        quantities = [2, 3, 5, 8, 13, 21, 34]
        logs = list(map(log, quantities))
        pattern = get_pattern(quantities, score=3.5, factor=1.0)
        self.assertAlmostEqual(get_score(log(pattern.upper_limit), logs), 3.5)
        self.assertAlmostEqual(get_score(log(pattern.lower_limit), logs), -3.5)

    def test_few_lines_are_no_pattern(self):
        self.assertIsNone(get_pattern([6] * 5))
        self.assertIsNotNone(get_pattern([6] * 6))
        self.assertIsNone(get_pattern([], least=0))

    def test_always_the_same_is_judged_by_the_factor_alone(self):
        pattern = get_pattern([24] * 6, factor=2.0)
        self.assertEqual(
            [pattern.is_unusual(x) for x in (11, 12, 24, 48, 49)],
            [True, False, False, False, True],
        )

    def test_what_is_within_the_factor_is_never_unusual(self):
        quantities = [100, 101, 99, 100, 102, 98, 101]
        self.assertTrue(get_pattern(quantities, factor=1.0).is_unusual(110))
        self.assertFalse(get_pattern(quantities, factor=2.0).is_unusual(199))

    def test_a_slip_of_the_past_does_not_make_the_next_one_usual(self):
        pattern = get_pattern([6, 8, 10, 12, 14, 24, 240])
        self.assertTrue(pattern.is_unusual(240))
        self.assertEqual((pattern.low, pattern.high), (6, 24))

    def test_excess_is_counted_from_the_nearer_end_of_what_is_usual(self):
        pattern = get_pattern([6, 8, 10, 12, 14, 24])
        self.assertEqual(pattern.get_excess(240), 216)
        self.assertEqual(pattern.get_excess(1), -5)
