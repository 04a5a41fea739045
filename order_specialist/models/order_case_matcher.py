from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.mail_text import find_numbers, get_own_words, get_text
from ..tools.reference import NUMBER

#: A customer's number is looked for among all customers only if it is as long as this: "12" is
#: everybody's. Among the sender's own orders this much is enough.
SHORTEST_FOREIGN = 5
SHORTEST_OWN = 3
#: Who names no order is taken at his only order of so many days.
DAYS_OF_ONLY_ORDER = 180


class OrderCaseMatcher(models.AbstractModel):
    """Which order a mail is about: by our number, the customer's, an invoice's or a transfer's.

    Everything is looked for among the orders of one company, as superuser.
    """

    _name = "order.case.matcher"
    _description = "Orders Named in a Mail"

    @api.model
    def _match(self, company, msg_dict, sender):
        """Return the order that a mail is about, if there is exactly one, and a note if not."""
        texts = self._get_texts(msg_dict)
        orders = self.env["sale.order"]
        if not self.env["order.gate"]._is_active(company.ids):
            return orders, None
        named = self._find_named(company, find_numbers("\n".join(texts)), sender)
        for text in texts:
            found = orders.union(*(named.get(number, orders) for number in find_numbers(text)))
            if len(found) > 1 and sender:
                found = found.filtered(lambda order: self._speaks_for(sender, order)) or found
            if len(found) == 1:
                return found, None
            if found:
                names = ", ".join(found.mapped("name"))
                return orders, self.env._("The mail names several orders: %s.", names)
        return self._find_only_order(company, sender)

    @api.model
    def _get_texts(self, msg_dict):
        """Return the parts of a mail, what says most of what it is about first."""
        body = get_text(msg_dict.get("body"))
        return [msg_dict.get("subject") or "", get_own_words(body), body]

    @api.model
    def _names_order(self, company, msg_dict, sender):
        """Return whether a mail names any order of the company."""
        numbers = find_numbers("\n".join(self._get_texts(msg_dict)))
        return bool(self._find_named(company, numbers, sender))

    @api.model
    def _is_house(self, sender):
        """Return whether a mail comes from a colleague, who sends on what a customer wrote."""
        return bool(sender.user_ids.filtered(lambda user: not user.share))

    @api.model
    def _speaks_for(self, sender, order):
        return sender.commercial_partner_id == order.partner_id.commercial_partner_id


class OrderCaseMatcherNumbers(models.AbstractModel):
    """The numbers of documents, one query for each kind."""

    _inherit = "order.case.matcher"

    @api.model
    def _find_named(self, company, numbers, sender):
        """Return ``{number as written: orders}`` for the numbers that name an order."""
        named = defaultdict(self.env["sale.order"].browse)
        by_name = self._find_by_name(company, numbers)
        for number in numbers:
            for spelling in {number, number.upper()} & by_name.keys():
                named[number] |= by_name[spelling]
        for number, orders in self._find_references(company, numbers, sender).items():
            named[number] |= orders
        orders = {
            number: found.filtered(lambda o: o.state == "sale") for number, found in named.items()
        }
        return {number: found for number, found in orders.items() if found}

    @api.model
    def _find_by_name(self, company, numbers):
        """Return ``{name: orders}`` of the orders, invoices and transfers that are called so."""
        spelled = [*numbers, *(number.upper() for number in numbers)]
        found = defaultdict(self.env["sale.order"].browse)
        for model, path in (
            ("sale.order", None),
            ("account.move", "line_ids.sale_line_ids.order_id"),
            ("stock.picking", "sale_id"),
        ):
            domain = [("name", "in", spelled), ("company_id", "=", company.id)]
            for document in self.env[model].search(domain):
                found[document.name] |= document.mapped(path) if path else document
        return found

    @api.model
    def _find_references(self, company, numbers, sender):
        """Return ``{number: orders}`` by the customer's own numbers, however he writes them."""
        if not numbers:
            return {}
        self.env["sale.order"].flush_model(["client_order_ref", "partner_id", "company_id"])
        is_customer = sender and not self._is_house(sender)
        query = SQL(
            """
            WITH written AS (
                SELECT number, %(written)s AS plain FROM unnest(%(numbers)s) AS number
            )
            SELECT w.number, array_agg(o.id)
              FROM written w
              JOIN sale_order o ON %(reference)s = w.plain AND o.client_order_ref IS NOT NULL
              JOIN res_partner p ON p.id = o.partner_id
             WHERE length(w.plain) >= %(shortest)s AND o.company_id = %(company)s
               AND (%(customer)s IS NULL OR p.commercial_partner_id = %(customer)s)
             GROUP BY w.number
            """,
            written=SQL(NUMBER.format("number")),
            reference=SQL(NUMBER.format("o.client_order_ref")),
            numbers=list(numbers),
            shortest=SHORTEST_OWN if is_customer else SHORTEST_FOREIGN,
            company=company.id,
            customer=sender.commercial_partner_id.id if is_customer else None,
        )
        rows = self.env.execute_query(query)
        return {number: self.env["sale.order"].browse(ids) for number, ids in rows}

    @api.model
    def _find_only_order(self, company, sender):
        """Return the only recent order of a customer who names none."""
        orders = self.env["sale.order"]
        if not sender or self._is_house(sender):
            return orders, None
        since = fields.Datetime.now() - timedelta(days=DAYS_OF_ONLY_ORDER)
        found = orders.search(
            [
                ("partner_id", "child_of", sender.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("state", "=", "sale"),
                ("date_order", ">=", since),
            ],
            limit=2,
        )
        if len(found) != 1:
            return orders, None
        return found, self.env._("No order is named; this is the customer's only recent one.")
