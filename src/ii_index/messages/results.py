"""Results in files: what can be written, and what is read back."""

from ii_index.messages import Message

MESSAGES = {
    "E_RESULT_SUFFIX": Message(
        "“{found}”未说明结果文件的格式",
        "“{found}” does not say in which form a result is written",
        '用 .json、.yaml 或 .parquet 结尾（前两种可再加 .gz），或给出 form="json"',
        'end it with .json, .yaml or .parquet (the first two with .gz, if wanted), or give form="json"',
        "结果写成 JSON、YAML 或 Parquet，由文件名结尾或 form 决定。",
        "Results are written as JSON, YAML or Parquet, as the suffix or form says.",
    ),
    "E_RESULT_FILE": Message(
        "这不是 write_result 写出的结果文件",
        "this is no result that write_result wrote",
        "数据表用 read_panel 读取，指标体系用 read_framework 读取",
        "tables are read with read_panel, frameworks with read_framework",
        "read_result 只读取 write_result 写出的文件。",
        "read_result reads what write_result wrote, and nothing else.",
    ),
    "E_RESULT_FORMAT": Message(
        "结果文件的格式版本是 {found}，本版本能读 {expected}",
        "the file is of format {found}, and this version reads {expected}",
        "换用写出它的版本读取，或用本版本重新计算并写出",
        "read it with the version that wrote it, or compute and write it anew with this one",
        "结果文件的格式只在主版本之间改变。",
        "The format of result files changes between major versions only.",
    ),
    "E_RESULT_CHANGED": Message(
        "结果文件写出后被改动过：摘要不符",
        "the file was changed after it was written: its digest does not fit",
        "重新写出；要改数据或方案，改完再计算",
        "write it again; to change data or recipe, change them and compute",
        "结果文件带有内容摘要，改过的文件不予读取。",
        "A result's file carries a digest of its content; one that was changed is not read.",
    ),
    "E_RESULT_CLASS": Message(
        "结果文件由 {version} 版写出，其内容本版本不认识：{problem}",
        "the file was written by version {version}, and this version does not know what is in it: {problem}",
        "换用写出它的版本读取，或用本版本重新计算并写出",
        "read it with the version that wrote it, or compute and write it anew with this one",
        "结果文件按写出时的类与字段恢复。",
        "A result is restored by the classes and fields that it was written with.",
    ),
    "E_RESULT_FUNCTION": Message(
        "结果中有文件无法保存的内容：{found}",
        "the result holds what no file can hold: {found}",
        "把方案中的自有函数写进一个可以导入的模块（不是 lambda、不在笔记本里）；或用 cloudpickle 保存",
        "put a function of your own into a module that can be imported (no lambda, not in a notebook), or use cloudpickle",
        "文件能保存数据与函数的名称，不能保存函数本身。",
        "A file can hold data and the names of functions, and no functions.",
    ),
    "E_RESULT_NO_TABLE": Message(
        "{found} 没有可写成 Parquet 的表",
        "a {found} has no table to be written as Parquet",
        "写成 .json 或 .yaml",
        "write .json or .yaml",
        "Parquet 文件保存结果的第一张表，没有表的结果不能写成 Parquet。",
        "A Parquet file holds a result's first table; a result without tables cannot be one.",
    ),
    "E_RESULT_PYARROW": Message(
        "读写 Parquet 需要 pyarrow，尚未安装",
        "Parquet is read and written with pyarrow, which is not installed",
        "安装：pip install 'ii-index[duckdb]'；或写成 .json",
        "install it: pip install 'ii-index[duckdb]'; or write .json",
        "Parquet 由 pyarrow 读写，duckdb、polars 等附加组件会安装它。",
        "Parquet needs pyarrow, which the duckdb and polars extras bring.",
    ),
}
