"""Findings about questions asked of an index."""

from ii_index.messages import Message

MESSAGES = {
    "E_NODE_HAS_NO_PARTS": Message(
        "“{node}”下面没有组成部分，无法分解",
        "{node} is made of nothing further: there is nothing to split",
        "换一个上级节点，如 root",
        "name a node above it, such as root",
        "分解需要一个有下级的节点。",
        "Only a node with children can be split into contributions.",
    ),
    "E_UNIT_NOT_SCORED": Message(
        "{unit_name}在 {years} 年没有“{name}”得分",
        "{unit_name} has no score of {name} in {years}",
        "补上缺失的数据，或换一个地区、年份",
        "supply the missing data, or choose another unit or year",
        "可用权重低于门槛的地区没有得分，也就没有可供分解或比较的对象。",
        "A unit below the coverage threshold has no score, so there is nothing to split or compare.",
    ),
}
