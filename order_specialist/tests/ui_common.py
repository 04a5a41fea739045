"""Tours that tell the test something, and pictures of what the user sees."""

import base64
import io
import os
from datetime import date
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

from ..demo import keys, load

#: Where the pictures go, if somebody wants them: the folder of the documentation.
PICTURES = os.environ.get("ORDER_DESK_PICTURES")
TODAY = None if PICTURES else date(2024, 5, 7)


class DeskTourCase(HttpCase):
    """Today's inbox on the desk, and its people, each with the login as password."""

    browser_size = "1440x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load(cls.env, orders="0", today=TODAY, say=str)
        known = keys.find(cls.env, "sale.order", "inbox")
        cls.inbox = {int(key): order for key, order in known.items()}

    def run_tour(self, name, login, page):
        """Run a tour as ``login``, from ``page`` on, which is loaded for it alone.

        Returns what it said on the console as ``[word] value``.
        """
        said = {}
        handle = ChromeBrowser._handle_console

        def listen(browser, type, args=None, **values):
            text = str(args[0].get("value", "")) if args else ""
            if text.startswith("["):
                word, _, value = text[1:].partition("] ")
                said[word] = value
                if word == "picture":
                    self._take_picture(browser, value)
            return handle(browser, type, args=args, **values)

        cookies = {"order_desk_pictures": "1"} if PICTURES else None
        with patch.object(ChromeBrowser, "_handle_console", listen):
            self.start_tour(page, name, login=login, cookies=cookies, timeout=120)
        self.env.invalidate_all()
        return said

    def _take_picture(self, browser, name):
        def save(future):
            raw = io.BytesIO(base64.b64decode(future.result()["data"]))
            # 128 colours are enough for a screen, and a third of the bytes
            image = Image.open(raw).convert("RGB").quantize(128)
            image.save(Path(PICTURES) / f"{name}.png", optimize=True)

        picture = browser._websocket_send("Page.captureScreenshot", with_future=True)
        picture.add_done_callback(save)
