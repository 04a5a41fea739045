from odoo import api, models

from ..tools.changes import (
    LINE_FIELDS,
    ORDER_FIELDS,
    Change,
    get_change_stage,
    get_line_kind,
)

#: What takes a confirmed order back, whoever writes it.
TAKEN_BACK = ("cancel", "draft", "sent")


class OrderChange(models.Model):
    """What a call asks to be different: only what really becomes another value counts."""

    _inherit = "order.change"

    @api.model
    def _ask_orders(self, orders, vals):
        """Ask for what ``vals`` changes on ``orders`` themselves; their lines ask on their own."""
        names = ORDER_FIELDS.keys() & vals.keys()
        taken_back = vals.get("state") in TAKEN_BACK
        if not names and not taken_back:
            return []
        changes = []
        governed = self._get_governed(orders)
        if taken_back:
            governed |= self._get_explained(orders)
        for order in governed:
            if taken_back and (order.state == "sale" or vals["state"] == "cancel"):
                changes.append(self._prepare_cancellation(order))
            changes += [
                Change(order, self._get_no_line(), ORDER_FIELDS[name], name, *values)
                for name in sorted(names)
                for values in self._get_difference(order, name, vals[name])
            ]
        return self._ask(changes)

    @api.model
    def _ask_cancellation(self, orders):
        """Ask whether the user may cancel ``orders``, before anything of it is done."""
        governed = self._get_governed(orders) | self._get_explained(orders)
        return self._ask([self._prepare_cancellation(order) for order in governed])

    @api.model
    def _prepare_cancellation(self, order):
        return Change(order, self._get_no_line(), "cancel_order", subject=order.name)

    @api.model
    def _get_explained(self, orders):
        """Return the orders that somebody cancels for a reason: it counts without any rule, too."""
        if self.env.su or self._get_author() or not self.env.context.get("order_change_reason"):
            return orders.browse()
        return self.env["order.gate"]._get_active_orders(orders.sudo())

    @api.model
    def _is_cancel_reason_needed(self, orders):
        """Return whether the user has to say why he cancels one of ``orders``."""
        return any(
            self._get_verdict(self._prepare_cancellation(order), stage) == "reason"
            for order in self._get_governed(orders)
            for stage in [get_change_stage(order)]
            if stage
        )

    @api.model
    def _get_no_line(self):
        return self.env["sale.order.line"].sudo()

    @api.model
    def _get_difference(self, record, name, value):
        """Return ``[(old text, new text)]`` if ``value`` is another one, else an empty list."""
        field = record._fields[name]
        new = field.convert_to_cache(value, record, validate=False)
        old = field.convert_to_cache(record[name], record, validate=False)
        if field.type == "many2many":
            new, old = sorted(map(str, new)), sorted(map(str, old))
        if (new or None) == (old or None):
            return []
        return [(self._get_text(record, field, old), self._get_text(record, field, new))]

    @api.model
    def _get_value(self, record, name):
        """Return what ``record`` says now, as text."""
        field = record._fields[name]
        value = field.convert_to_cache(record[name], record, validate=False)
        if field.type == "many2many":
            value = sorted(map(str, value))
        return self._get_text(record, field, value)

    @api.model
    def _get_text(self, record, field, value):
        if field.type == "many2one":
            return record.env[field.comodel_name].browse(value or []).display_name or ""
        if field.type == "many2many":
            ids = [int(key) for key in value if key.isdigit()]
            return ", ".join(record.env[field.comodel_name].browse(ids).mapped("display_name"))
        return f"{value or 0:.15g}" if field.type == "float" else str(value or "")


class OrderChangeLines(models.Model):
    """The same for lines: new, changed and gone."""

    _inherit = "order.change"

    @api.model
    def _ask_new_lines(self, vals_list):
        """Ask for lines that are added to orders that are there already."""
        if self.env.su or self._get_author() or not self.env["order.change.rule"]._is_used():
            return []
        default = self.env.context.get("default_order_id")
        orders = self.env["sale.order"]
        changes = []
        for vals in vals_list:
            order = self._get_governed(orders.browse(vals.get("order_id", default) or []))
            if order and not vals.get("display_type"):
                product = self.env["product.product"].sudo().browse(vals.get("product_id") or [])
                name = product.display_name or vals.get("name") or ""
                new = f"{vals.get('product_uom_qty', 1.0) or 0:.15g}"
                changes.append(
                    Change(order, self._get_no_line(), "add_line", new=new, subject=name)
                )
        return self._ask(changes)

    @api.model
    def _ask_lines(self, lines, vals):
        """Ask for what ``vals`` changes on ``lines``."""
        names = LINE_FIELDS.keys() & vals.keys()
        if not names:
            return []
        changes = []
        for line in self._filter_governed(lines, vals.get("product_id")):
            for name in sorted(names):
                for values in self._get_difference(line, name, vals[name]):
                    if not self._is_recomputed(line, name, vals):
                        changes.append(self._prepare_line_change(line, name, vals, values))
                    if name == "order_id":  # it leaves one order and comes to another
                        changes += self._prepare_move(line, vals[name])
        return self._ask(changes)

    @api.model
    def _prepare_line_change(self, line, name, vals, values):
        kind = "cancel_line" if name == "order_id" else get_line_kind(name, vals[name])
        return Change(line.order_id, line, kind, name, *values, line.product_id.display_name)

    @api.model
    def _prepare_move(self, line, order_id):
        return [
            Change(order, self._get_no_line(), "add_line", subject=line.product_id.display_name)
            for order in self._get_governed(self.env["sale.order"].browse(order_id or []))
        ]

    @api.model
    def _ask_gone(self, lines):
        """Ask for lines that are deleted."""
        return self._ask(
            [
                Change(
                    line.order_id,
                    line,
                    "cancel_line",
                    old=f"{line.product_uom_qty:.15g}",
                    subject=line.product_id.display_name or line.name,
                )
                for line in self._filter_governed(lines)
            ]
        )

    @api.model
    def _filter_governed(self, lines, product_id=None):
        """Return, as superuser, the lines of articles that a person may have to ask for.

        Sections and notes order nothing; delivery cost and rewards are Odoo's own.

        :param product_id: the article that they are to become, if it is another
        """
        if not self.env["order.change.rule"]._is_used() or self.env.su:
            return lines.browse()
        product = self.env["product.product"].sudo().browse(product_id or [])
        lines = lines.sudo().filtered(
            lambda line: not line.display_type and not self._is_added_by_odoo(line, product)
        )
        governed = self._get_governed(lines.order_id.with_env(self.env))
        return lines.filtered(lambda line: line.order_id in governed)

    @api.model
    def _is_added_by_odoo(self, line, product):
        """Return whether ``line`` is, and with ``product`` stays, delivery cost or a reward.

        Its article says so too: on a quotation anybody may mark a line as one.
        """
        products = line.product_id | product
        if "is_delivery" in line and line["is_delivery"]:
            return set(products.mapped("type")) == {"service"}
        reward = "reward_id" in line and line["reward_id"]
        return bool(reward) and (
            products <= reward.discount_line_product_id | reward.reward_product_ids
        )

    @api.model
    def _is_recomputed(self, line, name, vals):
        """Return whether Odoo itself puts this price on the line, for the quantity that is asked.

        The form sends what its onchange computed together with what the person typed.
        """
        cause = {key: vals[key] for key in ("product_uom_qty", "product_uom_id") if key in vals}
        if name not in ("price_unit", "discount") or not cause:
            return False
        draft = line.new(cause, origin=line).with_context(force_price_recomputation=True)
        getattr(draft, f"_compute_{name}")()
        return not self._get_difference(draft, name, vals[name])
