from odoo import api, models
from odoo.tools import SQL


class OrderDetector(models.AbstractModel):
    """What looks like a discrepancy, found by the system in Odoo's own documents.

    One method for each claim type that can be noticed, ``_detect_<code of the type>``: one query
    over all orders of a company, or over those asked for, that returns ``Suspect`` values. To add
    one, add a claim type and such a method. What is claimed already is no suspect, but for what
    the system claimed itself and nobody has touched: so it is seen when the cause has gone.
    """

    _name = "order.detector"
    _description = "Detection of Discrepancies"

    @api.model
    def _can_detect(self, code):
        """Return whether the system can notice claims of the type ``code``."""
        return hasattr(self, f"_detect_{code}")

    @api.model
    def _detect(self, case_type, company, since, order_ids=None):
        """Return the ``Suspect`` values of ``case_type`` in ``company``, by order.

        :param since: nothing older is looked at (a date)
        :param order_ids: only these orders; ``None``: all
        """
        return getattr(self, f"_detect_{case_type.code}")(case_type, company, since, order_ids)

    @api.model
    def _query(self, statement, company, since, order_ids, **values):
        """Run a detection's statement; it knows %(company)s, %(since)s, %(tz)s and %(orders)s."""
        self.env.flush_all()
        orders = SQL("TRUE") if order_ids is None else SQL("o.id IN %s", tuple(order_ids) or (0,))
        return self.env.execute_query(
            SQL(
                statement,
                company=company.id,
                since=since,
                tz=company.partner_id.tz or "UTC",
                orders=orders,
                **values,
            )
        )
