import json
import xmlrpc.client
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .paths_common import PathCase, RefusedError, way

#: One white pixel.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8"
    "/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestPathsNetwork(PathCase, HttpCase):
    """Other programs hear the same as people: each protocol, each gate."""

    is_remote = True

    # --- three protocols --------------------------------------------------------------------------

    def _json2(self, records, method, user, **arguments):
        """Call a method as a program does that has the person's key."""
        day = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "Shop", day)
        self.env.flush_all()
        if method != "create":
            arguments["ids"] = records.ids
        response = self.url_open(
            f"/json/2/{records._name}/{method}",
            data=json.dumps(arguments),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        answer = response.json()
        if not response.ok:
            is_gate = "GateClosed" in answer["name"]
            raise (RefusedError if is_gate else AccessError)(answer["message"])
        return answer

    def _xmlrpc(self, records, method, user, *arguments):
        self.env.flush_all()
        ids = [] if method == "create" else [records.ids]
        try:
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname,
                user.id,
                user.login.ljust(8, "x"),
                records._name,
                method,
                [*ids, *arguments],
            )
        except xmlrpc.client.Fault as fault:
            raise RefusedError(fault.faultString) from fault

    def _call(self, records, method, user, *arguments):
        """Call a method as the web client does."""
        self.authenticate(user.login, user.login)
        response = self.url_open(
            f"/web/dataset/call_kw/{records._name}/{method}",
            data=json.dumps(
                {
                    "params": {
                        "model": records._name,
                        "method": method,
                        "args": [records.ids, *arguments],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        if "error" in response:
            data = response["error"]["data"]
            is_gate = data["context"].get("blockers")
            raise (RefusedError if is_gate else AccessError)(data["message"])

    # --- confirm ----------------------------------------------------------------------------------

    @way("JSON-2: the state is written", "confirm", "clerk", "salesperson")
    def json2_write(self, order, user):
        self._json2(order, "write", user, vals={"state": "sale"})

    @way("JSON-2: action_confirm", "confirm", "salesperson")
    def json2_confirm(self, order, user):
        self._json2(order, "action_confirm", user)

    @way("XML-RPC: the state is written", "confirm", "clerk")
    def xmlrpc_write(self, order, user):
        self._xmlrpc(order, "write", user, {"state": "sale"})

    @way("XML-RPC: action_confirm", "confirm", "salesperson")
    def xmlrpc_confirm(self, order, user):
        self._xmlrpc(order, "action_confirm", user)

    @way("JSON-2: created with the state", "confirm", "salesperson")
    def json2_create(self, order, user):
        ids = self._json2(order, "create", user, vals_list=[self._prepare_order_values()])
        return order.browse(ids)

    @way("XML-RPC: created with the state", "confirm", "salesperson")
    def xmlrpc_create(self, order, user):
        return order.browse(self._xmlrpc(order, "create", user, [self._prepare_order_values()]))

    @way("web client: the state is written", "confirm", "clerk")
    def call_write(self, order, user):
        self._call(order, "write", user, {"state": "sale"})

    @way("web client: action_confirm", "confirm", "salesperson")
    def call_confirm(self, order, user):
        self._call(order, "action_confirm", user)

    @way("signature on the portal", "confirm", "public", verdict="parked")
    def portal(self, order, user):
        """Sign with the link of the mail; an employee who has it gets no farther."""
        self.authenticate(user.login if user != self.public else None, None)
        token = order.sudo()._portal_ensure_token()
        self.env.flush_all()
        result = self.make_jsonrpc_request(
            f"/my/orders/{order.id}/accept",
            {"access_token": token, "name": "Ms Huber", "signature": SIGNATURE},
        )
        self.assertTrue(result["force_refresh"])
        self.env.invalidate_all()
        return order.sudo().hold_ids.note

    # --- handoff ----------------------------------------------------------------------------------

    @way("JSON-2: action_release", "handoff", "specialist")
    def json2_release(self, order, user):
        self._json2(order, "action_release", user)

    @way("XML-RPC: action_release", "handoff", "specialist")
    def xmlrpc_release(self, order, user):
        self._xmlrpc(order, "action_release", user)

    # --- ship -------------------------------------------------------------------------------------

    @way("JSON-2: button_validate", "ship", "clerk")
    def json2_validate(self, order, user):
        self._json2(order.picking_ids, "button_validate", user)

    @way("XML-RPC: button_validate", "ship", "clerk")
    def xmlrpc_validate(self, order, user):
        self._xmlrpc(order.picking_ids, "button_validate", user)

    @way("web client: a move is written done", "ship", "clerk")
    def call_done(self, order, user):
        self._call(order.picking_ids.move_ids, "write", user, {"state": "done"})

    # --- invoice ----------------------------------------------------------------------------------

    @way("JSON-2: action_post", "post", "accountant")
    def json2_post(self, order, user):
        self._json2(order.invoice_ids, "action_post", user)

    @way("XML-RPC: a draft is written posted", "post", "accountant")
    def xmlrpc_posted(self, order, user):
        self._xmlrpc(order.invoice_ids, "write", user, {"state": "posted"})

    @way("web client: action_post", "post", "accountant")
    def call_post(self, order, user):
        self._call(order.invoice_ids, "action_post", user)

    # --- everybody --------------------------------------------------------------------------------

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
