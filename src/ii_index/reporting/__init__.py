"""Results for people: a frozen document, and its renderers.

``results``, ``document``
    What a document is made of; the document.
``answers``
    One function a question, for commands and servers alike.
``documents``, ``sections``
    From results to documents, one module a subject; the sections of the full report.
``questions``
    What a report or a study may be asked besides.
``briefs``, ``unit_brief``
    One page a unit: what it says, and the files it is written to.
``report``, ``studies``
    The report from Python; a study run into a folder.
``provenance``, ``sources``
    Where an output comes from: lines that travel with every file; sources as English readers get them.
``numbers``, ``words``, ``text_widths``, ``markup``
    How numbers and lists of names are shown, and how wide; pieces of HTML.
``terminal``, ``markdown``, ``html``, ``workbook``, ``charts``
    The renderers: terminal, Markdown, page, live workbook, pictures.
``paper``, ``typesetting``
    A document on A4; how pages are set.
``writers``, ``columnar``
    Which renderer a file's suffix asks for; a table for the next program.
``extras``
    What an output needs besides the core, asked for before the work begins.
``templates``
    Empty tables to fill in.
"""
