"""What came back from a round of questionnaires, as a document."""

from ii_index.construction.weights_checked import check
from ii_index.io.questionnaires import Round
from ii_index.model.names import Name
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Document, Fact


def expert_round(found: Round) -> Document:
    """One row a questionnaire: who, how many comparisons answered, whether points were given."""
    columns = (
        Column("expert", Name(zh="专家", en="Expert"), "text"),
        Column("name", Name(zh="姓名", en="Name"), "text"),
        Column("answered", Name(zh="已答比较", en="Comparisons answered"), "integer", 0),
        Column("asked", Name(zh="共", en="Of"), "integer", 0),
        Column("allocations", Name(zh="分值表", en="Tables of points"), "integer", 0),
        Column("file", Name(zh="文件", en="File"), "text"),
    )
    rows = tuple(
        (item.expert, item.name, item.answered, item.asked, len(item.allocations), item.file)
        for item in found.answered
    )
    title = Name(zh=f"收回的问卷：{found.framework.name.zh}", en=f"Questionnaires: {found.framework.name.en}")
    facts = (
        Fact("framework", Name(zh="指标体系", en="Framework"), found.framework.id),
        Fact("experts", Name(zh="计入的专家", en="Experts counted"), str(len(found.judgements.experts))),
    )
    findings = (*found.findings, *check(found.judgements, found.framework))
    return Document(title, (Table("questionnaires", title, columns, rows),), facts, findings)
