"""Discrepancies seeded on Northwind's orders."""

from odoo.fields import Command

from .shipping import pick_all


class NorthwindClaims:
    """Each event that is seeded becomes its claim, and nothing else becomes one."""

    def test_seeded_events_become_exactly_the_claims_seeded(self):
        self.env.company.order_detection_days = 3650
        self.checklist.mode = "observe"
        mine = [("company_id", "=", self.env.company.id)]
        before = self.env["order.case"].search(mine)
        shipped = [self.orders[number] for number in sorted(self.shipped)]
        waiting = [self.orders[number] for number in sorted(self.data.unshipped())][:4]
        seeded = {}
        for order in shipped[0:2]:
            seeded[order, "damaged"] = self._send_back_broken(order)
        for order in shipped[2:4]:
            seeded[order, "wrong_price"] = self._bill_dearer(order, 1.5)
        seeded[shipped[6], "tax"] = self._bill_taxed(shipped[6])
        # two things at once
        for order in shipped[4], shipped[0]:
            seeded[order, "billed_twice"] = self._bill_again(order)
        for order in waiting[0:2]:
            seeded[order, "not_ordered"] = self._deliver(order, extra=3)
        for order in waiting[2:4]:
            seeded[order, "short_shipped"] = self._deliver(order, missing=1)

        cron = self.env.ref("order_specialist.ir_cron_suspicions").sudo()
        for _time in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            cases = self.env["order.case"].search(mine) - before
            self.assertEqual(
                sorted((c.order_id.name, c.type_id.code, self._get_claimed(c)) for c in cases),
                sorted((order.name, code, claimed) for (order, code), claimed in seeded.items()),
            )
            self.assertTrue(all(cases.mapped("found_by_system")))
        self.assertFalse(self.env["order.suspicion"].search([("state", "=", "open")]))

    def _get_claimed(self, case):
        """Return how many units are claimed of which article, or which amount."""
        if case.measure == "money":
            return round(case.amount_claimed, 2)
        return [(line.product_id.default_code, line.claimed_quantity) for line in case.line_ids]

    def _send_back_broken(self, order):
        picking = order.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        line = wizard.product_return_moves[0]
        line.quantity = 1
        back = wizard._create_return()
        back.move_ids.write({"quantity": 1, "picked": True})
        back.button_validate()
        scrap = self.env["stock.scrap"].create(
            {"product_id": line.product_id.id, "scrap_qty": 1, "picking_id": back.id}
        )
        scrap.action_validate()
        return [(line.product_id.default_code, 1.0)]

    def _bill_dearer(self, order, by):
        invoice = order.invoice_ids
        invoice.button_draft()
        line = invoice.invoice_line_ids[0]
        before = line.price_subtotal
        line.price_unit += by
        invoice.action_post()
        return round(line.price_subtotal - before, 2)

    def _bill_taxed(self, order):
        """Bill a line with a tax that the order does not have."""
        invoice = order.invoice_ids
        invoice.button_draft()
        before = invoice.amount_tax
        tax = self.env["account.tax"].create({"name": "Never agreed", "amount": 13.0})
        invoice.invoice_line_ids[0].tax_ids += tax
        invoice.action_post()
        return round(invoice.amount_tax - before, 2)

    def _bill_again(self, order):
        invoice = order.invoice_ids
        again = invoice.copy()
        line, copied = order.order_line[0], again.invoice_line_ids[0]
        (again.invoice_line_ids - copied).unlink()
        copied.sale_line_ids = line
        again.action_post()
        return [(line.product_id.default_code, line.product_uom_qty)]

    def _deliver(self, order, extra=0, missing=0):
        """Deliver an order with so many of an article too much, or of the first line too few."""
        picking = pick_all(order)
        first = picking.move_ids[0]
        claimed = [(first.product_id.default_code, float(missing))]
        if missing:
            first.quantity -= missing
        if extra:
            product = (self._get_all_products() - order.order_line.product_id)[0]
            claimed = [(product.default_code, float(extra))]
            values = {
                "product_id": product.id,
                "product_uom_qty": extra,
                "quantity": extra,
                "picked": True,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
            picking.write({"move_ids": [Command.create(values)]})
        context = {"skip_backorder": True, "picking_ids_not_to_backorder": picking.ids}
        picking.with_context(**context).button_validate()
        return claimed

    def _get_all_products(self):
        return self.env["product.product"].union(*self.products.values())
