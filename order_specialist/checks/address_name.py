from odoo import models

from ..tools.address import is_same_name, normalise
from ..tools.finding import Finding


class OrderCheck(models.Model):
    """Another name at an address that is known: worth saying, and nothing that stops.

    It may be a neighbour in the same house, or a new sign on the door. How a name is written does
    not matter, nor a legal form, nor whether it is given in full.
    """

    _inherit = "order.check"

    def _find_other_name(self, order, own, name, names):
        """Return the findings of goods for ``name`` at the known address ``own``.

        :param names: the customer's own, and those that goods of his went to there
        """
        if not names or any(is_same_name(name, other) for other in names):
            return []
        key = f"name:{normalise(name)}|{own.key}"
        return [
            Finding(
                check,
                order.id,
                key=key,
                expected={"text": ", ".join(names), "near": []},
                actual={
                    "text": name,
                    "at": own.text,
                    "wrote": None,
                    "place": own._replace(name=name).as_json(),
                    "contact": own.contact_id,
                },
                amount=order.amount_total / order.currency_rate,
                severity="info",
            )
            for check in self
        ]

    def _describe_other_name(self, finding):
        return self.env._(
            "“%(name)s” is another name at the known address %(address)s; known: %(names)s.",
            name=finding.actual["text"],
            address=finding.actual["at"],
            names=finding.expected["text"],
        )
