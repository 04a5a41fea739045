from hashlib import sha1

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.address import Place, get_differences, get_similarity
from ..tools.address_text import read_address
from ..tools.finding import Finding
from ..tools.known import Known

#: Of so many known addresses, the latest, an order's is told apart; of so many a written one.
MOST_COMPARED = 50
MOST_READ = 5
#: A longer key than this is told by its digest.
LONGEST_KEY = 200


class OrderCheck(models.Model):
    """The ship-to is one that this customer has confirmed.

    Known is what somebody confirmed and remembered, what an order of the customer was confirmed to
    before, as the address was then, and his own main address: whoever keeps the customer has
    entered that and invoices go there, so a first order of a new customer does not ask for what
    was only just typed. A delivery contact is not known by being there, for contacts come in with
    orders: it is one that nobody has looked at. The same street in another country is another
    address; another name at a known one is shown (``address_name.py``).
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("address_new", "Address is known")],
        ondelete={"address_new": "cascade"},
    )
    near_percent = fields.Integer(
        string="Nearly the Same From (%)",
        default=80,
        help="From this similarity on, a known address is shown beside the new one, with what "
        "differs. 100 shows equal ones only; below 60 strangers look related.",
    )

    _near_percent_is_a_share = models.Constraint(
        "CHECK(near_percent >= 0 AND near_percent <= 100)",
        "The similarity is between 0 and 100 %.",
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "address_new": ("near_percent",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "address_new": self.env._(
                "Finds orders to an address that this customer has never confirmed, and orders "
                "that do not go where he wrote; shows another name at a known address. Take the "
                "known address that is nearly the same, or confirm and remember the new one: it "
                "is not asked again."
            ),
        }

    def _find_address_new(self, facts):
        places = facts["places"]
        return [
            finding
            for order in facts.orders
            if facts.has_goods(order) and order.state != "cancel" and order.id in places.own
            for finding in self._judge_address(facts, order, places.own[order.id])
        ]

    def _judge_address(self, facts, order, own):
        """Return what is found of where ``order`` goes: nothing, or one finding a check."""
        places, said = facts["places"], self._get_known_of(facts, order)
        remembered = [value for (kind, _key), (value, _by) in said.items() if kind == "address"]
        remembered = list(filter(None, remembered))
        written = read_address(places.requests[order.id])
        if written.normal and not written.says(own):
            if ("address", self._get_request_key(written, own)) in said:
                return []
            known = places.get_known(order, remembered)
            return self._find_mismatch(order, own, written, known)
        if places.is_used(order, own.key) or ("address", own.key) in said:
            names = places.get_names(order, own.key, remembered)
            return self._find_other_name(order, own, written.get_name(own) or own.name, names)
        if not own.has_place:
            return []
        return self._find_stranger(order, own, places.get_known(order, remembered))

    @api.model
    def _get_request_key(self, written, place):
        """Return what makes two orders say the same: the written words, and where it went."""
        key = f"{written.normal}>{place.key}"
        return key if len(key) <= LONGEST_KEY else sha1(key.encode()).hexdigest()

    def _find_stranger(self, order, own, known):
        """Return the findings of an order that goes where none of his has gone."""
        compared = [
            (get_similarity(own, place), place, get_differences(own, place))
            for place in list(known.values())[:MOST_COMPARED]
        ]
        return [
            check._prepare_address(order, own, f"address:{own.key}", check._get_near(compared))
            for check in self
        ]

    def _find_mismatch(self, order, own, written, known):
        """Return the findings of an order that does not go where the customer wrote."""
        compared = [(1.0, place, []) for place in known.values() if written.says(place)]
        if not compared:
            likely = sorted(known.values(), key=written.count_shared, reverse=True)
            compared = [(*written.compare(place), place) for place in likely[:MOST_READ]]
            compared = [(ratio, place, told) for ratio, told, place in compared]
        key = f"ship to:{self._get_request_key(written, own)}"
        return [
            check._prepare_address(order, own, key, check._get_near(compared), written.text)
            for check in self
        ]

    def _get_near(self, compared):
        """Return ``[(place, differences)]`` of those nearly the same, the nearest first."""
        near = [triple for triple in compared if triple[0] * 100 >= self.near_percent]
        near.sort(key=lambda triple: triple[0], reverse=True)
        return [(place, told) for _ratio, place, told in near]

    def _prepare_address(self, order, own, key, near, wrote=None):
        return Finding(
            self,
            order.id,
            key=key,
            expected={
                "text": "; ".join(place.text for place, _told in near),
                "near": [[place.contact_id or False, place.text, told] for place, told in near],
            },
            actual={
                "text": own.text,
                "wrote": wrote,
                "place": own.as_json(),
                "contact": own.contact_id,
            },
            amount=order.amount_total / order.currency_rate,
        )

    # --- known -----------------------------------------------------------------------------------

    @api.model
    def _get_known_address_new(self, finding):
        """What he wrote means where it goes; or where it goes is his."""
        key = finding.key.partition(":")[2]
        wrote = finding.actual["wrote"]
        return Known("address", key, None if wrote else finding.actual["place"])

    # --- fix -------------------------------------------------------------------------------------

    def _can_fix_address_new(self, finding):
        """Whether exactly one known address is near, and it is not where the order goes."""
        near = finding.expected["near"]
        return len(near) == 1 and near[0][0] not in (False, finding.actual["contact"])

    def _fix_address_new(self, finding):
        """Send it to the known address; that is what the words of the customer mean from now on."""
        contact = self.env["res.partner"].browse(finding.expected["near"][0][0]).exists()
        if not contact.active:
            raise UserError(self.env._("The contact of the known address is not there any more."))
        order = self.env["sale.order"].browse(finding.order_id)
        order.partner_shipping_id = contact
        if order.ship_to_request:
            written = read_address(order.ship_to_request)
            key = self._get_request_key(written, self._get_place(contact))
            self.env["order.known"]._keep(finding, Known("address", key))

    @api.model
    def _get_place(self, contact):
        """Return the ``Place`` of a contact."""
        names = ("name", "street", "street2", "zip", "city")
        country = contact.country_id
        values = (contact[name] or "" for name in names)
        return Place(*values, contact.state_id.id, country.id, country.code or "", contact.id)

    def _describe_address_new(self, finding):
        if finding.key.startswith("name:"):
            return self._describe_other_name(finding)
        near = finding.expected["near"]
        values = {
            "address": finding.actual["text"],
            "wrote": finding.actual["wrote"],
            "known": "; ".join(self._tell_near(text, told) for _contact, text, told in near),
        }
        if finding.actual["wrote"]:
            if near:
                return self.env._(
                    "The customer wrote “%(wrote)s”, it goes to %(address)s; known: %(known)s.",
                    **values,
                )
            return self.env._(
                "The customer wrote “%(wrote)s”, it goes to %(address)s; none of his known "
                "addresses is like it.",
                **values,
            )
        if near:
            return self.env._(
                "%(address)s is new for this customer; nearly the same is known: %(known)s.",
                **values,
            )
        return self.env._("%(address)s is new for this customer.", **values)

    @api.model
    def _tell_near(self, text, told):
        return f"{text} ({', '.join(told)})" if told else text
