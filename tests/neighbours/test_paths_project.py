"""Projects: a task that somebody makes for a quotation confirms it; he reads why not."""

from odoo.addons.order_specialist.tests.paths_common import PathCase, way


class TestPathsProject(PathCase):
    def _prepare_confirm(self):
        order = super()._prepare_confirm()
        self.service.service_tracking = "no"
        order.order_line = [(0, 0, {"product_id": self.service.id, "product_uom_qty": 1})]
        return order

    @way("a task for a line of it", "confirm", "superuser")
    def task(self, order, user):
        self._link("project.task", order, user)

    @way("a project for a line of it", "confirm", "superuser")
    def project(self, order, user):
        self._link("project.project", order, user)

    def _link(self, model, order, user):
        line = order.sudo().order_line.filtered(lambda line: line.product_id == self.service)
        values = {"name": "Advice", "partner_id": self.customer.id, "sale_line_id": line.id}
        if model == "project.task":
            project = self.env["project.project"].create({"name": "Desk", "allow_billable": True})
            values["project_id"] = project.id
        else:
            values["allow_billable"] = True
        self.env[model].with_user(user).create(values)
