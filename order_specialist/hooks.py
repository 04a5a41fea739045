import logging

_logger = logging.getLogger(__name__)


def uninstall_hook(env):
    """Refuse to leave while Odoo alone would bill orders again, and remove what Odoo would not.

    What only this addon keeps from being billed is listed, also where it is uninstalled anyway.
    """
    env["order.case"]._check_uninstall()
    if affected := env["order.case"]._get_kept_figures():
        _logger.warning(
            "Uninstalled nevertheless; look at what these orders bill:\n%s", "\n".join(affected)
        )
    parameters = [("key", "=like", "order_specialist.%")]
    env["ir.config_parameter"].search(parameters).unlink()
