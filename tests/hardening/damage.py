"""Damaged XLS workbooks: ``python -m tests.hardening.damage 2000`` reads so many and says what became of them.

Damage is what disks and lines do: one block of zeros, one bit flipped; and the allocation table, entry by entry.
"""

import io
import random
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date

import xlwt

from ii_index.errors import IIIndexError
from ii_index.io.files.open import read_grids

BLOCK = 512


def workbook(rows: int = 31, columns: int = 12) -> bytes:
    """Return a sound workbook with texts, numbers, a date, a formula and merged cells."""
    book = xlwt.Workbook()
    for name in ("data", "notes"):
        sheet = book.add_sheet(name)
        for column in range(columns):
            sheet.write(0, column, f"x{column}")
        for row in range(1, rows + 1):
            sheet.write(row, 0, f"unit {row} of {name}")
            for column in range(1, columns):
                sheet.write(row, column, row * column / 7)
        sheet.write(rows + 2, 0, date(2024, 5, 1))
        sheet.write(rows + 2, 1, xlwt.Formula("SUM(B2:B9)"))
        sheet.write_merge(rows + 3, rows + 4, 0, 3, "note")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def damaged(content: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield damaged copies: by turns a block of zeros, a flipped bit, an entry of the allocation table."""
    dice = random.Random(seed)
    for at in range(count):
        spoilt = bytearray(content)
        if at % 3 == 0:
            block = dice.randrange(len(content) // BLOCK)
            spoilt[block * BLOCK : (block + 1) * BLOCK] = bytes(BLOCK)
        elif at % 3 == 1:
            bit = dice.randrange(len(content) * 8)
            spoilt[bit // 8] ^= 1 << bit % 8
        else:
            table = int.from_bytes(content[76:80], "little")
            place = (table + 1) * BLOCK + 4 * dice.randrange(BLOCK // 4)
            spoilt[place : place + 4] = dice.randrange(len(content) // BLOCK).to_bytes(4, "little")
        yield bytes(spoilt)


def outcome(content: bytes) -> str:
    """Return what reading ends in; anything but grids or findings is raised."""
    try:
        read_grids("a.xls", content, len)
    except IIIndexError as error:
        return error.findings[0].code
    return "read"


def memory() -> int:
    """Return the most memory that this process and its children have held, in MB."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        // 1024
    )


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(Counter(outcome(content) for content in damaged(workbook(), wanted)), f"{memory()} MB")  # noqa: T201 - a command
