"""Projects: who makes a task or a project for a quotation confirms it, so he reads why not.

Nobody else waits there: it is refused, and nothing of the task is left. The next task of a series,
which comes by itself when somebody closes the last one, is no reason to refuse him that.
"""

from odoo.fields import Command

from odoo.addons.order_specialist.tests.paths_common import PathCase, way

PROJECT = ("project_manager", "superuser")


class ProjectCase(PathCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project_user = cls._create_user("t_project", "project.group_project_user")
        cls.project_manager = cls._create_user(
            "t_project_lead", "project.group_project_manager,sales_team.group_sale_salesman"
        )
        cls.service.service_tracking = "no"
        cls.desk = cls.env["project.project"].create(
            {"name": "Desk", "allow_billable": True, "partner_id": cls.customer.id}
        )
        values = {"name": "Meeting", "project_id": cls.desk.id, "partner_id": cls.customer.id}
        cls.meeting = cls.env["project.task"].create(values)

    def _prepare_confirm(self):
        order = super()._prepare_confirm()
        values = {"product_id": self.service.id, "product_uom_qty": 1}
        order.order_line = [Command.create(values)]
        return order

    def _get_service_line(self, order):
        return order.sudo().order_line.filtered(lambda line: line.product_id == self.service)


class TestPathsProject(ProjectCase):
    @way("a task for a line of it", "confirm", "project_user", *PROJECT)
    def task(self, order, user):
        values = {"name": "Advice", "project_id": self.desk.id}
        self._create("project.task", values, order, user)

    @way("a project for a line of it", "confirm", *PROJECT)
    def project(self, order, user):
        self._create("project.project", {"name": "Advice", "allow_billable": True}, order, user)

    def _create(self, model, values, order, user):
        line = self._get_service_line(order)
        values = {**values, "partner_id": self.customer.id, "sale_line_id": line.id}
        self.env[model].with_user(user).create(values)

    @way("a line of it is written on a task", "confirm", "project_user", *PROJECT)
    def task_written(self, order, user):
        self.meeting.with_user(user).sale_line_id = self._get_service_line(order).id

    @way("a line of it is written on a project", "confirm", *PROJECT)
    def project_written(self, order, user):
        self.desk.with_user(user).sale_line_id = self._get_service_line(order).id

    @way("an order made from a task", "confirm", *PROJECT)
    def from_task(self, order, user):
        return self._create_order_from(order, user, create_for_task_id=self.meeting.id)

    @way("an order made from a project", "confirm", *PROJECT)
    def from_project(self, order, user):
        return self._create_order_from(order, user, create_for_project_id=self.desk.id)

    def _create_order_from(self, order, user, **context):
        line = {"product_id": self.service.id, "product_uom_qty": 1}
        values = {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        return order.with_user(user).with_context(**context).create(values)

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()


class TestSeriesOfTasks(ProjectCase):
    """An order is cancelled, and a quotation again; its task comes every week."""

    def _prepare_series(self):
        order = self._create_order([(self.service, 1, 10.0)], client_order_ref="4711").sudo()
        order.action_confirm()
        task = self.meeting
        task.write(
            {"sale_line_id": order.order_line.id, "recurring_task": True, "repeat_type": "forever"}
        )
        order._action_cancel()
        order.action_draft()
        self.assertEqual(task.sale_line_id, order.order_line)
        return order, task

    def _share(self):
        """Return a customer who may edit the tasks of the project on the portal."""
        user = self._create_user("t_portal", "base.group_portal")
        self.desk.privacy_visibility = "portal"
        self.desk._add_collaborators(user.partner_id)
        self.desk.message_subscribe(partner_ids=user.partner_id.ids)
        return user

    def _get_next(self):
        return self.desk.task_ids - self.meeting

    def test_customer_closes_a_task_of_a_stopped_quotation(self):
        order, task = self._prepare_series()
        order.client_order_ref = False
        self.customer.order_reference_required = True
        start = self.env.cr.sql_log_count
        task.with_user(self._share()).state = "1_done"
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - start
        self.assertEqual((order.state, task.state), ("draft", "1_done"))
        self.assertEqual(self._get_next().sale_line_id, order.order_line)
        self.assertFalse(order.parked_on)
        told = order.message_ids[:1]
        self.assertIn("order number is missing", told.body)
        self.assertTrue(told.is_internal or told.subtype_id.internal)
        self._record(self.series.way, "customer", "left out", queries)

    def test_a_free_quotation_is_confirmed_as_in_odoo_alone(self):
        order, task = self._prepare_series()
        task.with_user(self._share()).state = "1_done"
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._get_next().sale_line_id, order.order_line)

    @way("the next task of a series", "confirm")
    def series(self, order, user):
        """Only the name: who closes a task is not told why a quotation is stopped."""
