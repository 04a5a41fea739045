from odoo import api, models

from ..exceptions import ChangeNeedsReason, ChangeRefused
from ..tools.changes import BY_ODOO, STAGES, OdooItself, get_change_stage
from ..tools.taking import is_taken

#: Which reasons explain which change; others are explained by reasons for a change.
USAGES = {"cancel_order": ("cancel",), "cancel_line": ("cancel", "change")}

#: What Odoo itself does without anybody asking. Of what is made together with its order only the
#: new lines are free: its commands could reach lines of other orders.
WITHOUT_ASKING = ("goods", "down_payment", "cancel", "taken")


class OrderChange(models.Model):
    """The question to the matrix: may this person change this now, and has he said why?"""

    _inherit = "order.change"

    @api.model
    def _by_odoo(self, records, why):
        """Return ``records`` in an environment in which Odoo's own code changes orders.

        :param why: ``goods`` for what follows from goods that moved, ``order`` for what is made
            together with its order, ``down_payment`` for the line of a down payment, ``cancel``
            for what follows from a cancellation that was asked for
        """
        return records.with_context(**{BY_ODOO: OdooItself(why)})

    @api.model
    def _get_author(self):
        """Return what is being done without anybody asking, or an empty text: a person asks."""
        if is_taken(self.env):
            return "taken"
        value = self.env.context.get(BY_ODOO)
        return str(value) if isinstance(value, OdooItself) else ""

    @api.model
    def _get_governed(self, orders):
        """Return, as superuser, the orders for which the user has to ask; no query without rules.

        What runs as superuser (portal, payment, settlement of claims) asked before, or is Odoo.
        """
        rules = self.env["order.change.rule"]
        if self.env.su or self._get_author() in WITHOUT_ASKING or not rules._is_used():
            return orders.browse()
        return orders.sudo().filtered(lambda order: rules._get_matrix(order.company_id.id))

    @api.model
    def _ask(self, changes):
        """Ask the matrix for all ``changes`` of one call; return them, each with its stage.

        :raises ChangeRefused: the person may not make one of them
        :raises ChangeNeedsReason: he may, but has not said why
        """
        if not changes:
            return []
        orders = changes[0].order.browse({change.order.id for change in changes})
        self.env["order.gate"]._lock(orders)
        asked = [(change, get_change_stage(change.order)) for change in changes]
        asked = [(change, stage) for change, stage in asked if stage]
        verdicts = [(change, stage, self._get_verdict(change, stage)) for change, stage in asked]
        refused = [(c, stage) for c, stage, verdict in verdicts if verdict == "refused"]
        if refused:
            raise ChangeRefused(self._tell(refused, self._tell_refused))
        self._check_reasons([(c, stage) for c, stage, verdict in verdicts if verdict == "reason"])
        return asked

    @api.model
    def _get_verdict(self, change, stage):
        rules = self.env["order.change.rule"]
        return rules._get_verdict(change.order.company_id.id, change.kind, stage)

    @api.model
    def _check_reasons(self, asked):
        reasons = self._get_reasons()
        missing = [(c, stage) for c, stage in asked if not self._get_reason(reasons, c.kind)]
        if missing:
            usages = [set(self._get_usages(change.kind)) for change, _stage in missing]
            fitting = set.intersection(*usages) or set.union(*usages)
            raise ChangeNeedsReason(self._tell(missing, self._tell_unexplained), sorted(fitting))

    @api.model
    def _get_usages(self, kind):
        return USAGES.get(kind, ("change",))

    @api.model
    def _get_reasons(self):
        """Return the reasons that the context key ``order_change_reason`` names: code or id."""
        given = self.env.context.get("order_change_reason")
        reasons = self.env["order.reason"].sudo()
        if not given:
            return reasons
        name = "code" if isinstance(given, str) else "id"
        return reasons.search([(name, "=", given), ("usage", "in", ("cancel", "change"))])

    @api.model
    def _get_reason(self, reasons, kind):
        usages = self._get_usages(kind)
        return reasons.filtered(lambda reason: reason.usage in usages)[:1]


class OrderChangeSentences(models.Model):
    """What a person reads when he may not, or not without a reason."""

    _inherit = "order.change"

    @api.model
    def _tell(self, asked, sentence):
        return "\n".join(dict.fromkeys(sentence(change, stage) for change, stage in asked))

    @api.model
    def _get_subject(self, change):
        """Return what is asked for, as the beginning of a sentence."""
        values = {"order": change.order.name, "article": change.subject}
        texts = {
            "customer": self.env._("Changing the customer of %(order)s", **values),
            "address": self.env._("Changing the delivery address of %(order)s", **values),
            "date": self.env._("Changing the dates of %(order)s", **values),
            "quantity": self.env._("Changing the quantity of %(article)s on %(order)s", **values),
            "price": self.env._("Changing prices or terms of %(order)s", **values),
            "add_line": self.env._("Adding %(article)s to %(order)s", **values),
            "cancel_line": self.env._("Cancelling %(article)s on %(order)s", **values),
            "cancel_order": self.env._("Cancelling %(order)s", **values),
        }
        return texts[change.kind]

    @api.model
    def _get_stage_label(self, stage):
        labels = self._fields["stage"]._description_selection(self.env)
        return dict(labels).get(stage, dict(STAGES)[stage])

    @api.model
    def _tell_refused(self, change, stage):
        groups = self.env["order.change.rule"]._get_allowed_groups(
            change.order.company_id.id, change.kind, stage
        )
        values = {"what": self._get_subject(change), "stage": self._get_stage_label(stage)}
        if not groups:
            return self.env._("%(what)s is not possible at the stage “%(stage)s”.", **values)
        return self.env._(
            "%(what)s is not possible at the stage “%(stage)s”; only %(groups)s may do it.",
            groups=", ".join(f"“{name}”" for name in groups.mapped("full_name")),
            **values,
        )

    @api.model
    def _tell_unexplained(self, change, stage):
        return self.env._(
            "%(what)s at the stage “%(stage)s” needs a reason.",
            what=self._get_subject(change),
            stage=self._get_stage_label(stage),
        )
