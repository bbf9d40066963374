"""Tables as people send them: read exactly, or refused with the place, the reason and the remedy of every fault.

``reader``
    The whole way from a file to a panel.
``sheets``, ``matching``
    Which sheets are the table; which built-in framework its header fits.
``own_workbook``
    Which sheet of a workbook that this program wrote holds the data.
``split_periods``
    A year in one column, its month or quarter in another.
``footnotes``
    Columns of footnote letters, which a merged heading does not head.
``series_exports``
    Exports of series, one a column below its name, frequency, unit and source, as rows.
``of_which``
    Rows of parts (其中), named with the row above where a name stands several times.
``side_by_side``
    Blocks side by side, read one below the other.
``continued``
    Other columns further below (续表), read to the right.
``moved``
    Cells read elsewhere than they stood, and named where they stood.
``header``
    Where the header is, and what each column's header says.
``notes``
    Units of measurement that titles and notes state of all figures, and of which columns they hold.
``layout``
    Which columns are keys (unit, year, indicator) and which hold values.
``keys``, ``body``
    What each row below names, and which rows are no data.
``repeated``
    Headings that stand again among the rows, as on printed pages.
``coverage``
    What of the framework the table covers.
``coordinates``
    Where in the panel each value belongs.
``values``
    The numbers, in the framework's units of measurement.
``columns``
    What stands below the headings, by which :mod:`ii_index.model.roles` tells what each column is.
``joining``, ``several``
    Several sheets or files of one panel.
``draft``, ``draft_names``, ``draft_text``
    A framework drafted from a table; what headings and titles name; how the draft is written.
``template``
    The reverse: a workbook to fill in.
"""

from ii_index.io.tables.reader import check_table, match_framework, read_panel
from ii_index.io.tables.several import check_joined, read_joined, sides

__all__ = ["check_joined", "check_table", "match_framework", "read_joined", "read_panel", "sides"]
