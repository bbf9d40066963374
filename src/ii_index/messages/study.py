"""Findings about studies and their manifests."""

from ii_index.messages import Message

MESSAGES = {
    "E_STUDY_EMPTY": Message(
        "研究方案没有给出数据",
        "the study names no data",
        "写 table（地区数据）、national（全国数据）或 rubric（评分答案）中的至少一项",
        "give at least one of table (units), national (the nation) or rubric (answers)",
        "研究方案至少要有一份数据。",
        "A study needs at least one source of data.",
    ),
    "E_STUDY_OUTPUT": Message(
        "输出文件名 {names} 不能用：须为不重复、不含路径的文件名",
        "outputs cannot be named {names}: plain, distinct file names are needed",
        "后缀可用 .html .xlsx .md .csv .json .txt；manifest.json 留给清单",
        "suffixes are .html .xlsx .md .csv .json .txt; manifest.json is for the manifest",
        "研究的输出都写在同一个文件夹中。",
        "All outputs of a study go into one folder.",
    ),
    "E_STUDY_WEIGHTS_TWICE": Message(
        "研究方案既写了 weights 又写了 recipe.weighting",
        "the study has both weights and recipe.weighting",
        "只保留一个",
        "keep one of them",
        "权重只能有一个来源。",
        "Weights come from one place.",
    ),
    "E_STUDY_FILE": Message(
        "研究方案引用的文件 {found} 不存在",
        "the study names {found}, which does not exist",
        "路径相对于研究方案文件所在的文件夹",
        "paths are relative to the folder of the study file",
        "研究方案引用的每个文件都须存在。",
        "Every file that a study names must exist.",
    ),
    "E_MANIFEST": Message(
        "{file} 不是研究清单",
        "{file} is not the manifest of a study",
        "给出 `ii-index run` 写出的 manifest.json",
        "give the manifest.json that `ii-index run` wrote",
        "清单由 `ii-index run` 写出，与输入文件的副本放在同一文件夹。",
        "A manifest is written by `ii-index run`, beside copies of the inputs.",
    ),
    "E_STUDY_INPUT_CHANGED": Message(
        "输入文件 {file} 与清单中的指纹不符",
        "the input {file} does not have the fingerprint in the manifest",
        "恢复原文件，或以研究方案文件重新运行",
        "restore it, or run the study file anew",
        "从清单重做时，输入须与当时完全相同。",
        "To run from a manifest the inputs must be what they were.",
    ),
    "E_MANIFEST_FORMAT": Message(
        "清单的格式为 {found}，本版本只读到格式 {known}",
        "the manifest is of format {found}; this version reads up to {known}",
        "用写出该清单的版本，或更新程序",
        "use the version that wrote it, or update the program",
        "清单记下自己的格式（format）；没有写的是格式1。",
        "A manifest says its own format; one that does not is of format 1.",
    ),
    "W_STUDY_VERSIONS": Message(
        "版本与清单不同：{versions}",
        "versions differ from the manifest: {versions}",
        "要得到相同的字节，请安装清单中的版本",
        "install the versions of the manifest to get the same bytes",
        "程序或库的版本不同时，结果可能在末位不同，文件字节可能不同。",
        "Other versions may differ in the last digit, and files in their bytes.",
    ),
    "W_STUDY_CODE": Message(
        "自有函数的代码与清单不同：{functions}",
        "the code of functions of its own differs from the manifest: {functions}",
        "要得到相同的数，请用当时的代码（指纹在清单的 functions 中）",
        "use the code of then to get the same numbers (its fingerprint stands under functions in the manifest)",
        "清单记下研究方案所用自有函数的代码指纹。",
        "A manifest keeps a fingerprint of the code of every function that a study calls.",
    ),
    "W_STUDY_DIFFERS": Message(
        "与清单不同的文件：{files}",
        "files that differ from the manifest: {files}",
        "旧文件须仍在清单旁，才能逐个数字比较",
        "numbers are compared where the earlier files still stand beside their manifest",
        "从清单重做后，先比较输出文件的指纹；不同者再逐个数字比较到12位有效数字。",
        "After running from a manifest fingerprints are compared, and where they differ every number to 12 digits.",
    ),
    "N_STUDY_SAME": Message(
        "{count} 个输出文件与清单完全相同",
        "all {count} outputs are the same, byte for byte",
        rule_zh="从清单重做得到了相同的字节。",
        rule_en="Running from the manifest gave the same bytes.",
    ),
    "N_STUDY_SAME_NUMBERS": Message(
        "{count} 个输出文件的全部数字与清单相同到12位有效数字；字节不同的文件：{files}；运行环境：{environment}",
        "all {count} outputs have the same numbers to 12 digits; with other bytes: {files}; environment: {environment}",
        rule_zh="处理器、其指令集或 BLAS 不同时，浮点数的末位可能不同；清单记下三者，结果不因此而不同。",
        rule_en="Another processor, instruction set or BLAS may differ in the last bit of a float: the manifest names all "
        "three, and the result is the same.",
    ),
}
