"""Reading a CSV file strictly: every value is typed, every fault is named by file, line and column.

Pure Python without Odoo. A :class:`Table` is the description of one file, ``read`` returns its
rows. To read one more column, add it to the row's NamedTuple and to the table, at the same place.
"""

import csv
import io
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

SHOWN = 20
# beyond these a number or a day is a slip of the pen, and Odoo could not keep it
LARGEST = 10**9
YEARS = range(1900, 2100)


class Fault(NamedTuple):
    """One thing wrong in a file; the header is line 1, line 0 means the whole file."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self):
        place = [self.file]
        if self.line:
            place.append(f"line {self.line}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.message}"


class DataError(ValueError):
    """The files cannot be loaded; ``faults`` holds every fault, the message the first twenty."""

    def __init__(self, faults):
        self.faults = list(faults)
        shown = [str(fault) for fault in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            shown.append(f"… and {len(self.faults) - SHOWN} more")
        super().__init__("\n".join(shown))


class Table(NamedTuple):
    """One file: its name, the NamedTuple of a row, and the (column, reader) pairs in that order."""

    file: str
    row: type
    columns: tuple

    def read_file(self, folder, faults):
        """Return [(line, row)] of the file in ``folder``; append what is wrong to ``faults``."""
        before = len(faults)
        rows = list(self._read_rows(self._read_text(folder, faults), faults))
        if not rows and len(faults) == before:
            faults.append(Fault(self.file, 0, "", "has no rows"))
        return rows

    def _read_text(self, folder, faults):
        """Return the text of the file, or None; Excel begins UTF-8 text with a mark of its own."""
        try:
            return (folder / self.file).read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            faults.append(Fault(self.file, 0, "", "the file is missing"))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            faults.append(Fault(self.file, line, "", f"is not UTF-8 text ({error.reason})"))
        return None

    def _read_rows(self, content, faults):
        if content is None:
            return
        line, reader = 1, csv.reader(io.StringIO(content, newline=""), strict=True)
        try:
            if not self._check_header(next(reader, []), faults):
                return
            line = reader.line_num + 1
            for cells in reader:
                row = self._read_row(line, cells, faults)
                if row is not None:
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            faults.append(Fault(self.file, line, "", f"is not a row of CSV ({error})"))

    def _check_header(self, found, faults):
        header = [column for column, _reader in self.columns]
        if found != header:
            message = f"the columns must be {','.join(header)}, found {','.join(found) or 'none'}"
            faults.append(Fault(self.file, 1, "", message))
        return found == header

    def _read_row(self, line, cells, faults):
        if len(cells) != len(self.columns):
            message = f"{len(cells)} values where {len(self.columns)} are expected"
            faults.append(Fault(self.file, line, "", message))
            return None
        values, before = [], len(faults)
        for (column, read), cell in zip(self.columns, cells, strict=True):
            try:
                values.append(read(cell))
            except ValueError as error:
                faults.append(Fault(self.file, line, column, str(error)))
        return self.row(*values) if len(faults) == before else None


def text(cell):
    """A text that must not be empty."""
    if not cell.strip():
        raise ValueError("is empty")
    return optional_text(cell)


def optional_text(cell):
    """A text that may be empty."""
    if "\0" in cell:
        raise ValueError("holds a character that is no text")
    return cell


def whole(cell):
    """A whole number, 0 or more."""
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"'{cell}' is not a whole number")
    return _limited(int(cell), cell)


def counted(cell):
    """A whole number, 1 or more."""
    number = whole(cell)
    if not number:
        raise ValueError("must be 1 or more")
    return number


def money(cell):
    """An amount with at most two decimals, 0 or more."""
    amount = _decimal(cell)
    if amount < 0:
        raise ValueError(f"'{cell}' is negative")
    if amount != round(amount, 2):
        raise ValueError(f"'{cell}' has more than two decimals")
    return amount


def share(cell):
    """A share of 1, as 0.05 for five percent; less than 1."""
    part = _decimal(cell)
    if not 0 <= part < 1:
        raise ValueError(f"'{cell}' is not between 0 and 1")
    return part


def day(cell):
    """A date as YYYY-MM-DD, of this century or the last."""
    try:
        found = date.fromisoformat(cell)
    except ValueError:
        found = None
    if not found or found.isoformat() != cell:
        raise ValueError(f"'{cell}' is not a date (YYYY-MM-DD)")
    if found.year not in YEARS:
        raise ValueError(f"'{cell}' is not between {YEARS[0]} and {YEARS[-1]}")
    return found


def clock(cell):
    """A time of the day as HH:MM."""
    try:
        found = time.fromisoformat(cell)
    except ValueError:
        found = None
    if found is None or found.strftime("%H:%M") != cell:
        raise ValueError(f"'{cell}' is not a time (HH:MM)")
    return found


def flag(cell):
    """0 or 1."""
    if cell not in ("0", "1"):
        raise ValueError(f"'{cell}' is neither 0 nor 1")
    return cell == "1"


def pairs(cell):
    """Products with a quantity, as "61:40 48:5"; may be empty."""
    found = tuple(tuple(pair.split(":")) for pair in cell.split())
    if any(len(pair) != 2 for pair in found):
        raise ValueError(f"'{cell}' is not a list of PRODUCT:QUANTITY")
    return tuple((counted(product), counted(quantity)) for product, quantity in found)


def one_of(*allowed):
    """Return a reader of a cell that takes one of the values ``allowed``."""

    def read(cell):
        if cell not in allowed:
            raise ValueError(f"'{cell}' is not one of {', '.join(filter(None, allowed))}")
        return cell

    return read


def optional(read):
    """Return a reader as ``read`` that gives None for an empty cell."""
    return lambda cell: read(cell) if cell else None


def _decimal(cell):
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"'{cell}' is not a number") from None
    if not number.is_finite():
        raise ValueError(f"'{cell}' is not a number")
    return _limited(number, cell)


def _limited(number, cell):
    if number > LARGEST:
        raise ValueError(f"'{cell}' is too large")
    return number


def find_repeated(table, rows, columns):
    """Return a fault for each row whose values in ``columns`` (name → field) an earlier row has."""
    seen, faults = {}, []
    for line, row in rows:
        key = tuple(getattr(row, field) for field in columns.values())
        if key in seen:
            said = ", ".join(str(value) for value in key)
            message = f"{said} is already on line {seen[key]}"
            faults.append(Fault(table.file, line, ", ".join(columns), message))
        seen.setdefault(key, line)
    return faults


def find_unknown(table, rows, column, field, known, where):
    """Return a fault for each row whose ``field`` is not among ``known``, the keys of ``where``."""
    return [
        Fault(table.file, line, column, f"{getattr(row, field)} is not in {where}")
        for line, row in rows
        if getattr(row, field) not in known
    ]
