from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestDelegationCase(ClaimCase):
    """A claim beyond the limit, and the supervisor has lent her rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.borrower = cls._create_user("t_borrower", "order_specialist.group_specialist")

    def _lend(self, lender=None, group="supervisor", hours=1):
        now = fields.Datetime.now()
        self.env["order.delegation"].with_user(lender or self.supervisor).create(
            {
                "borrower_id": self.borrower.id,
                "group_id": self.env.ref(f"order_specialist.group_{group}").id,
                "date_from": now - timedelta(hours=1),
                "date_to": now + timedelta(hours=hours),
            }
        )

    def _claim_of(self, user, price=10.0):
        order, _invoice = self._deliver_and_invoice(20, price, user=user)
        return self._claim(order, "quantity_billed", 15)

    def test_borrower_approves_for_the_supervisor(self):
        resolution = self._resolve(self._claim_of(self.administrator), "credit_quantity")
        with self._refused("Only the group .*Supervisor", AccessError):
            resolution.with_user(self.borrower).action_approve()
        asked = resolution.with_user(self.borrower)
        self.assertFalse(asked.can_approve)
        self.assertTrue(resolution.with_user(self.supervisor).can_approve)
        self._lend()
        asked.invalidate_recordset(["can_approve"])
        self.assertTrue(asked.can_approve)
        self.assertFalse(resolution.with_user(self.specialist).can_approve)
        resolution.with_user(self.borrower).action_approve()
        self._assert_says_for_whom(resolution)
        self.assertRecordValues(
            resolution,
            [
                {
                    "state": "done",
                    "approved_by_id": self.borrower.id,
                    "approved_for_id": self.supervisor.id,
                }
            ],
        )

    def test_borrower_does_not_approve_what_the_supervisor_entered(self):
        resolution = self._resolve(self._claim_of(self.supervisor), "credit_quantity")
        self._lend()
        with self._refused("whose own work this is", AccessError):
            resolution.with_user(self.borrower).action_approve()

    def test_borrower_settles_up_to_the_lent_limit_and_it_says_whose(self):
        case = self._claim_of(self.administrator)
        self._lend()
        resolution = self._resolve(case, "credit_quantity", self.borrower)
        self.assertRecordValues(
            resolution, [{"state": "done", "approved_for_id": self.supervisor.id}]
        )
        self._assert_says_for_whom(resolution)

    def _assert_says_for_whom(self, resolution):
        """The claim's thread says who acted in whose place, and its list can show it."""
        case = resolution.case_id.with_user(self.borrower)
        said = f"({self.borrower.name} for {self.supervisor.name})"
        self.assertEqual(sum(said in body for body in case.message_ids.mapped("body")), 1)
        self.assertIn('name="approved_for_id"', case.get_view(view_type="form")["arch"])

    def test_what_his_own_limit_allows_names_no_lender(self):
        self._lend()
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "quantity_billed", 2)
        resolution = self._resolve(case, "credit_quantity", self.borrower)
        self.assertRecordValues(resolution, [{"state": "done", "approved_for_id": False}])
        self.assertNotIn(self.supervisor.name, "".join(case.message_ids.mapped("body")))

    def _limit_controllers(self, **values):
        """Give credit controllers a limit that a search by sequence finds first."""
        group = self.env.ref("order_specialist.group_credit_controller")
        self.env["order.limit"].create({"group_id": group.id, "sequence": 1, **values})

    def _settle_with_two_lenders(self):
        """Settle for 150 with a supervisor and a controller, whose loan is found first, behind."""
        case = self._claim_of(self.specialist)
        self._lend(self.controller, "credit_controller", hours=2)
        resolution = self._resolve(case, "credit_quantity", self.borrower)
        self.assertEqual(resolution.state, "to_approve")
        resolution.with_user(self.borrower).action_cancel()
        self._lend()
        resolution = self._resolve(case, "credit_quantity", self.borrower)
        self.assertRecordValues(
            resolution, [{"state": "done", "approved_for_id": self.supervisor.id}]
        )

    def test_of_two_lenders_it_names_the_one_whose_limit_it_took(self):
        self._limit_controllers(amount_case=5)
        self._settle_with_two_lenders()

    def test_a_limit_of_another_company_names_no_lender(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._limit_controllers(unlimited=True, company_id=other.id)
        self._settle_with_two_lenders()
