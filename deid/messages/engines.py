"""Messages about releases made part by part. Each is (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "engine.exists": (
        "{file} 已存在。确认要替换请加 overwrite=True。",
        "{file} exists already. Pass overwrite=True to replace it.",
    ),
    "engine.changed": (
        "名单在处理过程中变了（第 {part} 个分区，从 0 数起，两次读到的内容不同）。请先把名单写成 Parquet，或用 .persist() 固定下来，再运行。",
        "The list changed while it was being read: partition {part}, counted from 0, was not the same twice. Write the list to Parquet first, or fix it with .persist(), and run again.",
    ),
    "engine.failed": (
        "{engine} 作业失败（{kind}），未生成文件。原因见 {engine} 的日志；常见的是执行节点没有装 deid-lists 或 pyarrow、输出位置不能写。",
        "The {engine} job failed ({kind}); nothing was written. See the log of {engine}; often deid-lists or pyarrow is missing on the executors, or the output's place cannot be written.",
    ),
    "engine.version": (
        "执行节点上的 deid-lists（或 numpy、pyarrow）与提交作业的机器不是同一版本，已停止：摘要对不上，该保留的人可能漏掉。请装成同一版本再运行。",
        "The executors have another version of deid-lists (or numpy, pyarrow) than the machine that started the job; stopped, because digests would not match and somebody could be missed. Install the same version everywhere and run again.",
    ),
    "engine.part": (
        "处理一个分区时出错（{kind}）。",
        "A partition could not be processed ({kind}).",
    ),
    "engine.format": (
        "输出格式只能是 {known}。",
        "The output can be: {known}.",
    ),
    "engine.place": (
        "输出位置无法使用。请写本机或共享盘的文件夹，或 pyarrow 认得的地址（如 hdfs://、s3://），并确认各执行节点都能写。",
        "The output's place cannot be used. Name a folder on this machine or a shared disk, or an address pyarrow knows (hdfs://, s3:// …), which every executor can write to.",
    ),
    "engine.torn": (
        "写到输出位置的文件与已核验的内容不一致，未发布。请检查磁盘后重新运行。",
        "A file at the output's place is not what had been proven; nothing was released. Check the disk and run again.",
    ),
    "engine.inside": (
        "internal 不能放在输出文件夹里：内部资料不得与公示文件放在一起。",
        "internal may not lie inside the output's folder: internal papers are kept apart from what is posted.",
    ),
    "engine.source": (
        "请传入 {engine} 的 DataFrame（收到的是 {kind}）。",
        "Pass a DataFrame of {engine} (got {kind}).",
    ),
    "engine.empty": (
        "名单没有列。",
        "The list has no columns.",
    ),
}
