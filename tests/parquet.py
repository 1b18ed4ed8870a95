#!/usr/bin/env python3
"""Reads the tables of `zhengxin batch --format parquet` with pyarrow and with DuckDB, and holds them against the JSON lines.

  tests/parquet.py PROGRAM PATH…

PROGRAM is zhengxin, built with the feature parquet; needs pyarrow and duckdb, which it installs into a folder of its own where
they are missing. Both readers must find the same rows; every account, month, query and public record of `--typed` must be a
row, in its place, with its values; every failure a row of the reports.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

try:
    import duckdb
    import pyarrow.dataset
except ModuleNotFoundError:
    home = Path(tempfile.gettempdir()) / "zhengxin-parquet-venv"
    python = home / "bin" / "python"
    if Path(sys.executable).parent == python.parent:
        raise
    venv.create(home, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pyarrow", "duckdb"], check=True)
    os.execv(python, [python, *sys.argv])

TABLES = ["reports", "accounts", "repayment_months", "queries", "public_records"]


def batch(program, paths, *options):
    """A batch must end as one that read what it could."""
    status = subprocess.run([program, "batch", *paths, *options], stderr=subprocess.DEVNULL).returncode
    assert status in (0, 1), f"exit status {status}"


def snake_case(key):
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in key)


def lists(report):
    """Every list that is a table: its name, its category, its entries."""
    detail, public, opened = (report[key] for key in ("creditTransInfoDetail", "publicInfoDetail", "openInfo"))
    detail = {**detail, **detail.get("concernedRefundDutyInfo", {})}
    accounts = {**detail, "noncreditTransInfoDetail": report["noncreditTransInfoDetail"]}
    records = {**public, **opened}
    for key in ("nonFinanceCreditTransInfoDetail", "otherNonOpenInfo"):
        records[key] = report[key]
    for table, found in (("accounts", accounts), ("public_records", records), ("queries", {None: report["queryRecord"]})):
        for category, entries in found.items():
            if isinstance(entries, list):
                yield table, category, entries


def same(value, cell):
    """Whether a typed value is what a cell holds."""
    if isinstance(cell, Decimal):
        return Decimal(str(value)) == cell
    if isinstance(cell, datetime):
        return datetime.fromisoformat(value) == cell
    if isinstance(cell, date):
        return cell.isoformat().startswith(value)
    if isinstance(cell, str) and not isinstance(value, str):
        return json.loads(cell) == value
    return value == cell


def check_entry(entry, row, where):
    """Holds the leaves of a record, not those of its objects, against its row."""
    untyped = json.loads(row["untyped"] or "{}")
    for key, value in entry.items():
        column = snake_case(key)
        if value is None or value == [] or (isinstance(value, dict) and not {"code", "percent"} & value.keys()):
            continue
        if column in untyped:
            assert untyped[column] == value, f"{where}: {column}"
        elif isinstance(value, dict):
            for part, suffix in (("text", ""), ("code", "_code"), ("percent", ""), ("bound", "_bound")):
                assert value.get(part) is None or same(value[part], row[column + suffix]), f"{where}: {column}"
        else:
            assert same(value, row[column]), f"{where}: {column}: {value!r} is {row[column]!r}"


def main(program, *paths):
    with tempfile.TemporaryDirectory() as folder:
        out, lines = Path(folder) / "tables", Path(folder) / "lines"
        # Several parts, so that more than one file is read of each table.
        batch(program, paths, "--format", "parquet", "--part-files", "7", "--out", out)
        batch(program, paths, "--typed", "--out", lines)
        connection, tables = duckdb.connect(), {}
        for table in TABLES:
            found = pyarrow.dataset.dataset(out / table, format="parquet").to_table()
            tables[table] = found.to_pylist()
            relation = connection.sql(f"SELECT * FROM read_parquet('{out / table}/*.parquet')")
            assert relation.columns == found.schema.names, table
            order = lambda rows: sorted(rows, key=repr)
            assert order(relation.fetchall()) == order(tuple(row.values()) for row in tables[table]), table
        answers = [json.loads(line) for line in lines.read_text().splitlines()]
        reports = {row["file"]: row for row in tables["reports"]}
        assert len(reports) == len(answers) == len(tables["reports"])
        rows = {
            (table, row["file"], row.get("category"), row["position"]): row
            for table in ("accounts", "public_records", "queries")
            for row in tables[table]
        }
        entries = months = 0
        for answer in answers:
            file, report = answer["file"], answer.get("result")
            assert reports[file]["status"] == answer["status"] and reports[file]["kind"] == answer.get("kind"), file
            if report is None:
                assert reports[file]["message"].startswith(answer["message"]), file
                continue
            head = {key: value for key, value in report["creditHeader"].items()}
            check_entry(head, reports[file], file)
            for table, category, found in lists(report):
                for position, entry in enumerate(found, 1):
                    check_entry(entry, rows.pop((table, file, category, position)), f"{file}: {category} {position}")
                    entries += 1
                    for grid in (entry.get("refundRecord"), entry.get("refundStateRecord")):
                        months += sum(len(year["month"]) for year in (grid or {}).get("detail", []))
        assert not rows, f"{len(rows)} rows are of no record"
        assert months == len(tables["repayment_months"]), f"{months} months"
        print(f"{len(answers)} files, {entries} records and {months} months are the same in pyarrow, DuckDB and JSON")


if __name__ == "__main__":
    main(*sys.argv[1:])
