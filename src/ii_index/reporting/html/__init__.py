"""A document as one page: no network, both languages, what-if sliders.

``page``
    The whole page.
``mine``
    Its first screen: the unit a reader chooses.
``elements``
    Its small parts; everything that comes from data is escaped here and nowhere else.
``lab``
    What the page's script needs to work scores out anew, and the controls of the what-if.
"""
