from odoo import models


class OrderResolution(models.AbstractModel):
    """One way to settle a claim. To add one, add an abstract model ``order.resolution.<code>``.

    Inherit this model and say: when it applies, what exactly it will make, and make it through
    Odoo's own documents. It is called in sudo, after the person's group, limit and company were
    checked, once for a resolution, with the claim locked.

    What each does to the order line's figures, once its goods have moved, if n units at a price
    are settled; "=" is: as before. A test reads this table.

    ===============  =========  =============  ============  ==============  =================
    way              policy     qty_delivered  qty_invoiced  qty_to_invoice  amount_to_invoice
    ===============  =========  =============  ============  ==============  =================
    credit_quantity  both       =              -n            =               =
    credit_price     both       =              =             =               =
    correct_tax      both       =              =             =               =
    charge           both       =              =             =               =
    charge_fee       both       =              =             =               =
    goodwill         both       =              =             =               =
    refuse           both       =              =             =               =
    replacement      both       =              =             =               =
    exchange         both       =              =             =               =
    goods_return     both       -n             =             -n              -n x price
    correct_line     both       =              =             =               new price
    close_short      delivered  =              =             =               =
    close_short      ordered    =              =             -n              -n x price
    deliver_rest     delivered  +n             =             +n              +n x price
    deliver_rest     ordered    +n             =             =               =
    keep_and_bill    delivered  =              =             =               =
    keep_and_bill    ordered    =              =             +n              +n x price
    ===============  =========  =============  ============  ==============  =================
    """

    _name = "order.resolution"
    _description = "Way of Settling a Claim"

    #: Where it stands in the list of resolutions.
    _sequence_of_code = 50
    #: Whether the units or the money of its parts are settled by it; a return is a fact beside.
    _settles = True
    #: Whether a person says an amount that follows from no claimed unit.
    _takes_amount = False

    def _label(self):
        """Return what the resolution is called on the screen."""
        return self._description

    def _outcome(self):
        """Return the word for what became of the claimed units: "credited"."""
        return self._label()

    def _applies_to(self, case):
        """Return whether this resolution makes sense for ``case``."""
        return bool(case.line_ids)

    def _is_for(self, case_line):
        """Return whether ``case_line`` is of a kind that this resolution settles."""
        return True

    def _get_amount(self, resolution):
        """Return what ``resolution`` is about, in the order's currency, without tax."""
        if self._takes_amount:
            return resolution.extra_amount
        return sum(resolution.line_ids.mapped("amount"))

    def _get_stake(self, resolution):
        """Return the money that ``resolution`` gives away, in the order's currency, without tax.

        It is what limits and approval are about.
        """
        return resolution.amount

    def _get_document_amount(self, move):
        """Return by what of its document one sees that it is still what was settled."""
        return move.amount_untaxed

    def _prepare_parts(self, case):
        """Return the values of the resolution's lines that settle all that is open of ``case``."""
        return [
            {
                "case_line_id": line.id,
                "quantity": line.open_quantity,
                "amount": abs(line.open_amount),
            }
            for line in case.line_ids
            if not line._is_settled()
        ]

    def _preview(self, resolution):
        """Return in words and figures what ``resolution`` will make."""
        raise NotImplementedError

    def _lock_documents(self, resolution):
        """Lock what two claims may want to change at once, before anything of it is read."""

    def _apply(self, resolution):
        """Do ``resolution``; return the values that link its result."""
        raise NotImplementedError

    def _undo(self, resolution):
        """Take back what ``_apply`` wrote beside its document, which was cancelled."""

    def _lower(self, part, value):
        """Take back ``value`` of what ``_apply`` wrote beside its document for ``part``."""

    def _follow(self, resolution, moves):
        """Lower the parts of ``resolution`` to what of ``moves`` is sent; return if any was."""
        return False

    def _get_promised(self, resolution, order_line, article):
        """Return how much of ``article`` it sends, in its unit; ``None``: nobody can say."""
        return 0.0

    def _describe_parts(self, resolution):
        """Return "5 Units of A, 2 Units of B" for the parts of ``resolution``."""
        return ", ".join(self._describe_part(part) for part in resolution.line_ids)

    def _describe_part(self, part):
        article = part.product_id.display_name or part.case_line_id.display_name or ""
        if part.measure == "money":
            return article
        return self.env._(
            "%(quantity)s %(unit)s of %(article)s",
            quantity=f"{part.quantity:.15g}",
            unit=part.uom_id.name,
            article=article,
        )
