from odoo import models

#: Who has a say where an auditor only reads.
_SPEAKERS = (
    "order_specialist.group_specialist",
    "order_specialist.group_department_member",
    "sales_team.group_sale_salesman",
    "account.group_account_invoice",
)


class OrderThreadMixin(models.AbstractModel):
    """A thread into which writes who reads it, but for auditors, who change nothing."""

    _name = "order.thread.mixin"
    _inherit = ["mail.thread"]
    _description = "Thread That Auditors Only Read"
    _mail_post_access = "read"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and self._is_only_audited():
            return dict.fromkeys(operations, "write")
        return operations

    def _is_only_audited(self):
        user = self.env.user
        return user.has_group("order_specialist.group_auditor") and not any(
            user.has_group(group) for group in _SPEAKERS
        )
