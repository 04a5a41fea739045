from uuid import uuid4

from odoo import api, models

from ..tools.suspect import Suspect


class OrderCase(models.Model):
    """Claims that the system opens by itself."""

    _inherit = "order.case"

    @api.model
    def _open_shorts(self, short, reported_by=None):
        """Open a claim, or note a suspicion, for each order whose rest will not be shipped.

        :param short: ``{order line: quantity}`` that its transfers were to ship and did not; what
            is shipped or planned otherwise is no claim, nor is what came back

        The type says which, or neither. Where it says so the claim is settled at once: the rest is
        closed short, because that is what has happened. Called in sudo, for lines just shipped.
        """
        case_type = self.env.ref("order_specialist.order_case_type_short_shipped", False)
        short = {line: min(rest, line._get_unplanned()) for line, rest in short.items()}
        short = {line: rest for line, rest in short.items() if line._is_short(rest)}
        if not case_type.active or case_type.detection == "off" or not short:
            return self.browse()
        if case_type.detection == "suspicion":
            self._suspect_shorts(case_type, short)
            return self.browse()
        lines = self.env["sale.order.line"].browse(line.id for line in short)
        cases = self.create(
            [
                {
                    "order_id": order.id,
                    "type_id": case_type.id,
                    "found_by_system": True,
                    "user_id": False,
                    "reported_by": reported_by,
                    "disposition": "none",
                    "description": self.env._("The warehouse closed the delivery short."),
                    "line_ids": [
                        (0, 0, self._prepare_short_values(line, short[line])) for line in part
                    ],
                }
                for order, part in lines.grouped("order_id").items()
            ]
        )
        if case_type.settles_alone:
            cases._settle_alone("close_short")
        return cases

    @api.model
    def _suspect_shorts(self, case_type, short):
        """Note what was shipped short for the desk to look at; each time is one of its own."""
        lines = self.env["sale.order.line"].browse(line.id for line in short)
        for company, theirs in lines.grouped("company_id").items():
            suspects = [
                Suspect(
                    order.id,
                    f"short: {uuid4()}",
                    sum(short[line] * self._get_unit_net(line) for line in part),
                    lines=[self._prepare_short_values(line, short[line]) for line in part],
                )
                for order, part in theirs.grouped("order_id").items()
            ]
            self.env["order.suspicion"]._note(case_type, company, suspects)

    @api.model
    def _get_unit_net(self, line):
        return line.tax_ids._get_net(line.price_unit * (1 - line.discount / 100))

    @api.model
    def _prepare_short_values(self, line, rest):
        return {
            "order_line_id": line.id,
            "expected_quantity": line.product_uom_qty,
            "actual_quantity": line.product_uom_qty - rest,
        }


class OrderCaseAlone(models.Model):
    """Claims whose outcome is a fact already."""

    _inherit = "order.case"

    def _settle_alone(self, code):
        """Settle claims whose outcome is a fact already; money never is."""
        executor = self.env[f"order.resolution.{code}"]
        for case in self:
            resolution = self.env["order.case.resolution"].create(
                {
                    "case_id": case.id,
                    "code": code,
                    "line_ids": [(0, 0, values) for values in executor._prepare_parts(case)],
                }
            )
            resolution._run()
