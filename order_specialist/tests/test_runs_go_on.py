from itertools import count

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.asked import Answers
from .case_common import ClaimCase
from .cost_common import MORE_QUERIES, CostMixin

NUMBERS = count(4711)
#: How often what a run costs is measured before it counts as too much.
ROUNDS = 3


class RunCase(CostMixin, ClaimCase):
    """Runs over many orders, some of them stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_product(
            "Advice", 10, type="service", is_storable=False, invoice_policy="order"
        )
        cls.hold_type = cls.env.ref("order_specialist.order_hold_type_invoice")

    @classmethod
    def _create_orders(cls, number, product=None, **values):
        """Create ``number`` quotations of one line, in one go."""
        line = {"product_id": (product or cls.product).id, "product_uom_qty": 1}
        return (
            cls.env["sale.order"]
            .with_user(cls.specialist)
            .create(
                [
                    {
                        "partner_id": cls.customer.id,
                        "client_order_ref": f"PO {next(NUMBERS)}",
                        "order_line": [Command.create(line)],
                        **values,
                    }
                    for _order in range(number)
                ]
            )
        )

    def _hold(self, orders):
        holds = self.env["order.hold"].with_user(self.specialist)
        return holds._place(orders, self.hold_type)


@tagged("post_install", "-at_install")
class TestRunsGoOn(RunCase):
    """A run never stops because of one order."""

    def test_of_two_hundred_orders_thirteen_are_stopped(self):
        self.customer.order_reference_required = True
        self._create_checklist("customer_reference")
        orders = self._create_orders(200)
        stopped = orders[::16]
        stopped.client_order_ref = False
        alone = self._predict_alone(lambda found: found.action_confirm(), orders - stopped, 200)
        answer = {}
        desk = self._count(lambda found: answer.update(found.action_confirm_ready()), orders)
        self.assertLess(desk, alone * MORE_QUERIES)
        self.assertEqual((len(stopped), len(answer["confirmed"])), (13, 187))
        self.assertEqual([b["order_id"] for b in answer["stopped"]], stopped.ids)
        self.assertEqual(
            {b["message"] for b in answer["stopped"]}, {"The customer's order number is missing."}
        )
        self.assertEqual(set(stopped.mapped("state")), {"draft"})
        self.assertEqual(set((orders - stopped).mapped("state")), {"sale"})

    def test_stopped_drafts_do_not_fill_the_batch_of_the_scheduled_posting(self):
        """Odoo takes the first of all drafts that are due; those that are stopped stay first."""
        orders = self._create_orders(6, self.service)
        orders.action_confirm()
        invoices = self.env["account.move"]
        for order in orders:
            invoices |= order.sudo()._create_invoices()
        invoices.write({"auto_post": "at_date", "date": "2020-01-31", "invoice_date": "2020-01-31"})
        due = self.env["account.move"].search(
            [("id", "in", invoices.ids), ("auto_post", "!=", "no")], limit=4
        )
        stopped = due.line_ids.sale_line_ids.order_id
        self._hold(stopped.with_user(self.specialist))
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cursor:
            self.env(cr=cursor)["account.move"]._autopost_draft_entries(batch_size=2)
        self.env.invalidate_all()
        self.assertEqual(set(due.mapped("state")), {"draft"})
        self.assertEqual((invoices - due).mapped("state"), ["posted", "posted"])
        for draft in due:
            told = draft.message_ids.filtered(lambda message: "Invoice query" in message.body)
            self.assertEqual(len(told), 1)


@tagged("post_install", "-at_install")
class TestRunsCost(RunCase):
    """What the desk costs a run, beside Odoo alone in the same minute."""

    def _compare(self, run, number):
        """Let a whole run go with the desk off, then on; compare step by step.

        Odoo writes what is pending in the order of sets: a query more by chance is not there the
        next time, one that is really more is.

        :param run: a method that returns ``{step: queries}`` for a number of orders of its own
        :param number: the more orders, the less counts what a run costs as such
        """
        self.env.ref("order_specialist.checklist_recommended").action_enforce()
        rounds = []
        for _round in range(ROUNDS):
            rounds.append([self._run(run, number, is_on) for is_on in (False, True)])
            alone, desk = (self._get_least(side) for side in zip(*rounds, strict=True))
            dearer = [step for step in desk if desk[step] > alone[step] * MORE_QUERIES]
            if not dearer:
                break
        self.assertEqual(dearer, [], f"{alone} → {desk}")

    def _run(self, run, number, is_on):
        self.company.order_desk_active = is_on
        run(2)  # what is cached for good is not counted
        return run(number)

    def _get_least(self, counts):
        return {step: min(count[step] for count in counts) for step in counts[0]}

    def test_confirming_and_shipping_many(self):
        def run(number):
            orders = self._create_orders(number)
            confirming = self._count(lambda orders: orders.action_confirm(), orders)
            pickings = orders.sudo().picking_ids
            pickings.move_ids.picked = True
            pickings = pickings.with_user(self.warehouse_lead)
            shipping = self._count(lambda pickings: pickings.button_validate(), pickings)
            self.assertEqual(set(pickings.mapped("state")), {"done"})
            return {"confirming": confirming, "shipping": shipping}

        self._compare(run, 30)

    def test_shipping_many_of_which_one_is_held(self):
        def run(number):
            orders = self._create_orders(number)
            orders.action_confirm()
            pickings = orders.sudo().picking_ids
            pickings.move_ids.picked = True
            if self.company.order_desk_active:
                self._hold(orders[0])
            pickings = pickings.with_user(self.warehouse_lead)
            shipping = self._count(lambda pickings: pickings.button_validate(), pickings)
            stopped = 1 if self.company.order_desk_active else 0
            self.assertEqual(pickings.mapped("state").count("done"), number - stopped)
            return {"shipping": shipping}

        self.hold_type = self.env["order.hold.type"].create(
            {"name": "Stop the truck", "code": "test_ship", "stops_ship": True}
        )
        self._compare(run, 30)

    def test_invoicing_and_posting_many(self):
        def run(number):
            orders = self._create_orders(number, self.service)
            orders.action_confirm()
            orders = orders.sudo()
            invoicing = self._count(lambda orders: orders._create_invoices(grouped=True), orders)
            posting = self._count(lambda invoices: invoices.action_post(), orders.invoice_ids)
            self.assertEqual(set(orders.invoice_ids.mapped("state")), {"posted"})
            return {"invoicing": invoicing, "posting": posting}

        self._compare(run, 12)


@tagged("post_install", "-at_install")
class TestRunsAnswers(RunCase):
    """Within a run the rules answer once; what has changed meanwhile is asked again."""

    def setUp(self):
        super().setUp()
        self._create_checklist({"kind": "address_incomplete", "gate": "ship"})
        orders = self._create_orders(3)
        orders.action_confirm()
        self.pickings = orders.sudo().picking_ids.with_user(self.warehouse_lead)
        self.pickings.move_ids.picked = True
        self.asked = []
        model = self.env.registry["order.check"]
        find = model._find_address_incomplete

        def record(checks, facts):
            self.asked.append(len(facts.orders))
            return find(checks, facts)

        self.patch(model, "_find_address_incomplete", record)

    def _change_meanwhile(self, pickings, change):
        """Validate; ``change`` is made between the first question and the lowest point."""
        model = self.env.registry["stock.picking"]
        hook = model._pre_action_done_hook

        def act(records):
            change(records)
            return hook(records)

        self.patch(model, "_pre_action_done_hook", act)
        return pickings.button_validate()

    def test_what_stays_the_same_is_asked_once(self):
        self.pickings.button_validate()
        self.assertEqual(self.asked, [3])
        self.assertEqual(set(self.pickings.mapped("state")), {"done"})

    def test_what_one_step_spoils_stops_the_next(self):
        def spoil(pickings):
            pickings[0].sudo().sale_id.partner_shipping_id.street = False

        with self.assertRaisesRegex(UserError, "lacks: street"):
            self._change_meanwhile(self.pickings, spoil)
        self.assertEqual(self.asked, [3, 3])

    def test_a_hold_of_a_moment_ago_stops(self):
        hold_type = self.env["order.hold.type"].create(
            {"name": "Stop the truck", "code": "test_ship", "stops_ship": True}
        )

        def hold(pickings):
            order = pickings[0].sudo().sale_id.with_user(self.specialist)
            self.env["order.hold"].with_user(self.specialist)._place(order, hold_type)

        with self.assertRaisesRegex(UserError, "Stop the truck"):
            self._change_meanwhile(self.pickings, hold)

    def test_no_client_brings_answers(self):
        for text in ("kept", {"ship": []}, True):
            self.pickings[0].with_context(order_gate_answers=text)._find_stopped()
        self.assertEqual(self.asked, [1, 1, 1])
        self.assertNotEqual(Answers("kept"), Answers("kept"))
        self.assertNotEqual(Answers("kept"), "kept")
