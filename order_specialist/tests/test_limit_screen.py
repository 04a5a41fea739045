from odoo.tests import Form, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestLimitScreen(DeskCase):
    """The list of limits says in words what its numbers mean, 0 included."""

    def _create(self, **values):
        group = self.env.ref("order_specialist.group_specialist")
        limits = self.env["order.limit"].with_user(self.administrator)
        return limits.create({"group_id": group.id, **values})

    def test_zero_is_said_in_words(self):
        for values, words in (
            ({"unlimited": True}, "Everything"),
            ({}, "Nothing: a second person approves every claim"),
            ({"amount_case": 25.0}, "$\xa025.00 a claim, as many a day as there are"),
            (
                {"amount_case": 25.0, "amount_day": 80.0},
                "$\xa025.00 a claim, $\xa080.00 a day",
            ),
        ):
            self.assertEqual(self._create(**values).meaning, words)

    def test_resolution_is_chosen_by_its_name_and_kept_by_its_code(self):
        row = self.env.ref("order_specialist.order_limit_specialist_goodwill")
        names = dict(row._fields["resolution"]._description_selection(self.env))
        self.assertEqual(names[row.resolution], "Goodwill")
        limit = self._create()
        limit.resolution = "credit_price"
        self.assertEqual(limit.resolution_code, "credit_price")
        limit.resolution = "any"
        self.assertFalse(limit.resolution_code)

    def test_code_of_an_addon_that_is_gone_is_still_shown(self):
        limit = self._create(resolution_code="barter")
        self.assertEqual(limit.resolution, "barter")
        names = dict(limit._fields["resolution"]._description_selection(self.env))
        self.assertEqual(names["barter"], "barter")
        self.assertTrue(names["refuse"])

    def test_list_is_filled_in_without_knowing_codes(self):
        view = "order_specialist.order_limit_view_list"
        form = Form(self.env["order.limit"].with_user(self.administrator), view)
        form.group_id = self.env.ref("order_specialist.group_supervisor")
        form.resolution = "goodwill"
        form.amount_case = 60
        self.assertIn("60.00 a claim", form.meaning)
        self.assertEqual(form.save().resolution_code, "goodwill")
