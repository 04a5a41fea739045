"""What happens around installing and uninstalling the addon."""


def uninstall_hook(env):
    """Remove what Odoo does not remove by itself."""
