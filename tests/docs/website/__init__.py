"""``make site``: the documentation as a site in two languages, without a network.

``pages``
    Which pages there are, in which order, and where each stands in the site.
``staging``
    The pages of one language as MyST, their links leading where the site has them.
``notebooks``
    Notebooks, executed, as pages.
``conf``
    What Sphinx is told; ``search``, ``mathematics``, ``words`` and ``inventory`` what it does not know
    by itself.
``pictures``, ``benchmarks``
    The pictures of the home page and the page of benchmarks, made by the program.
``checking``
    Every link of the site leads to a file and an anchor, and nothing is fetched from elsewhere.
"""
