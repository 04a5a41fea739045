from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, str2bool

#: The system parameter that lets the addon go although orders count on it.
ANYWAY = "order_specialist.uninstall_anyway"
#: So many of them fit into one message.
MOST_SHOWN = 30

#: Each transfer and each credit note that Odoo alone would count otherwise than this addon does,
#: with its order and claim: what replaces something is not delivered once more, and what is
#: credited of a price takes no quantity back.
_KEPT = """
SELECT o.name, p.name, c.name, bool_or(m.state NOT IN ('done', 'cancel')) AS is_open
  FROM stock_move m
  JOIN sale_order_line l ON l.id = m.sale_line_id
  JOIN sale_order o ON o.id = l.order_id
  JOIN order_case_resolution r ON r.id = m.order_case_resolution_id
  JOIN order_case c ON c.id = r.case_id
  JOIN stock_location d ON d.id = coalesce(m.location_final_id, m.location_dest_id)
   AND d.usage = 'customer'
  LEFT JOIN stock_picking p ON p.id = m.picking_id
 WHERE m.state != 'cancel' AND r.code IN ('replacement', 'exchange')
 GROUP BY o.id, p.id, c.id
UNION ALL
SELECT o.name, i.name, c.name, NULL
  FROM account_move i
  JOIN order_case_resolution r ON r.id = i.order_case_resolution_id
  JOIN order_case c ON c.id = r.case_id
  JOIN sale_order o ON o.id = c.order_id
 WHERE i.state != 'cancel' AND i.move_type = 'out_refund'
   AND EXISTS (SELECT FROM account_move_line b
                WHERE b.move_id = i.id AND b.order_case_line_id IS NOT NULL
                  AND NOT EXISTS (SELECT FROM sale_order_line_invoice_rel x
                                   WHERE x.invoice_line_id = b.id))
 ORDER BY 1, 2
"""


class OrderCase(models.Model):
    """What of orders only this addon keeps right, and what its leaving would therefore change."""

    _inherit = "order.case"

    @api.model
    def _get_kept_figures(self):
        """Return one sentence for each document that Odoo alone would count otherwise."""
        self.env.flush_all()
        texts = {
            True: self.env._("replacement, not sent yet"),
            False: self.env._("replacement, sent"),
            None: self.env._("credit of a price"),
        }
        return [
            self.env._(
                "%(order)s: %(document)s (%(what)s), claim %(case)s",
                order=order,
                document=document or "-",
                what=texts[is_open],
                case=case,
            )
            for order, document, case, is_open in self.env.execute_query(SQL(_KEPT))
        ]

    @api.model
    def _check_uninstall(self):
        """Refuse to uninstall while orders count on claims, unless somebody wants it anyway."""
        anyway = self.env["ir.config_parameter"].sudo().get_param(ANYWAY)
        kept = [] if str2bool(anyway or "", False) else self._get_kept_figures()
        if kept:
            shown = kept[:MOST_SHOWN]
            if len(kept) > MOST_SHOWN:
                shown.append(self.env._("… and %s more", len(kept) - MOST_SHOWN))
            raise UserError(
                self.env._(
                    "Without Order Specialist, Odoo would bill these again, or count them as "
                    "delivered twice:\n%(list)s\n\nTo uninstall nevertheless, set the system "
                    "parameter %(parameter)s to True.",
                    list="\n".join(shown),
                    parameter=ANYWAY,
                )
            )
