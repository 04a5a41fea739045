from odoo import api, models

from odoo.addons.order_specialist.tools.asked import mark_unattended


class ProjectTaskRecurrence(models.Model):
    """Who closes a task of a series, a customer on the portal too, asks for the next one by it.

    He does not ask for the quotation that it belongs to (an order that was cancelled, and is a
    quotation again), which Odoo would confirm.
    """

    _inherit = "project.task.recurrence"

    @api.model
    def _create_next_occurrences(self, occurrences_from):
        recurrences = super(ProjectTaskRecurrence, mark_unattended(self))
        return recurrences._create_next_occurrences(occurrences_from)
