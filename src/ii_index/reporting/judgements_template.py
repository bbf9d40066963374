"""A judgements file to start from: every parent of a framework, all judged equal."""

from ii_index.io.judgements import to_yaml
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.judgements import Allocation, Expert, JudgementMatrix, Judgements
from ii_index.model.node import ROOT

_COMMENT = {
    "zh": """\
判断文件：填好后运行 `ii-index weights 本文件 -o weights.yaml`。
每个矩阵比较一个上级（node，root 为综合指数）的全部下级，按 order 的次序逐行写上三角：
第一行为 order 第一项对其后各项，第二行为第二项对其后各项，依此类推。
1 同等，3 稍微，5 明显，7 强烈，9 极端重要（2、4、6、8 居中）；反过来写 1/3 等；未作判断写 ?。
多位专家：experts 中逐一列出，每个矩阵写明 expert。
allocations 为专家对全部末级指标（leaves）分配的 100 分；不用可删去。
也可按上级分配：{expert: e1, node: root, points: {…}}。""",
    "en": """\
Judgements: fill in, then `ii-index weights THIS_FILE -o weights.yaml`.
Each matrix compares all children of one parent (node; root is the total): the rows above the diagonal,
first row the first of `order` against all that follow, second row the second, and so on.
1 equal, 3 moderately, 5 strongly, 7 very strongly, 9 extremely more important (2, 4, 6, 8 in between);
1/3 and so on the other way round; ? where a pair was not judged.
Several experts: list them under experts, and name the expert of each matrix.
allocations: 100 points over all indicators (leaves); remove them if you need none.
By parent instead: {expert: e1, node: root, points: {…}}.""",
}


def judgements_template(framework: Framework, language: Language) -> str:
    """Lay out one expert's judgements about every parent with several children, and points over the leaves.

    Parameters
    ----------
    framework : Framework
    language : {"zh", "en"}
        Of the comments.

    Returns
    -------
    str
        YAML that ``ii-index weights`` reads as it stands.
    """
    tree = framework.tree
    parents = [
        node for node in (ROOT, *framework.nodes) if node not in tree.pruned and framework.children_of(node)
    ]
    matrices = tuple(
        JudgementMatrix(node=node, expert="e1", order=children, upper=_equal(len(children)))
        for node in parents
        for children in [tree.children(node)]
        if len(children) > 1
    )
    leaves = tree.levels[-1]
    points = {
        leaf: 100 // len(leaves) + (position < 100 % len(leaves)) for position, leaf in enumerate(leaves)
    }
    judgements = Judgements(
        framework=framework.id,
        experts=(Expert(id="e1"),),
        matrices=matrices,
        allocations=(Allocation(expert="e1", leaves={leaf: float(given) for leaf, given in points.items()}),),
    )
    return to_yaml(judgements, _COMMENT[language])


def _equal(n: int) -> tuple[tuple[float, ...], ...]:
    return tuple((1.0,) * (n - 1 - row) for row in range(n - 1))
