"""The program in a browser, and for other systems: pages and an interface that ask the same functions as commands do.

Nothing here computes. A request becomes a :class:`~ii_index.serve.given.Given`, a process of its own asks one function
in :mod:`ii_index.reporting.answers`, and a page or JSON says what came back. All of it needs the ``serve`` extra and is
imported by ``ii-index serve`` alone.

``settings``
    What the server may do, and how much of it.
``app``
    The application: everything below, put together.
``guard``
    Who may come in: size, origin, token; the headers of every answer.
``sessions``
    What one browser brought, apart from all others; nothing outlives it.
``given``, ``tasks``
    What is asked, as plain values; what a process does with it.
``workers``, ``jobs``
    Processes with limits of time and memory; long work with progress, to be cancelled.
``forms``, ``render``
    Choices as forms; templates.
``pages``, ``files``
    The pages; what they hand out.
``rounds``, ``round_pages``
    Rounds of experts, kept in SQLite; their pages.
``models``, ``api``
    What the interface takes and gives; its addresses.
"""
