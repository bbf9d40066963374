"""One page a unit: where it stands, since when, why, what next, and how sure that is.

``content``
    What is said, in both languages.
``figures``
    The same as ids and numbers, for machines.
``record``
    The same in one language, every figure as text.
``documents``
    The same as tables, for the screen, Markdown and JSON.
``html``
    The same as a page of HTML.
``fitting``
    How wide its columns are on paper, and how high its rows.
"""
