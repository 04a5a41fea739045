from odoo import models

from ..tools.mail_text import find_inline_pictures

#: A picture inside the text of a mail that is smaller than this (bytes) is a logo, no photo.
SMALLEST_PHOTO = 50 * 1024


class OrderCase(models.Model):
    """What proves a claim: photos and documents, not what a mail is decorated with."""

    _inherit = "order.case"

    def _get_evidence(self):
        """Return the attachments of this claim, the logos of its mails left out (as superuser)."""
        self.ensure_one()
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        attachments = self.env["ir.attachment"].sudo().search(domain)
        small = attachments.filtered(lambda file: file.file_size < SMALLEST_PHOTO)
        if not small:
            return attachments
        inline = find_inline_pictures(self.sudo().message_ids.mapped("body"))
        return attachments - small.filtered(lambda file: file.id in inline)
