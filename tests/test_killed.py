"""A server that dies in the middle of a settlement leaves nothing or the whole."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from durable import DeskServer, DurableDatabase

#: The settlement waits: before its document; after it, when it notes that it is done; while the
#: database confirms all of it.
BEFORE_DOCUMENT = "LOCK TABLE account_move IN SHARE MODE"
AFTER_DOCUMENT = "LOCK TABLE order_case_resolution IN SHARE MODE"
IN_COMMIT = "SELECT pg_advisory_lock(1)"

#: What is there of a resolution: how it stands, and its claim; credit notes altogether, its own,
#: posted and with all that belongs to them; transfers of it, with moves to do; what the order line
#: keeps from being billed again, and what is billed.
STATE = """
    SELECT r.state, c.state,
           (SELECT count(*) FROM account_move WHERE move_type = 'out_refund'),
           (SELECT count(*) FROM account_move m
             WHERE m.id = r.account_move_id AND m.order_case_resolution_id = r.id
               AND m.state = 'posted' AND m.amount_untaxed = r.document_amount
               AND 0 = (SELECT sum(balance) FROM account_move_line WHERE move_id = m.id)),
           (SELECT count(*) FROM stock_picking p WHERE p.order_case_resolution_id = r.id
               AND EXISTS (SELECT FROM stock_move WHERE picking_id = p.id AND state = 'assigned')),
           (SELECT sum(credited_qty) FROM sale_order_line),
           (SELECT sum(qty_invoiced) FROM sale_order_line)
      FROM order_case_resolution r JOIN order_case c ON c.id = r.case_id
     WHERE r.id = {}
"""
NOTHING = ("draft", "new", 0, 0, 0, None, 5)
CREDITED = ("done", "settled", 1, 1, 0, 2, 3)
REPLACED = ("done", "settled", 1, 0, 1, 2, 3)


class Settlement:
    """A resolution that somebody settles over and over, while things die around him."""

    def __init__(self, database, server, resolution):
        self._database, self._server, self._id = database, server, resolution

    def get_state(self):
        [row] = self._database.execute(STATE.format(self._id))
        return row

    def settle(self):
        """Press the button; returns the HTTP status and what the server says."""
        return self._server.call("order.case.resolution", "action_settle", ids=[self._id])

    def settle_and_die(self, where, power=True):
        """Kill the server's process while the settlement is at ``where``.

        :param power: off: the database falls at the same moment
        """
        with ThreadPoolExecutor(1) as pool, self._database.held(where) as wait_until_stuck:
            answer = pool.submit(self.settle)
            wait_until_stuck()
            self._server.kill_worker()
            if not power:
                self._database.crash()
            with pytest.raises(ConnectionError):
                answer.result()
        self._database.wait_until_left()
        # connections that fell with the database are met by who comes first
        self._server.wait_until_up()


@pytest.fixture
def house(meet, meeting_place):
    """Return a database that keeps what it confirms, a server on it, and what is to be settled."""
    ids = meet("killed")
    database = DurableDatabase(meeting_place)
    try:
        server = DeskServer(database, ids["key"])
        try:
            server.wait_until_up()
            yield database, server, ids
        finally:
            server.kill()
    finally:
        database.remove()


def test_a_server_killed_while_it_settles_leaves_nothing_or_the_whole(house):
    database, server, ids = house
    assert database.execute("SHOW fsync") == [("on",)]
    credit = Settlement(database, server, ids["credit"])
    assert credit.get_state() == NOTHING

    credit.settle_and_die(BEFORE_DOCUMENT)
    assert credit.get_state() == NOTHING
    credit.settle_and_die(AFTER_DOCUMENT)
    assert credit.get_state() == NOTHING
    credit.settle_and_die(IN_COMMIT, power=False)
    assert credit.get_state() == NOTHING

    # the order to keep it had been given: it is all there, and nobody has read an answer
    credit.settle_and_die(IN_COMMIT)
    assert credit.get_state() == CREDITED
    status, answer = credit.settle()
    assert status == 422
    assert "done already by Specialist" in answer
    assert credit.get_state() == CREDITED

    # what somebody has read an answer of outlives a power cut
    sent = Settlement(database, server, ids["replacement"])
    assert sent.settle()[0] == 200
    database.crash()
    # its connections have fallen too: who comes first meets that
    server.wait_until_up()
    assert sent.get_state() == REPLACED
    status, answer = sent.settle()
    assert status == 422, answer
    assert sent.get_state() == REPLACED
    assert credit.get_state() == CREDITED
    names = database.execute("SELECT name FROM account_move WHERE move_type = 'out_refund'")
    assert names[0][0].endswith("00001"), "numbers of credit notes that nobody has seen are lost"
