from odoo import api, fields, models


class OrderHoldType(models.Model):
    """Lent rights place and release holds too."""

    _inherit = "order.hold.type"

    def _is_allowed(self, groups):
        return super()._is_allowed(groups) or bool(
            self.env["order.delegation"]._get_lenders(groups or self._get_default_groups())
        )

    @api.model
    def _get_default_groups(self):
        return self.env.ref("order_specialist.group_specialist").sudo()

    def _say_who_releases(self):
        """Return the sentence for who may not release a hold of this type."""
        groups = self.sudo().release_group_ids or self._get_default_groups()
        return self.env._(
            "“%(type)s” is not released before it was looked at: ask “%(groups)s”.",
            type=self.name,
            groups=" / ".join(groups.mapped("full_name")),
        )


class OrderHold(models.Model):
    """A hold that was placed or released with lent rights says for whom."""

    _inherit = "order.hold"

    placed_for_id = fields.Many2one("res.users", ondelete="restrict")
    released_for_id = fields.Many2one("res.users", ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        types = self.env["order.hold.type"].sudo()
        for vals in vals_list:
            hold_type = types.browse(vals.get("type_id"))
            if lender := self._get_lenders(hold_type.place_group_ids)[:1]:
                vals["placed_for_id"] = lender.id
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("released_on"):
            for hold in self.sudo():
                if lender := hold._get_releasing_lender():
                    hold.released_for_id = lender
        return result

    @api.model
    def _get_lenders(self, groups):
        """Return in whose place the user acts on a hold: empty if he is of ``groups`` himself."""
        delegation = self.env["order.delegation"]
        if not delegation._get_terms():
            return self.env["res.users"]
        groups = groups or self.env["order.hold.type"]._get_default_groups()
        if groups & self.env.user.sudo().all_group_ids:
            return self.env["res.users"]
        return delegation._get_lenders(groups)

    def _get_releasing_lender(self):
        """Return in whose place the user releases; four eyes hold for the lender as well."""
        hold_type = self.type_id
        lenders = self._get_lenders(hold_type.release_group_ids)
        if not lenders or not hold_type.four_eyes:
            return lenders[:1]
        groups = hold_type.release_group_ids or hold_type._get_default_groups()
        return self.env["order.delegation"]._get_decider(
            groups, self._get_first_eyes() | self.placed_for_id
        )

    def _log(self, text, note):
        """Say for whom, where the rights were lent."""
        lender = self.sudo().released_for_id if self.released_on else self.sudo().placed_for_id
        if lender:
            text = self.env._(
                "%(what)s (%(user)s for %(lender)s)",
                what=text,
                user=self.env.user.name,
                lender=lender.name,
            )
        return super()._log(text, note)
