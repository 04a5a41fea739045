import base64
import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DeskCase

MODELS = (
    "order.checklist",
    "order.limit",
    "order.change.rule",
    "order.department",
    "order.hold.type",
    "order.case.type",
    "order.case.cause",
    "order.reason",
)


@tagged("post_install", "-at_install")
class TestConfiguration(DeskCase):
    """The configuration as one file, by codes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.configuration = cls.env["order.configuration"].with_user(cls.administrator)
        cls.group = cls.env.ref("order_specialist.group_supervisor")

    def _export(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.configuration._export()

    def _get_all(self, model):
        return self.env[model].with_context(active_test=False).search([("id", ">", 0)])

    def _import(self, data):
        text = data if isinstance(data, str) else json.dumps(data)
        return self.configuration._import(text)

    def _edit(self, model, number=0, **values):
        """Return what was exported with one row changed, and without the other rows."""
        data = json.loads(self._export())
        row = data[model][number]
        row.pop("xmlid", None)
        return {"format": data["format"], "version": 1, model: [{**row, **values}]}

    def _set_up_one_of_each(self):
        self._create_checklist(
            {
                "kind": "pricelist_price",
                "tolerance_percent": 2.5,
                "override_group_id": self.group.id,
                "severity": "block",
            },
            {"kind": "pricelist_price", "name": "Twice", "active": False},
            {"method": "attest", "name": "Look at it", "note": "With care"},
            name="Exports",
            domain="[('amount_total', '>', 100)]",
            company_id=self.company.id,
            mode="observe",
        )
        holds = self.env["order.hold.type"].create(
            [
                {"name": "First", "code": "first", "stops_ship": True, "until_days": 3},
                {"name": "Second", "code": "second", "stops_ship": True},
            ]
        )
        holds[0].follow_type_id = holds[1]
        self.env["order.change.rule"].action_load_recommended()
        self.env["order.department"].create(
            {
                "name": "Production",
                "code": "PROD",
                "company_id": self.company.id,
                "warehouse_ids": [Command.set(self.warehouse.ids)],
                "member_ids": [Command.set(self.warehouse_lead.ids)],
            }
        )
        self.company.order_release_now_budget = 7

    def test_wiped_and_imported_it_is_the_same(self):
        self._set_up_one_of_each()
        before = self._export()
        names = self.env["ir.model.data"].search_count([("module", "=", "order_specialist")])
        self._get_all("order.department").sudo().unlink()
        for model in MODELS:
            self._get_all(model).unlink()
        self.company.order_release_now_budget = 0
        self.assertNotEqual(self._export(), before)
        counts, problems = self._import(before)
        self.assertEqual(problems, [])
        self.assertEqual(counts["updated"], 0)
        self.assertEqual(self._export(), before)
        self.assertEqual(
            self.env["ir.model.data"].search_count([("module", "=", "order_specialist")]), names
        )
        self.assertTrue(self.env.ref("order_specialist.check_pricelist_price").exists())
        self.assertEqual(self.company.order_release_now_budget, 7)

    def test_imported_twice_it_is_the_same(self):
        self._set_up_one_of_each()
        before = self._export()
        counts, problems = self._import(before)
        self.assertEqual((counts["created"], problems), (0, []))
        self.assertEqual(self._export(), before)

    def test_nobody_loses_what_the_file_does_not_name(self):
        data = self._edit("order.reason", name={"en_US": "Other words"})
        count = self.env["order.reason"].search_count([])
        counts, _problems = self._import(data)
        self.assertEqual(counts, {"created": 0, "updated": 1})
        self.assertEqual(self.env["order.reason"].search_count([]), count)
        self.assertEqual(self.env["order.reason"].search_count([("name", "=", "Other words")]), 1)

    def test_words_of_all_languages_are_taken_along(self):
        self.env["res.lang"]._activate_lang("de_DE")
        reason = self.env["order.reason"].search([], limit=1)
        reason.with_context(lang="de_DE").name = "Anderes"
        before = self._export()
        reason.with_context(lang="de_DE").name = "Verloren"
        self._import(before)
        self.assertEqual(reason.with_context(lang="de_DE").name, "Anderes")

    # --- what does not match ----------------------------------------------------------------------

    def test_unknown_group_leaves_the_record_out(self):
        self._create_checklist({"kind": "pricelist_price", "code": "price"}, code="a")
        data = json.loads(self._export())
        row = next(row for row in data["order.checklist"] if row["code"] == "a")
        row["checks"][0] |= {"code": "new", "override_group_id": "xmlid:base.no_such_group"}
        counts, problems = self._import({**data, "order.checklist": [row]})
        self.assertEqual(len(problems), 1)
        self.assertIn("no_such_group", problems[0])
        self.assertIn("Check “pricelist_price”", problems[0])
        self.assertFalse(self.env["order.check"].search_count([("code", "=", "new")]))

    def test_one_unknown_user_of_several_is_said_and_none_left_is_nobody(self):
        self._set_up_one_of_each()
        rows = json.loads(self._export())["order.department"]
        number = next(n for n, row in enumerate(rows) if row["code"] == "PROD")
        members = [*rows[number]["member_ids"], "login:gone@example.com"]
        counts, problems = self._import(
            self._edit("order.department", number, code="P2", member_ids=members)
        )
        self.assertEqual((counts["created"], len(problems)), (1, 1))
        self.assertIn("gone@example.com", problems[0])
        counts, problems = self._import(
            self._edit("order.department", number, code="P3", member_ids=members[1:])
        )
        self.assertEqual(counts["created"], 0, "nobody would mean everybody")
        self.assertIn("left out", problems[0])

    def test_domain_of_an_unknown_field_is_left_out(self):
        self._create_checklist("stock_short", code="a", mode="draft")
        data = self._edit("order.checklist", 0, code="b", domain="[('x_colour', '=', 1)]")
        _counts, problems = self._import(data)
        self.assertEqual(len(problems), 1)
        self.assertIn("x_colour", problems[0])
        self.assertFalse(self.env["order.checklist"].search([("code", "=", "b")]))

    def test_unknown_field_rule_and_value_are_said(self):
        cases = {
            "from_the_future": {"code": "b", "from_the_future": 1},
            "no_such_rule": {"code": "b", "checks": [{"code": "x", "kind": "no_such_rule"}]},
            "sometimes": {"code": "b", "mode": "sometimes"},
        }
        for word, values in cases.items():
            with self.subTest(word), self.env.cr.savepoint() as savepoint:
                _counts, problems = self._import(self._edit("order.checklist", 0, **values))
                self.assertEqual([word in problem for problem in problems], [True], problems)
                savepoint.rollback()

    def test_companies_stay_apart(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        limit = self.env["order.limit"].search([("resolution_code", "=", False)], limit=1)
        limit.company_id = company
        self._create_checklist("stock_short", code="ours", company_id=self.company.id)
        self.assertNotIn("Elsewhere", self._export())
        self.assertIn('"ours"', self._export())
        data = self._edit("order.limit", company_id="name:Elsewhere")
        counts, problems = self._import(data)
        self.assertEqual((counts["created"], len(problems)), (0, 1))
        self.assertIn("Elsewhere", problems[0])
        self.administrator.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        configuration = self.configuration.with_company(company)
        text = configuration.with_context(allowed_company_ids=company.ids)._export()
        self.assertNotIn('"ours"', text)
        self.assertIn("Elsewhere", text)

    def test_what_is_no_such_file_changes_nothing(self):
        good = self._export()
        data = json.loads(good)
        for bad in (
            "",
            "no json",
            "[]",
            "{}",
            good[:-100],
            {**data, "format": "another"},
            {**data, "version": 99},
            {**data, "order.reason": [{"name": "no code"}]},
            {**data, "order.reason": ["a word"]},
            {**data, "company": 7},
        ):
            with self.assertRaises(UserError):
                self._import(bad)
        self.assertEqual(self._export(), good)

    # --- what must not happen ---------------------------------------------------------------------

    def test_checklist_that_comes_in_enforcing_stops_from_now_on(self):
        order = self._create_order([(None, 10, 5.0)])
        order.action_confirm()
        self.company.order_desk_active = False
        self._create_checklist(
            {"kind": "pricelist_price", "gate": "ship"}, code="a", mode="enforce"
        )
        data = self._edit("order.checklist", 0, code="b")
        self._import(data)
        checklist = self.env["order.checklist"].search([("code", "=", "b")])
        self.assertEqual(checklist.mode, "enforce")
        self.assertGreaterEqual(checklist.effective_from, order.confirmed_on)
        self.assertFalse(self.company.order_desk_active, "the file switches no desk on")

    def test_only_administrators_may(self):
        text = self._export()
        wizards = self.env["order.configuration.wizard"]
        for user in (self.specialist, self.supervisor, self.auditor, self.salesperson):
            configuration = self.configuration.with_user(user)
            for method in (configuration._export, lambda c=configuration: c._import(text)):
                with self.assertRaises(AccessError):
                    method()
            with self.assertRaises(AccessError):
                wizards.with_user(user).action_export()

    # --- the dialog -------------------------------------------------------------------------------

    def _open(self, data):
        wizard = self.env["order.configuration.wizard"].with_user(self.administrator)
        text = data if isinstance(data, str) else json.dumps(data)
        return wizard.create({"file": base64.b64encode(text.encode())})

    def test_file_is_looked_at_first_and_then_imported(self):
        data = self._edit("order.reason", code="new", name={"en_US": "New"}, colour=1)
        wizard = self._open(data)
        wizard.action_try()
        self.assertEqual(wizard.state, "tried")
        self.assertIn("1 records would be added", wizard.summary)
        self.assertIn("colour", wizard.problems)
        self.assertFalse(self.env["order.reason"].search([("code", "=", "new")]))
        wizard.action_import()
        self.assertEqual(wizard.state, "done")
        self.assertTrue(self.env["order.reason"].search([("code", "=", "new")]))

    def test_exported_file_is_that_of_the_dialog(self):
        wizards = self.env["order.configuration.wizard"].with_user(self.administrator)
        wizard = wizards.browse(wizards.action_export()["res_id"])
        self.assertEqual(base64.b64decode(wizard.file).decode(), self._export())
        self.assertTrue(wizard.filename.endswith(".json"))
        self.assertEqual(wizards.browse(wizards.action_choose()["res_id"]).state, "import")

    def test_file_that_is_no_text_is_refused(self):
        wizard = self._open("")
        wizard.file = base64.b64encode(b"\xff\xfe\x00")
        with self.assertRaisesRegex(UserError, "no configuration"):
            wizard.action_try()
