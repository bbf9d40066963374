"""Results for people: a frozen document, and its renderers.

``results``, ``document``
    What a document is made of; the document.
``answers``
    One function a question, for commands and servers alike.
``documents``, ``sections``
    From results to documents, one module a subject; the sections of the full report.
``report``, ``studies``
    The report from Python; a study run into a folder.
``numbers``, ``words``
    How numbers and lists of names are shown.
``terminal``, ``markdown``, ``html``, ``workbook``, ``charts``
    The renderers: terminal, Markdown, page, live workbook, pictures.
``writers``
    Which renderer a file's suffix asks for.
``templates``
    Empty tables to fill in.
"""
