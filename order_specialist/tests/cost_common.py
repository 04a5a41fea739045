"""What the desk costs a run, beside what Odoo alone costs in the same minute."""

from contextlib import suppress

#: What the desk may add to all that Odoo asks of the database in a whole run.
MORE_QUERIES = 1.1


class _UndoneError(Exception):
    """Ends a measurement that leaves nothing behind."""


class CostMixin:
    """Counting queries; mixed into a test class that has a desk."""

    def _count(self, method, records):
        """Return how many queries ``method`` of ``records`` makes."""
        self.env.flush_all()
        self.env.invalidate_all()
        records = records.browse(records.ids)  # as a list on the screen names them
        start = self.env.cr.sql_log_count
        method(records)
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def _count_alone(self, method, records):
        """Like ``_count``, with the desk off; whatever was done is taken back."""
        counted = []
        with suppress(_UndoneError), self.env.cr.savepoint():
            self.company.order_desk_active = False
            counted.append(self._count(method, records))
            raise _UndoneError
        self.env.invalidate_all()
        self.company.order_desk_active = True
        return counted[0]

    def _predict_alone(self, method, records, number, steps=(10, 40)):
        """Return what Odoo alone asks for ``number`` records, from two smaller runs.

        The first of all is not counted: it fills what is cached for good.
        """
        few, more = steps
        self._count_alone(method, records[:2])
        low, high = (self._count_alone(method, records[:step]) for step in steps)
        return low + (high - low) / (more - few) * (number - few)
