import uuid

import psycopg2.errors

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.order_case_portal import FILE_KINDS, LARGEST_FILE, MOST_FILES


class ClaimPortal(CustomerPortal):
    """Claims of customers about their own delivered orders.

    Whoever may see the order, by login or by its link's token, may report a problem with it and
    see what became of it. Nothing that is posted is trusted: every id is looked for among the
    order's own.
    """

    @http.route(
        "/my/orders/<int:order_id>/claim",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_claim_new(self, order_id, access_token=None, **posted):
        """Show the page that reports a problem, or take what it sent."""
        order = self._get_order(order_id, access_token)
        if not order:
            return request.redirect("/my")
        if not request.env["order.case"].sudo()._get_portal_lines(order):
            return request.redirect(order.get_portal_url())
        values = {"error": False, "posted": posted}
        if request.httprequest.method == "POST":
            try:
                case = self._report(order, posted)
                return request.redirect(self._get_url(case, order))
            except psycopg2.errors.UniqueViolation:
                # sent twice in the same moment: the other one is on the order's page
                return request.redirect(order.get_portal_url())
            except UserError as error:
                values["error"] = str(error)
        return self._render_form(order, values)

    @http.route(
        "/my/orders/<int:order_id>/claim/<int:case_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_claim(self, order_id, case_id, access_token=None, **posted):
        """Show a claim with its thread, or take an answer."""
        order = self._get_order(order_id, access_token)
        case = self._get_case(order, case_id)
        if not case:
            return request.redirect("/my")
        error = False
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    case._answer_from_portal(
                        (posted.get("message") or "").strip()[:5000],
                        self._get_files(),
                        self._get_author(order),
                    )
                return request.redirect(self._get_url(case, order))
            except UserError as refused:
                error = str(refused)
        values = self._get_values(order) | {"case": case, "error": error}
        return request.render("order_specialist.portal_claim", values)

    @http.route(
        "/my/orders/<int:order_id>/claim/<int:case_id>/file/<int:file_id>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
    )
    def portal_claim_file(self, order_id, case_id, file_id, access_token=None):
        """Send a file that is shown on the page of a claim; what a browser might run is saved."""
        case = self._get_case(self._get_order(order_id, access_token), case_id)
        file = case and case._get_portal_files().filtered(lambda own: own.id == file_id)
        if not file:
            return request.redirect("/my")
        stream = request.env["ir.binary"].sudo()._get_stream_from(file)
        return stream.get_response(as_attachment=file.mimetype not in FILE_KINDS)

    def _get_case(self, order, case_id):
        """Return the claim as superuser, if the visitor of ``order`` may see it."""
        if not order:
            return None
        return order.case_ids._get_portal_cases().filtered(lambda own: own.id == case_id)

    def _get_order(self, order_id, access_token):
        """Return the order as superuser, if the visitor may see it."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
        except (AccessError, MissingError):
            return None
        return order.sudo()

    def _report(self, order, posted):
        with request.env.cr.savepoint():
            return (
                request.env["order.case"]
                .sudo()
                ._report_from_portal(
                    order,
                    {
                        "type_id": self._to_number(posted.get("type_id"), int),
                        "description": (posted.get("description") or "").strip()[:5000],
                        "key": (posted.get("key") or "")[:64],
                        "quantities": {
                            self._to_number(name.removeprefix("line_"), int): self._to_number(
                                value, float
                            )
                            for name, value in posted.items()
                            if name.startswith("line_") and value
                        },
                    },
                    self._get_files(),
                    self._get_author(order),
                )
            )

    def _to_number(self, text, kind):
        try:
            number = kind((text or "").replace(",", "."))
        except ValueError:
            number = None
        if number is None or number != number or number in (float("inf"), float("-inf")):
            raise UserError(request.env._("“%s” is not a number.", text))
        return number

    def _get_files(self):
        # one more, and one byte more, than is allowed: so much is refused, the rest is never read
        files = request.httprequest.files.getlist("files")[: MOST_FILES + 1]
        return [(file.filename, file.read(LARGEST_FILE + 1)) for file in files if file.filename]

    def _get_author(self, order):
        """Return who writes: the one who is logged in, or the order's contact by its link."""
        user = request.env.user
        return (order.partner_id if user._is_public() else user.partner_id).sudo()

    def _get_url(self, case, order):
        return order.get_portal_url(suffix=f"/claim/{case.id}")

    def _get_values(self, order):
        return {"order": order, "page_name": "order", "sale_order": order}

    def _render_form(self, order, values):
        cases = request.env["order.case"].sudo()
        posted = values["posted"]
        late_days, late_types = cases._get_portal_late(order)
        return request.render(
            "order_specialist.portal_claim_new",
            self._get_values(order)
            | values
            | {
                "types": cases._get_portal_types(),
                "late_days": late_days,
                "late_types": late_types,
                "lines": cases._get_portal_lines(order),
                "key": posted.get("key") or uuid.uuid4().hex,
                "url": order.get_portal_url(suffix="/claim"),
            },
        )
