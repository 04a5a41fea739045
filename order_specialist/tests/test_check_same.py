import re

from odoo.tests import tagged

from .common import DeskCase

#: What a help text tells people to do, as its sentence begins.
DONE = frozenset(
    ("Ask", "Choose", "Compare", "Enter", "Look", "Lower", "Merge")
    + ("Offer", "Promise", "Round", "Say", "Take", "Tell")
)


@tagged("post_install", "-at_install")
class TestCheckSame(DeskCase):
    """Checklists add up, and the same rule with the same settings counts once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order([(None, 10, 5.0)])
        cls.rule = {"kind": "pricelist_price", "tolerance_percent": 0.5}

    def _get_shown(self, **values):
        """Return (severity, stops) of what is shown of the order."""
        return [(b["severity"], b["stops"]) for b in self.order.get_blockers(**values)]

    def test_strictest_severity_counts_once(self):
        for severities in (("info", "override"), ("override", "info"), ("block", "override")):
            with self.subTest(severities):
                lists = [self._create_checklist({**self.rule, "severity": s}) for s in severities]
                strictest = "block" if "block" in severities else "override"
                self.assertEqual(self._get_shown(), [(strictest, True)])
                for checklist in lists:
                    checklist.unlink()

    def test_enforced_one_counts_before_one_that_observes(self):
        for modes in (("observe", "enforce"), ("enforce", "observe")):
            with self.subTest(modes):
                lists = [self._create_checklist(self.rule, mode=mode) for mode in modes]
                self.assertEqual(self._get_shown(), [("override", True)])
                lists[modes.index("enforce")].mode = "draft"
                self.assertEqual(self._get_shown(), [("override", False)])
                for checklist in lists:
                    checklist.unlink()

    def test_observed_stop_does_not_make_an_enforced_remark_stop(self):
        self._create_checklist(self.rule, mode="observe")
        self._create_checklist({**self.rule, "severity": "info"})
        self.assertEqual([stops for _severity, stops in self._get_shown()], [False])

    def test_other_settings_are_another_check(self):
        self._create_checklist(self.rule)
        self._create_checklist({**self.rule, "tolerance_percent": 5})
        self.assertEqual(len(self._get_shown()), 2)

    def test_other_gate_is_another_check(self):
        self._create_checklist(self.rule, {**self.rule, "gate": "handoff"})
        gates = [blocker["gate"] for blocker in self.order.get_blockers()]
        self.assertEqual(gates, ["confirm", "handoff"])

    def test_one_gate_asked_alone_counts_once_too(self):
        self._create_checklist(self.rule, self.rule)
        self.assertEqual(len(self._get_shown(gate="confirm")), 1)

    def test_settings_that_are_records_are_compared(self):
        parameters = {"pricelist_price": ("override_group_id",)}
        self.patch(self.env.registry["order.check"], "_get_parameters", lambda _check: parameters)
        group = self.env.ref("order_specialist.group_supervisor")
        checklist = self._create_checklist(self.rule, {**self.rule, "override_group_id": group.id})
        self.assertEqual(len(self._get_shown()), 2)
        checklist.check_ids.override_group_id = group
        self.assertEqual(len(self._get_shown()), 1)

    def test_four_eyes_and_the_higher_group_are_stricter(self):
        supervisors = self.env.ref("order_specialist.group_supervisor")
        checklist = self._create_checklist(
            self.rule,
            {**self.rule, "override_group_id": supervisors.id},
            {**self.rule, "four_eyes": True},
        )
        found = self._find(self.order, "pricelist_price")
        self.assertEqual([f.check for f in found], [checklist.check_ids[2]])
        checklist.check_ids[2].four_eyes = False
        found = self._find(self.order, "pricelist_price")
        self.assertEqual([f.check for f in found], [checklist.check_ids[1]])

    def test_orders_of_only_one_list_keep_that_one(self):
        other = self._create_order([(None, 10, 5.0)], client_order_ref="4711")
        self._create_checklist({**self.rule, "severity": "info"})
        self._create_checklist(self.rule, domain="[('client_order_ref', '=', '4711')]")
        self.assertEqual(self._get_shown(), [("info", False)])
        self.assertEqual([b["severity"] for b in other.get_blockers()], ["override"])

    def test_override_covers_the_one_that_spoke_and_so_all(self):
        self._create_checklist(self.rule)
        self._create_checklist(self.rule)
        self._override(self.order, "pricelist_price", self.specialist)
        self.assertEqual(self._get_shown(), [])
        self._create_checklist(self.rule)
        self.assertEqual(self._get_shown(), [], "a new list of the same asks nobody again")
        self._create_checklist({**self.rule, "severity": "block"})
        self.assertEqual(self._get_shown(), [("block", True)])

    def test_one_finding_is_stored(self):
        self._create_checklist(self.rule, mode="observe")
        enforced = self._create_checklist(self.rule)
        self.order.action_verify()
        self.assertRecordValues(
            self.order.finding_ids, [{"check_id": enforced.check_ids.id, "is_blocking": True}]
        )
        enforced.mode = "draft"
        self.order.action_verify()
        self.assertEqual(
            self.order.finding_ids.filtered("is_open").check_id.checklist_id.mode, "observe"
        )

    def test_ticks_are_never_the_same(self):
        tick = {"method": "attest"}
        self._create_checklist(tick)
        self._create_checklist(tick)
        self.assertEqual(len(self._get_shown()), 2)


@tagged("post_install", "-at_install")
class TestCheckSettings(DeskCase):
    """What a check is set to reads like a sentence, and each rule says what it does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            {"kind": "pricelist_price", "tolerance_percent": 0.5, "tolerance_amount": 0.05},
            {"kind": "duplicate_order", "days": 30, "empty_words": False},
            "address_incomplete",
            {"method": "attest"},
            mode="draft",
        )
        cls.price, cls.duplicate, cls.address, cls.tick = cls.checklist.check_ids

    def test_settings_are_told_with_their_units(self):
        self.assertEqual(self.price.settings_text, "Tolerance 0.5 % · Tolerance (Amount) 0.05")
        self.assertEqual(self.duplicate.settings_text, "Within 30 days")
        self.assertEqual((self.address.settings_text, self.tick.settings_text), ("", ""))

    def test_settings_follow_what_is_typed(self):
        self.price.tolerance_percent = 2
        self.assertIn("2 %", self.price.settings_text)
        self.price.tolerance_percent = 0
        self.assertEqual(self.price.settings_text, "Tolerance (Amount) 0.05")
        self.price.kind = "duplicate_order"
        self.assertNotIn("Tolerance", self.price.settings_text)

    def test_every_kind_of_setting_can_be_told(self):
        parameters = {
            "address_incomplete": ("override_group_id", "severity", "recheck", "empty_words")
        }
        self.patch(self.env.registry["order.check"], "_get_parameters", lambda _check: parameters)
        self.address.write({"recheck": True, "empty_words": "x" * 50})
        text = self.address.settings_text
        self.assertIn(f"Overridden By {self.address.override_group_id.display_name}", text)
        self.assertIn("Severity Stop", text)
        self.assertIn(" · Ask Again · ", text)
        self.assertTrue(text.endswith("x…"), text)

    def test_words_are_the_readers(self):
        self.env["res.lang"]._activate_lang("de_DE")
        label = self.env["ir.model.fields"]._get("order.check", "days")
        label.with_context(lang="de_DE").field_description = "Tage"
        self.env.registry.clear_cache()
        self.assertEqual(self.duplicate.with_context(lang="de_DE").settings_text, "Tage 30")

    def test_settings_of_every_rule_are_fields(self):
        for kind, names in self.env["order.check"]._get_parameters().items():
            for name in names:
                self.assertIn(name, self.env["order.check"]._fields, kind)
        names = ["machine", "tolerance_percent", "tolerance_amount"]
        self.assertEqual(self.price.parameter_names, names)
        self.assertEqual(self.tick.parameter_names, ["attest"])

    def test_each_of_the_first_rules_says_what_it_does(self):
        choices = self.env["order.check"].get_kind_choices()
        kinds = {kind["value"]: kind for group in choices for kind in group["kinds"]}
        self.assertEqual(
            set(kinds),
            {value for value, _label in self.env["order.check"]._fields["kind"].selection},
        )
        for kind in (check["kind"] for check in (self.price, self.duplicate, self.address)):
            self.assertRegex(kinds[kind]["help"], r"^Finds .+\.$")
        self.assertEqual(self.price.kind_help, kinds["pricelist_price"]["help"])
        self.assertFalse(self.tick.kind_help)
        for kind, choice in kinds.items():
            what, *to_do = re.split(r"(?<=[.]) (?=[A-Z])", choice["help"])
            self.assertRegex(what, r"^Finds .+\.$", kind)
            verbs = {sentence.split()[0] for sentence in to_do}
            self.assertTrue(verbs & DONE, f"{kind}: what to do? {verbs}")

    def test_rules_are_grouped_by_what_they_look_at(self):
        groups = {g["label"]: g["kinds"] for g in self.env["order.check"].get_kind_choices()}
        self.assertIn("pricelist_price", [kind["value"] for kind in groups["Price and quantity"]])
        groups = dict(self.env["order.check"]._get_kind_groups(("stock_short", "no_weekend")))
        self.assertEqual(groups["Other"], ("no_weekend",))
