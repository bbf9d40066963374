"""What Sphinx is told; the language comes from ``-D language=…``."""

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

project = "ii-index"
author = "ii-index contributors"
version = release = metadata.version("ii-index")
extensions = [
    "myst_parser",
    "tests.docs.website.search",
    "tests.docs.website.mathematics",
    "tests.docs.website.words",
    "tests.docs.website.inventory",
]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
myst_url_schemes = {"http": None, "https": None, "mailto": None, "page": "{{path}}{{fragment}}"}
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # what a command printed need not be what its lexer expects
html_theme = "furo"
html_title = "ii-index"
html_show_copyright = False
html_copy_source = False
html_use_index = False
html_static_path = ["static"]
html_css_files = ["site.css"]
templates_path = ["templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/languages.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
