from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..exceptions import GateClosed
from .credit_common import CreditCase


@tagged("post_install", "-at_install")
class TestCheckCredit(CreditCase):
    """The rules about credit and overdue invoices, as the recommended checklist has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit.automatic = False
        controllers = cls.env.ref("order_specialist.group_credit_controller")
        gate = {"gate": "handoff", "four_eyes": True, "override_group_id": controllers.id}
        cls.checklist = cls._create_checklist(
            {"kind": "credit_limit", "recheck": True, **gate},
            {"kind": "overdue_invoices", "recheck": True, **gate},
        )

    def _get_kinds(self, order, gate=None):
        blockers = order.with_user(self.specialist).get_blockers(gate)
        checks = self.env["order.check"].browse([b["check_id"] for b in blockers if b["check_id"]])
        return checks.mapped("kind")

    # --- credit -----------------------------------------------------------------------------------

    def test_order_beyond_the_limit_is_confirmed_and_not_released(self):
        within, beyond = self._confirm(6), self._confirm(6)
        self.assertEqual((within | beyond).mapped("handoff_state"), ["released", "to_release"])
        finding = self._get_finding(beyond, "credit_limit")
        self.assertEqual((finding.key, finding.actual, finding.amount), ("credit:60.00", [60], 60))
        self.assertEqual(
            finding.figures,
            {
                "limit": 100.0,
                "invoices": 0.0,
                "orders": 60.0,
                "order": 60.0,
                "over": 20.0,
                "company_id": self.company.id,
            },
        )
        self.assertEqual(self._get_kinds(within), [])

    def test_limit_is_not_exceeded_by_what_it_is(self):
        self.assertEqual(self._get_kinds(self._confirm(10)), [])

    def test_day_is_that_of_the_reader(self):
        """His time zone is cached; another one, and one of the request, count at once."""
        order = self._create_order()
        evening = "2024-05-06 22:30:00"
        for user_zone, request_zone, day in (
            ("Europe/Vienna", None, "2024-05-07"),
            ("America/New_York", None, "2024-05-06"),
            ("America/New_York", "Europe/Vienna", "2024-05-07"),
        ):
            self.specialist.tz = user_zone
            env = self.env(user=self.specialist, context={"tz": request_zone})
            with freeze_time(evening):
                facts = env["order.gate"]._get_facts(order.with_env(env))
                self.assertEqual(str(facts.today), day)

    def test_figures_are_those_of_the_holds(self):
        """Open invoices, another company's, the family, what is invoiced already: as the holds."""
        other = self._create_customer("Somebody else", credit_limit=30.0)
        self._bill(50.0)
        self._confirm(2, partner_id=self.branch.id)
        orders = self._create_order([(None, 6, 10.0)]) | self._create_order(
            [(None, 4, 10.0)], partner_id=other.id
        )
        orders |= self._create_order([(None, 1, 10.0)], partner_invoice_id=other.id)
        facts = self.env["order.gate"]._get_facts(orders)
        ours = {row[:2]: row for row in facts["credit_rows"]}
        theirs = {row[:2]: row for row in facts["credit_accounts"]}
        self.assertEqual(ours, theirs)
        self.assertEqual(len(ours), 2)
        self.assertEqual(ours[self.company.id, self.customer.id].invoices, 50.0)

    def test_customer_without_a_limit_and_company_that_uses_none(self):
        self.customer.credit_limit = 0.0
        self.assertEqual(self._get_kinds(self._confirm(100)), [])
        self.customer.credit_limit = 100.0
        self.company.account_use_credit_limit = False
        self.assertEqual(self._get_kinds(self._confirm(100)), [])

    def test_limit_of_customers_for_whom_none_is_set(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 50.0)
        other = self._create_customer("Somebody else")
        order = self._confirm(6, partner_id=other.id)
        self.assertEqual(self._get_finding(order, "credit_limit").figures["limit"], 50.0)

    def test_every_company_has_its_own_limit(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.with_company(other).credit_limit = 1.0
        self.assertEqual(self._get_kinds(self._confirm(10)), [])

    def test_only_the_credit_controller_lets_it_pass(self):
        order = self._confirm(11)
        blocker = order.with_user(self.specialist).get_blockers()[0]
        self.assertNotIn("override", blocker["actions"])
        self.assertNotIn("release_now", blocker["actions"])
        with self.assertRaises(AccessError):
            self._override(order, "credit_limit", self.supervisor)
        self._override(order, "credit_limit", self.controller)
        self._scan(order)
        self.assertEqual(order.handoff_state, "released")

    def test_override_covers_up_to_the_total_that_it_was_given_for(self):
        order = self._confirm(11)
        self._override(order, "credit_limit", self.controller)
        self._bill(500.0)  # the world moves, the order says the same
        self.assertEqual(self._get_kinds(order), [])
        order.order_line.product_uom_qty = 10
        self.assertEqual(self._get_kinds(order), [])
        order.order_line.product_uom_qty = 13  # 117, at the list price
        self.assertEqual(self._get_kinds(order), ["credit_limit"])

    def test_order_that_was_let_pass_takes_its_credit(self):
        order = self._confirm(11)
        self._override(order, "credit_limit", self.controller)
        self._scan(order)
        later = self._confirm(1)
        self.assertEqual(self._get_finding(later, "credit_limit").figures["orders"], 110.0)

    def test_what_has_left_the_house_is_not_asked_again(self):
        order = self._confirm(6)
        order.picking_ids.move_ids.write({"quantity": 6, "picked": True})
        self._bill(500.0)
        with self.assertRaisesRegex(GateClosed, "credit limit"):
            order.picking_ids.button_validate()
        self._override(order, "credit_limit", self.controller)
        order.picking_ids.button_validate()
        self.env["order.override"].search([("order_id", "=", order.id)]).is_valid = False
        self.assertEqual(self._get_kinds(order), [])
        self.assertTrue(order._create_invoices())

    def test_figures_are_told_to_few(self):
        order = self._confirm(11)
        order.with_user(self.specialist).action_verify()
        read = {
            user.login: order.with_user(user).get_blockers()[0]["message"]
            for user in (self.specialist, self.supervisor)
        }
        text = "The customer's credit limit does not cover this order."
        self.assertEqual(read["t_specialist"], text)
        self.assertRegex(read["t_supervisor"], f"^{text} Over by ..10.00: limit ..100.00, ")
        kept = order.finding_ids
        self.assertEqual(kept.figures["over"], 10.0)
        self.assertEqual(kept.with_user(self.supervisor).message, text)
        with self.assertRaises(AccessError):
            kept.with_user(self.specialist).figures  # noqa: B018
        for blocker in order.with_user(self.specialist).get_blockers():
            self.assertNotIn("100.0", str(blocker))

    def test_kept_figures_follow_what_he_owes(self):
        order = self._confirm(11)
        self._scan(order)
        finding = order.finding_ids
        self._bill(50.0)
        self._scan(order)
        self.assertEqual(finding, order.finding_ids)
        self.assertEqual((finding.figures["over"], finding.figures["invoices"]), (60.0, 50.0))

    # --- overdue ----------------------------------------------------------------------------------

    def test_invoices_overdue_for_too_long_stop_the_release(self):
        self.customer.credit_limit = 0
        invoice = self._bill(30.0, days=16)
        self._bill(5.0, days=3)
        order = self._confirm(2)
        finding = self._get_finding(order, "overdue_invoices")
        self.assertEqual((finding.key, finding.amount), ("overdue:20.00", 20.0))
        figures = {"amount": 30.0, "count": 1, "days": 16, "company_id": self.company.id}
        self.assertEqual(finding.figures, figures)
        hold = self.env["order.exposure"]._find_overdue(
            self.env["order.gate"]._get_facts(order), self.overdue
        )
        self.assertEqual(
            hold[0].figures, {name: figures[name] for name in ("amount", "count", "days")}
        )
        self.assertEqual(order.handoff_state, "to_release")
        self.assertRegex(
            order.with_user(self.supervisor).get_blockers()[0]["message"],
            r"overdue invoices. ..30.00 of 1 invoices, the oldest 16 days overdue.$",
        )
        self._pay(invoice)
        self._scan(order)
        self.assertEqual(order.handoff_state, "released")

    def test_days_are_those_of_the_check(self):
        self._bill(30.0, days=15)
        order = self._create_order([(None, 1, 10.0)])
        self.assertEqual(self._find(order, "overdue_invoices"), [])
        self.checklist.check_ids[1].overdue_days = 14
        self.assertEqual(len(self._find(order, "overdue_invoices")), 1)

    def test_overdue_of_another_company_and_of_another_customer(self):
        other = self._create_customer("Somebody else")
        self._bill(30.0, days=20, partner=other)
        self.assertEqual(self._find(self._create_order(), "overdue_invoices"), [])
        order = self._create_order(partner_invoice_id=other.id)
        self.assertEqual(len(self._find(order, "overdue_invoices")), 1)

    def test_overdue_at_a_branch_of_ours_is_owed_and_not_overdue_here(self):
        """As Odoo's figures: what he owes is counted over all branches."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        invoice = self._bill(30.0, days=20)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET company_id = %s WHERE move_id = %s",
            [branch.id, invoice.id],
        )
        self.env.invalidate_all()
        order = self._create_order([(None, 8, 10.0)])
        self.assertEqual(self._find(order, "overdue_invoices"), [])
        self.assertEqual(self._get_finding(order, "credit_limit").figures["invoices"], 30.0)

    # --- rules and holds --------------------------------------------------------------------------

    def test_hold_that_places_itself_speaks_for_both(self):
        self._bill(50.0, days=20)
        order = self._confirm(11)
        self.assertEqual(self._get_kinds(order), ["credit_limit", "overdue_invoices"])
        (self.credit | self.overdue).automatic = True
        self._scan(order)
        blockers = order.get_blockers("handoff")
        self.assertEqual([b["kind"] for b in blockers], ["hold", "hold"])
        self.assertFalse(order.finding_ids.filtered("is_open"))

    def test_hold_at_a_later_gate_leaves_the_check_alone(self):
        self.credit.write({"automatic": True, "stops_handoff": False})
        self.assertEqual(self._get_kinds(self._confirm(11)), ["credit_limit"])

    # --- cost -------------------------------------------------------------------------------------

    def test_recommended_checklist_has_them(self):
        for name in ("check_credit_limit", "check_overdue_invoices"):
            check = self.env.ref(f"order_specialist.{name}")
            self.assertRecordValues(
                check,
                [
                    {
                        "gate": "handoff",
                        "four_eyes": True,
                        "severity": "override",
                        "override_group_id": self.checklist.check_ids.override_group_id.id,
                    }
                ],
            )
        self.assertEqual(self.env.ref("order_specialist.check_overdue_invoices").overdue_days, 15)
