"""Findings about questions asked of an index."""

from ii_index.messages import Message
from ii_index.messages.reading import Phrase

BY_PAIRS = {
    "ward": Phrase("Ward 法聚类", "clusters by Ward's method"),
    "acceptability": Phrase("逐名次的概率", "the probability of every rank"),
    "pairwise": Phrase("两两先后的概率", "the probability of every order of two"),
    "rank_bounds": Phrase("最好与最差名次", "best and worst ranks"),
    "stability": Phrase("稳定半径", "stability radii"),
    "leave_one_unit_out": Phrase("逐一剔除单位", "leaving out one unit at a time"),
}
"""What compares every unit with every other."""

INSTEAD = {
    "ward": Phrase("改用 natural_breaks、quantiles 或 k_means", "use natural_breaks, quantiles or k_means"),
    "acceptability": Phrase("改看名次区间（intervals）", "look at intervals of ranks"),
    "pairwise": Phrase(
        '用 frame("pairwise", units=…) 只问若干单位',
        'ask about some of the units by frame("pairwise", units=…)',
    ),
    "rank_bounds": Phrase(
        "先选出若干单位，或改用抽样（uncertainty）", "select units first, or sample (uncertainty)"
    ),
    "stability": Phrase(
        "先选出若干单位，或改用抽样（uncertainty）", "select units first, or sample (uncertainty)"
    ),
    "leave_one_unit_out": Phrase("改为逐一剔除指标或维度", "leave out indicators or dimensions instead"),
}
"""What to do where there are too many units for that."""

MESSAGES = {
    "E_UNKNOWN_TABLE": Message(
        "这个结果没有名为“{found}”的表",
        "this result has no table called “{found}”",
        "可用：{known}",
        "it has {known}",
        "表名不在该结果的各表之中。",
        "The name is none of those of the result's tables.",
    ),
    "E_TABLE_OPTION": Message(
        "表“{table}”没有参数“{found}”",
        "the table “{table}” has no option “{found}”",
        "可用参数：{known}",
        "its options: {known}",
        "有的参数只对同一结果的另一张表有意义。",
        "Some options mean something only for another table of the same result.",
    ),
    "W_FORMER_NAME": Message(
        "“{found}”现名“{expected}”；旧名在下一版取消",
        "“{found}” is now “{expected}”; the old name goes with the next release",
        "改用新名",
        "write the new name",
        "结果只有一种形式：.frame(…) 给出 DataFrame，.table(…) 给出 Table；同义的参数同名。旧名保留一版。",
        "Results have one form: .frame(…) gives a DataFrame, .table(…) a Table; parameters that mean the same are "
        "spelt the same. Former names answer for one release.",
    ),
    "E_TOO_MANY_UNITS": Message(
        "{task}最多用于 {limit} 个单位，现有 {found} 个：须两两比较，所需内存随单位数的平方增长",
        "{task}: at most {limit} units, not {found}; every unit is compared with every other, in memory that grows "
        "with the square of their number",
        "{remedy}",
        "{remedy}",
        "有的方法须把每个单位与其他各单位逐一比较，单位很多时内存放不下，因此有上限。",
        "Some methods compare every unit with every other; beyond a stated number that does not fit in memory.",
    ),
    "E_TIER_METHOD": Message(
        "没有名为“{found}”的梯队划分方法",
        "there is no way of cutting tiers called “{found}”",
        "可用：{known}",
        "use one of {known}",
        "梯队划分方法不在所列之中。",
        "The rule for tiers is none of those that exist.",
    ),
    "E_TIERS_TOO_MANY": Message(
        "{units} 个参评地区分不出 {found} 个梯队",
        "{found} tiers cannot be made of {units} units",
        "梯队数不超过单位数",
        "ask for no more tiers than there are units",
        "要求的梯队数多于参评地区数。",
        "More tiers are asked for than there are units.",
    ),
    "E_TOO_MUCH_WORK": Message(
        "{units} 个地区、{indicators} 项指标抽样 {found} 次须算上数天甚至更久",
        "{found} draws of {units} units and {indicators} indicators would take days or more",
        "至多抽样 {limit} 次；通常10000次已足够",
        "make at most {limit} draws; 10,000 are usually enough",
        "抽样次数 × 地区数 × 指标数至多 10^12，约需数小时；超过者在开始之前即被拒绝。",
        "Draws × units × indicators may be 10^12, some hours of work; what is more is refused before it starts.",
    ),
    "E_TIERS_TOO_MANY_CUTS": Message(
        "{units} 个单位分 {found} 个梯队，自然断点法的表在内存中放不下",
        "the table that cuts {units} units into {found} tiers by natural breaks does not fit in memory",
        "至多 {limit} 个梯队，或改用 quantiles、equal_intervals",
        "cut at most {limit} tiers, or use quantiles or equal_intervals",
        "自然断点法为每个梯队与每个单位各记一数。",
        "Exact natural breaks hold a number for each tier and unit.",
    ),
    "E_TOO_MANY_DRAWS": Message(
        "{units} 个单位最多抽样 {limit} 次，不能抽样 {found} 次：各单位可能取得的名次在内存中放不下",
        "{units} units: at most {limit} draws, not {found}, or the ranks they may take do not fit in memory",
        "减少抽样次数",
        "make fewer draws",
        "每个单位取得过的名次都要计数；单位与抽样都很多时内存放不下。",
        "Every rank that a unit takes is counted; with many units and many draws that does not fit in memory.",
    ),
    "W_ONE_UNIT": Message(
        "只有一个参评地区，名次与梯队没有意义",
        "there is one unit only: its rank and tier mean nothing",
        "全国序列请用 ii-index national",
        "for a national series use ii-index national",
        "排名与梯队至少要有两个单位才有意义。",
        "A rank or a tier says something only among two units or more.",
    ),
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
        "数据覆盖率低于门槛的地区没有得分，也就没有可供分解或比较的对象。",
        "A unit below the coverage threshold has no score, so there is nothing to split or compare.",
    ),
    "E_UNIT_NO_TIER": Message(
        "{years} 年的{unit_name}有“{name}”得分，但缺少某一维度的得分，未分入梯队",
        "in {years} {unit_name} has a score of {name} but not of every dimension, and is in no tier",
        "补上数据，或改用只看综合得分的划分方法（如 --tier-method natural-breaks）",
        "supply the data, or cut tiers by the total alone (such as --tier-method natural-breaks)",
        "没有梯队的地区，无从比较同梯队平均或计算与上一梯队的距离。",
        "A unit in no tier has no mates to be compared with and no tier above.",
    ),
    "E_NO_COMMON_UNITS": Message(
        "两次结果没有共同的、都有得分的地区与指标",
        "the two results have no unit with a score and no indicator in common",
        "核对两张表的地区与表头",
        "compare the units and headers of the two tables",
        "比较只在两次结果共有的地区与指标上进行。",
        "Results are compared on the units and indicators that both have.",
    ),
    "W_UNITS_SET_ASIDE": Message(
        "{units} 只在一次结果中出现，未参与比较",
        "{units}: in one of the two results only, not compared",
        rule_zh="比较在共有地区上重新计算；其余地区在此列出。",
        rule_en="Both results are composed anew on the common units; the others are named here.",
    ),
    "W_INDICATORS_SET_ASIDE": Message(
        "指标 {names} 只在一次结果中出现，未参与比较",
        "indicators {names}: in one of the two results only, not compared",
        rule_zh="比较在共有指标上重新计算，权重在其余指标间按比例分配；未参与的指标在此列出。",
        rule_en="Both results are composed anew of the common indicators; the others are named here.",
    ),
    "E_NO_TAGS": Message(
        "指标体系 {found} 的指标都没有标签",
        "no indicator of the framework {found} has a tag",
        "在指标定义中加 tags: […]",
        "give indicators tags: […] in the framework",
        "按标签计分需要指标带有标签，一项指标可以有几个。",
        "Scores by tag need indicators with tags; one may have several.",
    ),
}
