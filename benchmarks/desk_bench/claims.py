"""Thousands of delivered and invoiced orders with open claims, and what people do with them."""

from datetime import timedelta

from lxml import etree

from odoo.fields import Command, Datetime

CUSTOMERS = 100
#: Claims that are open stand in these states, one after the other.
_STATE = "(ARRAY['new', 'investigating', 'waiting'])[1 + mod(n, 3)]"


class ClaimWorld:
    """One order of each thing, made by Odoo, and ``count`` copies of it, made by SQL."""

    def __init__(self, env, count):
        self.env, self.count = env, count
        if not env.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", env.company, False)
        env.company.order_desk_active = True
        self.specialist = env["res.users"].create(
            {
                "name": "Claims",
                "login": "claims_bench",
                "group_ids": [Command.link(env.ref("order_specialist.group_specialist").id)],
            }
        )
        self.order = self._create_pattern()
        self._copy_all()

    def _create_pattern(self):
        """Return an order that was delivered nine days late, and invoiced."""
        env = self.env
        product = env["product.product"].create(
            {"name": "Product", "is_storable": True, "invoice_policy": "delivery"}
        )
        stock = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        env["stock.quant"]._update_available_quantity(product, stock.lot_stock_id, 5)
        names = [{"name": f"Claimant {number}"} for number in range(CUSTOMERS)]
        self.customers = env["res.partner"].create(names)
        line = {"product_id": product.id, "product_uom_qty": 5, "price_unit": 10.0}
        order = env["sale.order"].create(
            {"partner_id": self.customers[0].id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        order.commitment_date = Datetime.now() - timedelta(days=9)
        order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
        order.picking_ids.button_validate()
        order._create_invoices().action_post()
        self.case = env["order.case"].create(
            {
                "order_id": order.id,
                "type_id": env.ref("order_specialist.order_case_type_damaged").id,
                "user_id": self.specialist.id,
                "line_ids": [
                    Command.create(
                        {
                            "order_line_id": order.order_line.id,
                            "move_id": order.order_line.move_ids.id,
                            "expected_quantity": 5,
                            "actual_quantity": 3,
                        }
                    )
                ],
            }
        )
        env.flush_all()
        return order

    def _copy_all(self):
        order, bill = self.order, self.order.invoice_ids
        customer = f"({_array(self.customers.ids)})[1 + mod(n, {CUSTOMERS})]"
        partners = ("partner_id", "partner_invoice_id", "partner_shipping_id")
        orders = self._copy(
            order,
            name="'CB' || lpad(n::text, 6, '0')",
            access_token="NULL",
            **dict.fromkeys(partners, customer),
        )
        lines = self._copy(order.order_line, order_id=orders, order_partner_id=customer)
        pickings = self._copy(
            order.picking_ids, name="'CBP' || n", sale_id=orders, partner_id=customer
        )
        moves = self._copy(
            order.order_line.move_ids, picking_id=pickings, sale_line_id=lines, next_serial="NULL"
        )
        bills = self._copy(
            bill,
            name="'CBI' || n",
            access_token="NULL",
            payment_reference="NULL",
            sequence_number="n",
            partner_id=customer,
        )
        billed = self._copy(bill.invoice_line_ids, move_id=bills, move_name="'CBI' || n")
        self._run(
            f"""INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)
                SELECT {billed}, {lines} FROM generate_series(1, %(count)s) n"""
        )
        cases = self._copy(
            self.case, name="'CBC' || n", order_id=orders, partner_id=customer, state=_STATE
        )
        self._copy(self.case.line_ids, case_id=cases, order_line_id=lines, move_id=moves)
        self._run("ANALYZE")
        self.env.invalidate_all()

    def _copy(self, record, **changes):
        """Copy the row of a record, with other ``{column: SQL over n}``; return the ids' SQL."""
        table = record._table
        columns = self._run(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %(table)s",
            table=table,
        )
        [(first,)] = self._run(f"SELECT nextval('{table}_id_seq')")
        changes = {"id": f"{first} + n", **changes}
        names = [name for (name,) in columns]
        values = ", ".join(changes.get(name, f'r."{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        self._run(
            f"""INSERT INTO {table} ({quoted}) SELECT {values}
                  FROM {table} r, generate_series(1, %(count)s) n WHERE r.id = %(row)s""",
            row=record.id,
        )
        self._run(f"SELECT setval('{table}_id_seq', {first} + %(count)s)")
        return f"({first} + n)"

    def _run(self, statement, **values):
        cr = self.env.cr
        cr.execute(statement, {"count": self.count, **values})
        return cr.fetchall() if cr.description else []

    def get_cases(self):
        """Return the model of claims as the specialist sees it."""
        return self.env["order.case"].with_user(self.specialist)

    def read_list(self, limit):
        """Return what the list of open claims asks for, as the web client does."""
        cases, specification = self.get_cases(), self._get_specification("list")
        found = cases.web_search_read(_OPEN, specification, limit=limit, count_limit=10001)
        return len(found["records"])

    def read_kanban(self):
        """Return how many cards the columns show, read as the web client does."""
        cases = self.get_cases()
        groups = cases.web_read_group(
            _OPEN,
            ["state"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=self._get_specification("kanban"),
            unfold_read_default_limit=20,
        )
        colors = {"planned": "success", "today": "warning", "overdue": "danger"}
        cases.read_progress_bar(_OPEN, "state", {"field": "activity_state", "colors": colors})
        return sum(len(group.get("__records", ())) for group in groups["groups"])

    def _get_specification(self, kind):
        """Return the fields of a view as the web client asks for them."""
        view = self.env.ref(f"order_specialist.order_case_view_{kind}")
        cases = self.get_cases()
        arch = etree.fromstring(cases.get_view(view.id, kind)["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        shape = {
            "many2one": {"fields": {"display_name": {}}},
            "one2many": {"fields": {}},
            "many2many": {"fields": {}},
        }
        return {name: shape.get(cases._fields[name].type, {}) for name in sorted(names)}

    def detect(self, detection, most=None):
        """Let the system look for late deliveries, of the first ``most`` orders; return how many.

        :param detection: ``suspicion`` or ``case``
        """
        late = self.env.ref("order_specialist.order_case_type_late")
        late.write({"detection": detection, "detection_days": 1})
        if most is not None:
            self._run(
                "UPDATE stock_move SET state = CASE WHEN id IN (SELECT id FROM stock_move WHERE "
                "sale_line_id IS NOT NULL ORDER BY id LIMIT %(most)s) THEN 'done' ELSE 'cancel' "
                "END WHERE sale_line_id IS NOT NULL",
                most=most,
            )
            self.env.invalidate_all()
        return len(self.env["order.suspicion"].sudo()._scan(late, self.env.company))


_OPEN = [("state", "not in", ("settled", "refused", "cancelled"))]


def _array(ids):
    return f"ARRAY[{', '.join(map(str, ids))}]"
