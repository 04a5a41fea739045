from odoo.tests import tagged

from .paths_common import SCHEDULED, PathCase, way

#: Odoo itself does not let an accountant confirm; he may write orders all the same.
CONFIRMING = ("clerk", "salesperson", "specialist", "superuser")
SALES = ("salesperson", "specialist", "superuser")


@tagged("post_install", "-at_install")
class TestPathsConfirm(PathCase):
    """A quotation that is stopped does not become an order, whoever tries whichever way."""

    @way("Confirm of the form", "confirm", *CONFIRMING)
    def form(self, order, user):
        return self._read_dialog(order.with_user(user).action_verify_and_confirm())

    @way("Odoo's own confirm", "confirm", *CONFIRMING)
    def method(self, order, user):
        order.with_user(user).action_confirm()

    @way("Confirm of the list, on many", "confirm", "salesperson", "specialist")
    def list(self, order, user):
        return self._read_dialog(order.with_user(user).action_confirm_selected())

    @way("the state is written", "confirm", "accountant", *CONFIRMING)
    def write(self, order, user):  # pylint: disable=method-required-super
        order.with_user(user).write({"state": "sale"})

    @way("the state is written, after a cancellation", "confirm", "clerk")
    def write_cancelled(self, order, user):
        order.sudo()._action_cancel()
        order.with_user(user).write({"state": "sale"})

    @way("created with the state", "confirm", *SALES)
    def create(self, order, user):  # pylint: disable=method-required-super
        return order.with_user(user).create(self._prepare_order_values())

    @way("import of a file", "confirm", "salesperson", "specialist")
    def file(self, order, user):
        columns = ["partner_id/.id", "state", "order_line/product_id/.id"]
        row = [str(self.customer.id), "sale", str(self.product.id)]
        return self._import("sale.order", columns, [row], user)

    @way("import of a file, of an order that is there", "confirm", "salesperson")
    def file_update(self, order, user):
        rows = [[str(order.id), "sale"]]
        self._import("sale.order", [".id", "state"], rows, user)

    @way("server action", "confirm", *SALES)
    def server_action(self, order, user):
        self._run_server_action(order, "records.action_confirm()", user)

    @way("scheduled action", "confirm", "superuser", alone=SCHEDULED)
    def scheduled_action(self, order, user):
        self._run_scheduled_action(order, "action_confirm()")

    @way("signature or payment, as the shop takes it", "confirm", "superuser", verdict="parked")
    def validate(self, order, user):
        order.with_user(user)._validate_order()
        return order.sudo().hold_ids.note

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
