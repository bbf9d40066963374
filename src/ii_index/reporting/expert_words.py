"""The names of the choices behind experts' weights, in both languages."""

from ii_index.model.names import Name

METHODS = {
    "eigenvector": Name(
        zh="主特征向量（缺答用 Harker 法）", en="principal eigenvector (Harker where pairs are open)"
    ),
    "geometric_mean": Name(
        zh="行几何平均（缺答用对数最小二乘）",
        en="row geometric mean (log least squares where pairs are open)",
    ),
}
GROUPS = {
    "judgements": Name(zh="判断的加权几何平均（AIJ）", en="weighted geometric mean of judgements (AIJ)"),
    "priorities": Name(zh="个人权重的加权几何平均（AIP）", en="weighted geometric mean of priorities (AIP)"),
}
SCALES = {
    "linear": Name(zh="Saaty 1–9 标度", en="Saaty's 1 to 9"),
    "power": Name(zh="幂标度", en="power"),
    "root": Name(zh="根标度", en="root"),
    "geometric": Name(zh="几何标度", en="geometric"),
    "logarithmic": Name(zh="对数标度", en="logarithmic"),
    "inverse_linear": Name(zh="倒线性标度", en="inverse linear"),
    "balanced": Name(zh="平衡标度", en="balanced"),
    "generalised_balanced": Name(zh="广义平衡标度", en="generalised balanced"),
}
AVERAGES = {
    "mean": Name(zh="均值（按专家权重）", en="mean, experts weighted"),
    "median": Name(zh="中位数", en="median"),
    "trimmed_mean": Name(zh="去掉一个最高、一个最低后的均值", en="mean without the highest and the lowest"),
}
MIXES = {
    "linear": Name(zh="线性", en="linear"),
    "geometric": Name(zh="几何", en="geometric"),
}
