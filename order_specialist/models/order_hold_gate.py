from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ..tools.blocker import Blocker, join_detail
from ..tools.gates import gates_from
from ..tools.prefetch import keep

#: Who sees what a customer owes; everybody else reads the name of the hold only.
FIGURES_GROUPS = (
    "order_specialist.group_credit_controller,order_specialist.group_supervisor,"
    "order_specialist.group_auditor,account.group_account_invoice,account.group_account_readonly"
)
#: What the gates read of a hold.
READ_FIELDS = (
    "type_id",
    "order_id",
    "line_id",
    "line_name",
    "company_id",
    "placed_by_id",
    "note",
    "reason_id",
    "from_gate",
    "is_automatic",
    "figures",
)


class OrderHold(models.Model):
    """What a hold says to the gates: those that are placed, and those that are due now."""

    _inherit = "order.hold"

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return one blocker for each gate that a hold closes.

        No query, where nothing is held and no type places itself. A hold of the system whose
        cause has gone stops nothing any more, also before the scan has released it; one that is
        due stops already.
        """
        causing = self.env["order.hold.type"]._get_causing_ids()
        due = dict(facts["due_holds"]) if causing else {}
        blockers = []
        for hold in self._read_active([order.id for order in facts.orders if order.is_held]):
            is_due = due.pop((hold.type_id.id, hold.order_id.id), None)
            if is_due or not hold.is_automatic:
                blockers += hold.with_env(self.env(su=True))._prepare_blockers()
        for found in due.values():
            blockers += self._prepare_due_blockers(found)
        return blockers

    @api.model
    def _read_active(self, order_ids):
        """Return the active holds of orders, the first placed first, read in one go."""
        if not order_ids:
            return self.sudo().browse()
        domain = [("order_id", "in", order_ids), ("is_active", "=", True)]
        holds = self.sudo().search_fetch(domain, READ_FIELDS, order="placed_on, id")
        holds._read_names_of_placers()
        return holds

    def _read_names_of_placers(self):
        """Read who placed the holds in one query; Odoo's own way takes two."""
        users = self.placed_by_id
        if users:
            self.env["res.partner"].flush_model(["name"])
            query = SQL(
                "SELECT u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
                "WHERE u.id IN %s",
                users._ids,
            )
            names = dict(self.env.execute_query(query))
            keep(users, "name", [names[user_id] for user_id in users._ids])

    def _get_gates(self):
        """Return the gates that the hold closes: those of its type, from its own first one on."""
        gates = self.type_id._get_gates()
        if not self.from_gate or not gates:
            return gates
        later = gates_from(self.from_gate)
        return [gate for gate in gates if gate in later] or [self.from_gate]

    def _prepare_blockers(self):
        return [
            Blocker(
                gate=gate,
                order_id=self.order_id.id,
                kind="hold",
                message=self._get_short_message(),
                detail=self._get_detail(),
                source_model="order.hold",
                source_id=self.id,
                line_id=self.line_id.id,
                actions=("release_hold", "request", "ask", "open"),
            )
            for gate in self._get_gates()
        ]

    @api.model
    def _prepare_due_blockers(self, due):
        """Return the blockers of a hold that nobody has placed yet; verifying places it."""
        hold_type = self.env["order.hold.type"].sudo().browse(due.type_id)
        return [
            Blocker(
                gate=gate,
                order_id=due.order_id,
                kind="hold",
                message=self.env._("Hold: %s", hold_type.name),
                detail=self._describe(hold_type, due.figures),
                source_model="order.hold.type",
                source_id=due.type_id,
            )
            for gate in hold_type._get_gates()
        ]

    def _get_message(self):
        """Return in one or two sentences why the order is held, as the reader may know it."""
        return join_detail(self._get_short_message(), self._get_detail())


class OrderHoldMessage(models.Model):
    """The text of a hold. What a customer owes is told to few, and never kept in a message."""

    _inherit = "order.hold"

    reason_text = fields.Char(
        string="Why",
        compute="_compute_reason_text",
        help="Why the system placed it; what a customer owes is shown to few.",
    )

    @api.depends("type_id", "figures")
    @api.depends_context("uid", "lang")
    def _compute_reason_text(self):
        for hold in self:
            hold.reason_text = hold._get_detail()

    def _get_short_message(self):
        values = {
            "type": self._get_name(),
            "user": self.placed_by_id.name,
            "note": self.note or "",
        }
        if self.is_automatic:
            return self.env._("Hold: %(type)s", **values)
        if self.note:
            return self.env._("Hold: %(type)s, by %(user)s. %(note)s", **values)
        return self.env._("Hold: %(type)s, by %(user)s", **values)

    def _get_detail(self):
        return self._describe(self.type_id, self.sudo().figures, self.company_id)

    @api.model
    def _describe(self, hold_type, figures, company=None):
        """Return why the system placed a hold, from its figures, in the reader's language."""
        if not figures:
            return ""
        for key, describe in (
            ("over", self._describe_over_limit),
            ("days", self._describe_overdue),
            ("changed", self._describe_change),
            ("grown", self._describe_growth),
        ):
            if key in figures:
                return describe(hold_type, figures, company or self.env.company)
        return ""

    @api.model
    def _may_see_figures(self):
        return self.env.user.has_groups(FIGURES_GROUPS)

    @api.model
    def _describe_over_limit(self, hold_type, figures, company):
        if not self._may_see_figures():
            return ""
        names = ("limit", "invoices", "orders", "order", "over")
        return self.env._(
            "Over by %(over)s: limit %(limit)s, open invoices %(invoices)s, orders not invoiced "
            "%(orders)s, this order %(order)s.",
            **{
                name: formatLang(self.env, figures[name], currency_obj=company.currency_id)
                for name in names
            },
        )

    @api.model
    def _describe_overdue(self, hold_type, figures, company):
        if not self._may_see_figures():
            return ""
        return self.env._(
            "%(amount)s overdue on %(count)s invoices, the oldest for %(days)s days.",
            amount=formatLang(self.env, figures["amount"], currency_obj=company.currency_id),
            count=figures["count"],
            days=figures["days"],
        )

    @api.model
    def _describe_change(self, hold_type, figures, company):
        labels = {
            "price": self.env._("price or discount"),
            "quantity": self.env._("products or quantities"),
            "address": self.env._("delivery address"),
            "date": self.env._("dates"),
            "term": self.env._("payment terms"),
        }
        changed = ", ".join(labels[kind] for kind in figures["changed"])
        return self.env._("Changed after the verification: %s.", changed)

    @api.model
    def _describe_growth(self, hold_type, figures, company):
        return self.env._("It is back: its release is used up.")
