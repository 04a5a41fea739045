from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext, mimetypes

from .order_case import CLOSED_STATES

#: What a customer may send with a claim: how many files, how large each is (bytes), which kinds.
MOST_FILES = 5
LARGEST_FILE = 8 * 1024 * 1024
FILE_KINDS = ("image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf")
#: So many claims of one order a day are an accident, or somebody trying.
MOST_CLAIMS_A_DAY = 10
#: And so many answers to one claim.
MOST_ANSWERS_A_DAY = 30


class OrderCaseType(models.Model):
    """What customers may report themselves, and until when."""

    _inherit = "order.case.type"

    portal_visible = fields.Boolean(
        "Customers report it", help="Customers can choose it on the page of their order."
    )
    claim_window_days = fields.Integer(
        "To be reported within",
        help="Days after the delivery; a later claim is taken and marked as late. 0: any time.",
    )

    _window_positive = models.Constraint(
        "CHECK(claim_window_days >= 0)", "The days to report something cannot be negative."
    )


class OrderCasePortal(models.Model):
    """Claims that customers report on the portal, and what they see of them.

    Every method runs as superuser, for an order that the controller has checked.
    """

    _inherit = "order.case"

    portal_key = fields.Char(
        readonly=True, copy=False, help="Of the page it was sent from: sent twice is one claim."
    )

    _portal_key_unique = models.UniqueIndex("(portal_key) WHERE portal_key IS NOT NULL")

    @api.model
    def _get_portal_types(self):
        return self.env["order.case.type"].search([("portal_visible", "=", True)])

    @api.model
    def _get_portal_lines(self, order):
        """Return ``{order line: delivered quantity}`` of what can be claimed on the portal."""
        if order.state != "sale" or not self.env["order.gate"]._get_active_orders(order):
            return {}
        lines = order.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        shipped = {line: line._get_portal_delivered() for line in lines}
        return {line: quantity for line, quantity in shipped.items() if quantity > 0}

    @api.model
    def _report_from_portal(self, order, values, files, author):
        """Open a claim that a customer reports; return it, or the one that he sent before.

        :param values: ``type_id``, ``quantities`` ({order line id: quantity}), ``description``,
            ``key`` of the page, all as posted: nothing of it is trusted
        :param files: ``[(name, content)]``
        :param author: the contact who reports it
        :raises UserError: with a sentence for the customer
        """
        same = self.search([("portal_key", "=", values["key"]), ("order_id", "=", order.id)])
        if same:
            return same
        case_type = self._get_portal_types().filtered(lambda t: t.id == values["type_id"])
        if not case_type:
            raise UserError(self.env._("Please choose what is wrong."))
        if not values["key"]:
            raise UserError(self.env._("This page is too old. Please open it again."))
        self._check_portal_files(files)
        self._check_portal_number(order)
        case = self.create(
            {
                "order_id": order.id,
                "type_id": case_type.id,
                "user_id": False,
                "order_channel": "web",
                "reported_by": author.name,
                "contact_id": author.id,
                "description": values["description"],
                "portal_key": values["key"],
                "line_ids": [
                    (0, 0, line)
                    for line in self._prepare_portal_lines(order, case_type, values["quantities"])
                ],
            }
        )
        case._post_from_portal(values["description"] or case_type.name, files, author)
        case._tell_by_itself("received")
        return case

    @api.model
    def _check_portal_number(self, order):
        day = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        domain = [
            ("order_id", "=", order.id),
            ("portal_key", "!=", False),
            ("create_date", ">", day),
        ]
        if self.search_count(domain) >= MOST_CLAIMS_A_DAY:
            raise UserError(
                self.env._("You have reported several problems today already. Please call us.")
            )

    @api.model
    def _prepare_portal_lines(self, order, case_type, quantities):
        if case_type.measure != "quantity":
            return []
        there = {
            line.id: (line, shipped) for line, shipped in self._get_portal_lines(order).items()
        }
        rows = []
        for line_id, quantity in quantities.items():
            if line_id not in there:
                raise UserError(self.env._("This article is not on your order, or not delivered."))
            line, shipped = there[line_id]
            if not 0 <= quantity <= shipped:
                raise UserError(
                    self.env._(
                        "%(article)s: say how many, up to %(shipped)s.",
                        article=line.product_id.display_name,
                        shipped=f"{shipped:g}",
                    )
                )
            if quantity:
                rows.append(
                    {
                        "order_line_id": line.id,
                        "expected_quantity": shipped,
                        "actual_quantity": shipped - quantity,
                    }
                )
        if case_type.needs_lines and not rows:
            raise ValidationError(self.env._("Please say how many of which article."))
        return rows


class OrderCasePortalThread(models.Model):
    """What a customer reads and writes."""

    _inherit = "order.case"

    @api.model
    def _check_portal_files(self, files):
        """Refuse files that are too many, too large, or not a picture or a PDF (by content)."""
        if len(files) > MOST_FILES:
            raise UserError(self.env._("At most %s files, please.", MOST_FILES))
        for name, content in files:
            if len(content) > LARGEST_FILE:
                raise UserError(
                    self.env._(
                        "%(name)s is larger than %(size)s MB.",
                        name=name,
                        size=LARGEST_FILE // 1024 // 1024,
                    )
                )
            if mimetypes.guess_mimetype(content) not in FILE_KINDS:
                raise UserError(self.env._("%s is neither a picture nor a PDF.", name))

    def _post_from_portal(self, text, files, author):
        """Put what the customer wrote into the thread; whoever waited for it goes on."""
        self.ensure_one()
        self.message_post(
            body=text or "",
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=files,
        )
        if self.state == "waiting" and self.waiting_on == "customer":
            self._take_up()

    def _answer_from_portal(self, text, files, author):
        """Take an answer of the customer; sent twice it is one."""
        if self.state in CLOSED_STATES:
            raise UserError(self.env._("This is closed. Please report it again, or call us."))
        if not (text or files):
            raise UserError(self.env._("Please write something."))
        self._check_portal_files(files)
        his = self._get_portal_messages().filtered(lambda message: message.author_id == author)
        if text and not files and html2plaintext(his[-1:].body or "").strip() == text:
            return
        day = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        if len(his.filtered(lambda message: message.date > day)) >= MOST_ANSWERS_A_DAY:
            raise UserError(self.env._("You have written several times today. Please call us."))
        self._post_from_portal(text, files, author)

    def _get_portal_cases(self):
        """Return those of these claims that their customer may see: not what is ours alone."""
        return self.filtered(lambda case: not (case.is_unknown_sender or case.found_by_system))

    def _get_portal_link(self):
        """Return the address of its page, with the token of its order."""
        order = self.sudo().order_id
        url = order.get_portal_url(suffix=f"/claim/{self.id}")
        return f"{order.get_base_url()}{url}"

    def _get_portal_state(self):
        """Return where the claim stands, in the customer's words."""
        if self.state == "waiting" and self.waiting_on == "customer":
            return self.env._("We wait for your answer")
        if self.state == "new":
            return self.env._("Received")
        if self.state == "settled":
            return self.env._("Settled")
        if self.state == "refused":
            return self.env._("Not accepted")
        if self.state == "cancelled":
            return self.env._("Closed")
        return self.env._("We are looking into it")

    def _get_portal_outcomes(self):
        """Return ``[(what became of it, posted document or none)]`` for the customer."""
        rows = []
        for done in self.resolution_ids.filtered(lambda r: r.state == "done"):
            parts = done._get_executor()._describe_parts(done)
            outcome = done._get_outcome()
            text = f"{parts}: {outcome}" if parts else outcome.capitalize()
            document = done.account_move_id.filtered(lambda move: move.state == "posted")
            rows.append((text, document))
        return rows

    def _get_portal_messages(self):
        """Return the messages that are meant for the customer, the oldest first."""
        comment = self.env.ref("mail.mt_comment")
        return self.message_ids.filtered(
            lambda message: (
                message.subtype_id == comment
                and not message.is_internal
                and message.message_type in ("comment", "email")
            )
        ).sorted("id")

    def _get_portal_files(self):
        """Return the files of these messages: his own, and what we have sent him with an answer."""
        return self._get_portal_messages().attachment_ids


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_portal_delivered(self):
        """Return what reached the customer of this line, in its unit; returns not taken off."""
        if self.qty_delivered_method == "stock_move" and not self._is_exploded():
            return self._get_shipped_gross(self.move_ids)
        return self.qty_delivered
