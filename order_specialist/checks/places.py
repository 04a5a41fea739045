"""The source ``facts["places"]``: where orders go, and where those of their customers have gone."""

from collections import defaultdict

from odoo import api, fields, models

from ..tools.address import Place
from ..tools.statement import Statement

_PLACES = Statement(
    """
WITH batch AS (
    SELECT o.id, o.company_id, o.partner_shipping_id, o.ship_to_request,
           coalesce(p.commercial_partner_id, p.id) AS customer_id
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.id = ANY (%(orders)s)
), family AS (
    SELECT DISTINCT company_id, customer_id FROM batch
), place AS (
    SELECT 'own' AS origin, b.company_id, b.customer_id, b.partner_shipping_id AS contact_id,
           NULL::jsonb AS said, b.id AS order_id, 0 AS others, b.ship_to_request AS request
      FROM batch b
    UNION ALL
    SELECT 'main', company_id, customer_id, customer_id, NULL, 0, 1, NULL FROM family
    UNION ALL
    SELECT 'used', f.company_id, f.customer_id, o.partner_shipping_id, v.confirmed_address,
           max(o.id), count(*) - 1, NULL
      FROM family f
      JOIN res_partner m ON m.commercial_partner_id = f.customer_id
      JOIN sale_order o ON o.partner_id = m.id AND o.company_id = f.company_id
       AND o.state = 'sale' AND (o.confirmed_on IS NOT NULL OR o.id != ALL (%(orders)s))
      LEFT JOIN order_verification v ON v.order_id = o.id
     GROUP BY f.company_id, f.customer_id, o.partner_shipping_id, v.confirmed_address
)
SELECT place.origin, place.company_id, place.customer_id, place.order_id, place.others,
       place.request, place.said, c.name, c.street, c.street2, c.zip, c.city, c.state_id,
       c.country_id, t.code, c.id
  FROM place
  JOIN res_partner c ON c.id = place.contact_id
  LEFT JOIN res_country t ON t.id = c.country_id
 ORDER BY place.order_id DESC
""",
    orders="int[]",
)


class Places:
    """Where the orders of a batch go, and where those of their customers have gone before.

    :param rows: rows of ``_PLACES``
    """

    def __init__(self, rows):
        self.own, self.requests = {}, {}
        #: {(company id, customer id): {address key: (Place, order id of the only order or False)}}
        self._used = defaultdict(dict)
        for origin, company_id, customer_id, order_id, others, request, said, *values in rows:
            place = Place(*[value or "" for value in values])
            if origin == "own":
                self.own[order_id], self.requests[order_id] = place, request or ""
                continue
            if said and Place(*said).key != place.key:
                place = Place(*said)  # the contact has moved since
            self._add((company_id, customer_id), place, False if others else order_id)

    def _add(self, family, place, only_order_id):
        known = self._used[family]
        before = known.get(place.key)
        if before is None:
            known[place.key] = (place, only_order_id)
        elif before[1] != only_order_id or not before[0].contact_id:
            keep = before[0] if before[0].contact_id else place
            known[place.key] = (keep, False)

    def is_used(self, order, key):
        """Return whether ``order`` may go to the address of ``key`` without a question."""
        family = order.company_id, order.commercial_partner_id
        _place, only_order_id = self._used[family].get(key, (None, order.id))
        return only_order_id != order.id

    def get_known(self, order, remembered):
        """Return ``{address key: Place}`` that ``order`` may go to without a question.

        :param order: an ``OrderRow``; what it says itself is no witness
        :param remembered: the values of what was confirmed and remembered
        """
        family = order.company_id, order.commercial_partner_id
        known = {
            key: place
            for key, (place, only_order_id) in self._used[family].items()
            if place.has_place and only_order_id != order.id
        }
        for value in remembered:
            place = Place(*value)
            known.setdefault(place.key, place)
        return known


class OrderVerification(models.Model):
    """The address that an order was confirmed to: its contact may move later."""

    _inherit = "order.verification"

    confirmed_address = fields.Json(help="The delivery address when the order was confirmed.")

    @api.model
    def _prepare_confirmed_values(self, facts, order):
        place = Place(
            order.ship_name or "",
            order.ship_street or "",
            order.ship_street2 or "",
            order.ship_zip or "",
            order.ship_city or "",
            order.ship_state_id or "",
            order.ship_country_id or "",
        )
        values = super()._prepare_confirmed_values(facts, order)
        return {**values, "confirmed_address": place.as_json()}


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_places(self, facts):
        """Return the ``Places`` of the batch."""
        return Places(facts.fetch(_PLACES))
