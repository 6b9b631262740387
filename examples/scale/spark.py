#!/usr/bin/env python3
"""Judges a table of manifests on Spark.

    python3 spark.py TABLE RESULTS [OPTION]...

TABLE holds rows as JSON lines, with `file` and `text` among their columns. RESULTS is a folder that is made: a part
for every partition, to be put together with `seaworthy merge RESULTS/part-*`. Options go to `seaworthy check`.
SEAWORTHY names the program, which every node must have; SPARK_MASTER the cluster (`local[2]` if there is none).
"""
import os
import shlex
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import struct, to_json

table, results, *options = sys.argv[1:]
spark = (
    SparkSession.builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
    .appName("seaworthy")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
# Any table will do: spark.read.parquet(…), spark.table(…). Four partitions are four processes.
rows = spark.read.schema("file string, text string").json(table).repartition(4)
lines = rows.select(to_json(struct("file", "text")).alias("line")).rdd.map(lambda row: row.line)
# A failure found is no failure of the task: each part's summary has its exit code, and `merge` exits by all.
# What makes a part unusable (exit code 2, a process that was killed) does fail the task.
program = shlex.quote(os.environ.get("SEAWORTHY", "seaworthy"))
command = f"{program} check --stream {shlex.join(options)} || [ $? -ne 2 -a $? -lt 5 ]"
lines.pipe(shlex.join(["sh", "-c", command]), checkCode=True).saveAsTextFile(results)
spark.stop()
