"""Sources of Chinese statistics as English readers get them; files of data keep the framework's own words."""

import re

from ii_index.model.names import Name
from ii_index.model.node import Node

_PUBLISHERS = {
    "国家统计局": "National Bureau of Statistics of China (NBS)",
    "工业和信息化部": "Ministry of Industry and Information Technology (MIIT)",
    "国家知识产权局": "China National Intellectual Property Administration (CNIPA)",
    "中国互联网络信息中心": "China Internet Network Information Center (CNNIC)",
    "教育部": "Ministry of Education",
    "科学技术部": "Ministry of Science and Technology",
    "财政部": "Ministry of Finance",
}
_SHORT = {
    "中国统计年鉴": "China Statistical Yearbook",
    "中国科技统计年鉴": "China Statistical Yearbook on Science and Technology",
    "工业和信息化部软件业统计": "MIIT, software industry",
    "分省": "by province",
    **{zh: en.rpartition(" (")[2].rstrip(")") for zh, en in _PUBLISHERS.items()},
}
_SERIES = {"分省年度数据": "annual data by province"}
_SOURCE = re.compile(r"(?P<publisher>\S+) (?:(?P<series>\S+?)·)?[^（）]+(?:（(?P<from>[^（）]+)）)?")


def publisher(source: str) -> Name:
    """Return who publishes: what stands before the first space of a Chinese source, as in 国家统计局 分省年度数据.

    Examples
    --------
    >>> publisher("国家统计局 分省年度数据·网页数").en
    'National Bureau of Statistics of China (NBS)'
    >>> publisher("Eurostat, isoc_e").en
    'Eurostat, isoc_e'
    """
    head = source.split(maxsplit=1)[0]
    own = head if head and "\u4e00" <= head[0] <= "\u9fff" else source
    return Name(zh=own, en=_PUBLISHERS.get(own, own))


def source_of(leaf: Node) -> Name | None:
    """Return the source of an indicator; in English where every part of it has a name there, else as it is written.

    Examples
    --------
    >>> name = {"zh": "网页数", "en": "Web pages"}
    >>> source_of(Node(id="pages", name=name, source="国家统计局 分省年度数据·网页数（教育部）")).en
    'NBS, annual data by province: Web pages (Ministry of Education)'
    """
    if leaf.source is None:
        return None
    read = _SOURCE.fullmatch(leaf.source)
    if read is None:
        return Name(zh=leaf.source, en=leaf.source)
    parts = (
        _SHORT.get(read["publisher"]),
        _SERIES.get(read["series"]) if read["series"] else "",
        _SHORT.get(read["from"]) if read["from"] else "",
    )
    if any(part is None for part in parts):
        return Name(zh=leaf.source, en=leaf.source)
    who, series, origin = parts
    said = f"{who}{f', {series}' if series else ''}: {leaf.name.en}{f' ({origin})' if origin else ''}"
    return Name(zh=leaf.source, en=said)
