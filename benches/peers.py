#!/usr/bin/env python3
"""Times zhengxin against programs that read the text of a PDF, on the same files in one run.

    benches/peers.py PROGRAM text [FILE…]      against pdftotext, PyMuPDF, pypdfium2, pdfplumber
                     [--runs N] [--whole | --library EXAMPLE]
    benches/peers.py PROGRAM memory [FILE…]    peak memory against the size of the file
    benches/peers.py PROGRAM pages [--most N]  time for each page of reports of 5 to N pages
    benches/peers.py PROGRAM start [--runs N]  time until the program has started

PROGRAM is a build of zhengxin by `--profile dist`. Programs take turns, so that a machine that slows down slows down all of them; medians
are printed. Of zhengxin and pdftotext the whole process is timed, of the Python libraries the reading alone, without the start
of Python and the loading of the library. With `--whole` the whole process is timed of all of them. With `--library` the libraries
are compared with the library: EXAMPLE is a build of the example time_reading by the same profile, of which the reading alone is timed, too. A
turn of a library is then as many readings as fit into a twentieth of a second, or one, and their median counts: a program that
reads one report after another. `first` is the first reading of a turn, when the others have used the processor's caches.
The libraries come from PyPI: pip install pymupdf pypdfium2 pdfplumber. What is not there is left out. `pages` prints its reports
with `cargo run --release --example print_report`.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# How many seconds a turn of a library lasts at least.
TURN = 0.05


def run(*command):
    """Seconds, peak memory in bytes, and exit status of a process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - started, usage.ru_maxrss * 1024, process.returncode


# How the Python libraries read a file: code that defines `read`, to be run here or by a Python of its own.
LIBRARIES = {
    "PyMuPDF": """
import pymupdf

def read(path):
    with pymupdf.open(path) as document:
        for page in document:
            page.get_text()
""",
    "pypdfium2": """
import pypdfium2

def read(path):
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()
""",
    "pdfplumber": """
import pdfplumber

def read(path):
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
""",
}


def timed(read):
    def timer(path):
        started = time.perf_counter()
        read(path)
        return time.perf_counter() - started

    return timer


def peers(whole):
    """What there is to compare with: names, and functions from a path to seconds."""
    found = {"pdftotext": lambda path: run("pdftotext", "-layout", path, "-")[0]}
    for name, code in LIBRARIES.items():
        library = {}
        try:
            exec(code, library)
        except ImportError:
            continue
        if whole:
            command = f"{code}\nimport sys\nread(sys.argv[1])"
            found[name] = lambda path, command=command: run(sys.executable, "-c", command, path)[0]
        else:
            found[name] = timed(library["read"])
    return found


def own(program, path):
    seconds, _, status = run(program, "parse", path)
    if status != 0:
        sys.exit(f"{program} could not read {path}")
    return seconds


def library(example):
    """A function from a path to the seconds that the library takes in a process of its own that goes on."""
    process = subprocess.Popen([example], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def timer(path):
        process.stdin.write(f"{path}\n")
        process.stdin.flush()
        return float(process.stdout.readline())

    return timer


def one_after_another(timer, path):
    """The seconds of the readings of one turn."""
    times = [timer(path)]
    while sum(times) < TURN:
        times.append(timer(path))
    return times


def text(program, files, runs, whole, example):
    found = peers(whole)
    names = list(found)
    shown = ["zhengxin"]
    if example:
        found["library"] = library(example)
        shown += ["first", "library"]
    headings = "".join(f" {name:>9}" for name in shown) + "".join(f" {name:>11} {'ratio':>6}" for name in names)
    print(f"{'milliseconds':34}{headings}")
    for path in files:
        times = {name: [] for name in [*shown, *names]}
        for turn in range(runs):
            times["zhengxin"].append(own(program, path))
            for name in found:
                # Several seconds of pdfplumber say as much as nine times as many.
                if turn > 0 and times[name][0] > 1:
                    continue
                is_library = example and name != "pdftotext"
                turn_times = one_after_another(found[name], path) if is_library else [found[name](path)]
                times[name].append(statistics.median(turn_times))
                if name == "library":
                    times["first"].append(turn_times[0])
        median = {name: statistics.median(values) * 1000 for name, values in times.items()}
        # Libraries are compared with the library.
        own_time = {name: median["library" if example and name in LIBRARIES else "zhengxin"] for name in names}
        ratios = "".join(f" {median[name]:11.1f} {own_time[name] / median[name]:6.3f}" for name in names)
        print(f"{path.name:34}{''.join(f' {median[name]:9.2f}' for name in shown)}{ratios}")


def memory(program, files):
    print(f"{'MiB':34} {'file':>7} {'peak':>7} {'4 x file + 32':>14}")
    for path in files:
        size, peak = path.stat().st_size / 2**20, run(program, "parse", path)[1] / 2**20
        allowed = 4 * size + 32
        print(f"{path.name:34} {size:7.2f} {peak:7.1f} {allowed:14.1f}{'' if peak <= allowed else '  MORE'}")


def pages(program, most):
    print(f"{'pages':>7} {'file MiB':>9} {'ms':>8} {'ms/page':>8} {'peak MiB':>9} {'allowed':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for wanted in [count for count in (5, 20, 50, 100, 200, 500, 1000) if count <= most]:
            path = pathlib.Path(folder) / f"{wanted}.pdf"
            example = ["cargo", "run", "--quiet", "--release", "--example", "print_report", "--"]
            command = [*example, "--seed", "1", "--pages", str(wanted), "-o", path]
            subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            # Line by line: a process begins with the peak of the one that starts it, which must stay small.
            with subprocess.Popen([program, "pages", path], stdout=subprocess.PIPE) as printed:
                count = sum(1 for _ in printed.stdout)
            runs = [run(program, "parse", path) for _ in range(5)]
            if any(status != 0 for _, _, status in runs):
                sys.exit(f"the report of {wanted} pages could not be read")
            milliseconds = statistics.median(seconds for seconds, _, _ in runs) * 1000
            size, peak = path.stat().st_size / 2**20, runs[0][1] / 2**20
            per_page = milliseconds / count
            print(f"{count:7} {size:9.2f} {milliseconds:8.1f} {per_page:8.3f} {peak:9.1f} {4 * size + 32:8.1f}")


def start(program, runs):
    times = [run(program, "--version")[0] * 1000 for _ in range(runs)]
    print(f"{statistics.median(times):.2f} ms until {program} has started and ended, {os.path.getsize(program) / 2**20:.1f} MiB")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("what", choices=["text", "memory", "pages", "start"])
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=9)
    like_for_like = parser.add_mutually_exclusive_group()
    like_for_like.add_argument("--whole", action="store_true")
    like_for_like.add_argument("--library", metavar="EXAMPLE")
    parser.add_argument("--most", type=int, default=1000)
    arguments = parser.parse_intermixed_args()
    files = arguments.files or sorted((ROOT / "fixtures/reports").glob("*.pdf"))
    match arguments.what:
        case "text":
            text(arguments.program, files, arguments.runs, arguments.whole, arguments.library)
        case "memory":
            memory(arguments.program, files)
        case "pages":
            pages(arguments.program, arguments.most)
        case "start":
            start(arguments.program, arguments.runs)


if __name__ == "__main__":
    main()
