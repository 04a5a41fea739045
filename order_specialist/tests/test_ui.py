from odoo.tests import HttpCase, tagged


def hoot_id(descriptor):
    """Return how Hoot names a suite: its ``filter`` matches loosely and runs hundreds of tests."""
    value = 0
    for char in descriptor:
        value = ((value << 5) - value + ord(char)) & 0xFFFFFFFF
    return f"{value:08x}"


@tagged("post_install", "-at_install")
class TestWidgets(HttpCase):
    def test_widgets_in_a_browser(self):
        suite = hoot_id("@order_specialist")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )
