#!/usr/bin/env python3
"""Cuts every value out of its page with poppler and holds the text against what was read.

  tests/places.py PROGRAM PDF…

PROGRAM is zhengxin. For each value that `zhengxin parse --places` tells a place of, what pdftotext finds in its boxes must
give its text, white space aside, and characters of a watermark that runs across them. The words of `pdftotext -bbox` tell it
for most of them at once; where a box cuts through a word, the box itself is cut out (`pdftotext -x -y -W -H`). Prints how many
values of each file were held; fails where one differs.
"""

import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from itertools import repeat


class Characters(HTMLParser):
    """The characters of each page: x and y of the centre, and the character. A word is divided evenly."""

    def __init__(self):
        super().__init__()
        self.pages = []
        self.box = None

    def handle_starttag(self, tag, attributes):
        if tag == "page":
            self.pages.append([])
        if tag == "word":
            at = dict(attributes)
            self.box = tuple(float(at[side]) for side in ("xmin", "ymin", "xmax", "ymax"))

    def handle_endtag(self, tag):
        if tag == "word":
            self.box = None

    def handle_data(self, text):
        if self.box is None:
            return
        left, top, right, bottom = self.box
        widths = [2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text]
        at = left
        for character, width in zip(text, widths):
            step = (right - left) * width / sum(widths)
            self.pages[-1].append((at + step / 2, (top + bottom) / 2, character))
            at += step


def folded(character):
    """One form for each character that fonts confuse: radicals and compatibility forms are wild, and several hyphens and dashes
    are one glyph."""
    if character in "\u00ad\u2010\u2011":
        return "-"
    if character == "\u2015":
        return "\u2014"
    if 0x2E80 <= ord(character) <= 0x2FDF or 0xF900 <= ord(character) <= 0xFAFF:
        return "?"
    return character


def normal(characters):
    return Counter(unicodedata.normalize("NFKC", "".join(map(folded, characters))).replace(" ", ""))


def same(cut, text, watermark):
    """Whether the same characters are there, in any order; those of a watermark may be there too."""
    cut = normal(character for character in cut if not character.isspace())
    text = normal(character for character in text if not character.isspace())
    wild = cut.pop("?", 0)
    return sum((text - cut).values()) <= wild and all(character in watermark for character in cut - text)


def words_in(pages, boxes):
    found = []
    for box in boxes:
        left, top, right, bottom = box["box"]
        found += [c for x, y, c in pages[box["page"] - 1] if left <= x <= right and top <= y <= bottom]
    return "".join(found)


def cut_out(file, boxes):
    """The text in the boxes, to a tenth of a point."""
    found = ""
    for box in boxes:
        # A point less on either side: what only touches the box is in it for poppler.
        left, top, right, bottom = (round(10 * edge) for edge in box["box"])
        if bottom - top <= right - left:
            left, right = left + 10, right - 10
        else:
            # The text of a turned page; its ends reach out of its box for poppler.
            top, bottom = top - 30, bottom + 30
        page = str(box["page"])
        place = ["-x", str(left), "-y", str(top), "-W", str(right - left), "-H", str(bottom - top)]
        command = ["pdftotext", "-r", "720", "-f", page, "-l", page, *place, file, "-"]
        found += subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return found


def watermarks(program, file):
    """The characters of the texts that are no part of the report."""
    account = subprocess.run([program, "parse", "--coverage", file], check=True, capture_output=True, text=True).stdout
    lines = (line for line in account.splitlines() if line.startswith("furniture, "))
    return set("".join(line.split(": ", 1)[1] for line in lines))


def hold(program, file):
    """Holds the values of one file: what there is to say of it, and whether all of them stand where they are said to."""
    with tempfile.NamedTemporaryFile("r") as places:
        subprocess.run([program, "parse", "--places", places.name, file], check=True, stdout=subprocess.DEVNULL)
        values = json.loads(places.readline())["places"]
    words = subprocess.run(["pdftotext", "-bbox", file, "-"], check=True, capture_output=True, text=True).stdout
    characters = Characters()
    characters.feed(words)
    watermark = watermarks(program, file)
    close = [v for v in values if not same(words_in(characters.pages, v["boxes"]), v["text"], watermark)]
    wrong = [value for value in close if not same(cut_out(file, value["boxes"]), value["text"], watermark)]
    said = [f"{file}: {len(values) - len(wrong)} of {len(values)} values stand where they are said to stand"]
    for value in wrong[:5]:
        cut = cut_out(file, value["boxes"]).strip()
        said.append(f"  {value['pointer']}: `{value['text']}` was read, `{cut}` is cut out of {value['boxes']}")
    return "\n".join(said), not wrong


def main(program, files):
    held_all = True
    with ProcessPoolExecutor() as pool:
        for said, held in pool.map(hold, repeat(program), files):
            print(said)
            held_all &= held
    sys.exit(0 if held_all else 1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
