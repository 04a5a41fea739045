"""The source ``facts["places"]``: where orders go, and where those of their customers have gone."""

from collections import defaultdict

from odoo import api, fields, models

from ..tools.address import Place
from ..tools.statement import Statement

_PLACES = Statement(
    """
WITH batch AS (
    SELECT o.id, o.company_id, o.partner_shipping_id, o.ship_to_request, p.name AS orderer,
           coalesce(p.commercial_partner_id, p.id) AS customer_id
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.id = ANY (%(orders)s)
), family AS (
    SELECT DISTINCT company_id, customer_id FROM batch
), place AS (
    SELECT 'own' AS origin, b.company_id, b.customer_id, b.partner_shipping_id AS contact_id,
           NULL::jsonb AS said, b.id AS order_id, 0 AS others, b.ship_to_request AS request,
           b.orderer
      FROM batch b
    UNION ALL
    SELECT 'main', company_id, customer_id, customer_id, NULL, 0, 1, NULL, NULL FROM family
    UNION ALL
    SELECT 'used', f.company_id, f.customer_id, o.partner_shipping_id, v.confirmed_address,
           max(o.id), count(*) - 1, NULL, NULL
      FROM family f
      JOIN res_partner m ON m.commercial_partner_id = f.customer_id
      JOIN sale_order o ON o.partner_id = m.id AND o.company_id = f.company_id
       AND o.state = 'sale' AND (o.confirmed_on IS NOT NULL OR o.id != ALL (%(orders)s))
      LEFT JOIN order_verification v ON v.order_id = o.id
     GROUP BY f.company_id, f.customer_id, o.partner_shipping_id, v.confirmed_address
)
SELECT place.origin, place.company_id, place.customer_id, place.order_id, place.others,
       place.request, place.said, place.orderer,
       -- who works for the customer is no other name at his address
       CASE WHEN place.origin = 'own' AND c.parent_id IS NOT NULL AND c.type = 'contact'
            THEN NULL ELSE c.name END,
       c.street, c.street2, c.zip, c.city, c.state_id, c.country_id, t.code, c.id
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
        #: names that are the customer's own: of the company, and of who ordered
        self._main, self._orderers = {}, {}
        #: {(company id, customer id): {address key: (Place, order id of the only order or False)}}
        self._used = defaultdict(dict)
        #: the same by address key and name
        self._names = defaultdict(lambda: defaultdict(dict))
        for origin, company_id, customer_id, order_id, others, request, said, who, *values in rows:
            place, family = Place(*[value or "" for value in values]), (company_id, customer_id)
            if origin == "own":
                self.own[order_id], self.requests[order_id] = place, request or ""
                self._orderers[order_id] = who
                continue
            if origin == "main":
                self._main[family] = place.name
            self._add(family, self._get_then(place, said), False if others else order_id)

    @staticmethod
    def _get_then(place, said):
        """Return the place as it was when the order was confirmed: the contact may move later."""
        then = Place(*said) if said else place
        return then if then.key != place.key else place._replace(name=then.name or place.name)

    def _add(self, family, place, only_order_id):
        names = self._names[family][place.key]
        same = names.setdefault(place.name, only_order_id) == only_order_id
        names[place.name] = only_order_id if same else False
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

    def get_names(self, order, key, remembered):
        """Return the customer's own names, and those that goods went to at the address of ``key``.

        :param remembered: the values of what was confirmed and remembered
        """
        family = order.company_id, order.commercial_partner_id
        names = [self._main.get(family), self._orderers.get(order.id)]
        names += [name for name, only in self._names[family][key].items() if only != order.id]
        names += [value[0] for value in remembered if Place(*value).key == key]
        return list(dict.fromkeys(filter(None, names)))

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
