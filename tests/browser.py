#!/usr/bin/env python3
"""Opens pages of `zhengxin inspect` in a browser without a network and uses them as a reader would.

  tests/browser.py PROGRAM [--screenshots FOLDER]

PROGRAM is zhengxin. Chromium is driven through a pipe by its DevTools protocol. Clicks a field and looks for its place on the
page, clicks the page and looks for its field, searches, goes through the issues and the repayment grids; opens reports that
try to run a script, that are read in part, and that are not read. Fails on any difference, and on anything that the browser
complains of.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
ACCOUNT = "/creditTransInfoDetail/acyclicCreditAccount/0"
HOSTILE = "</script><img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"


class Browser:
    """Chromium, and one page in it."""

    def __init__(self, folder):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not program:
            sys.exit("chromium is missing: install chromium")
        to_browser, from_us = os.pipe()
        from_browser, to_us = os.pipe()

        # The browser reads from 3 and writes to 4.
        def pipes():
            reading, writing = os.dup(to_browser), os.dup(to_us)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        arguments = [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
                     "--disable-background-networking", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
                     f"--user-data-dir={folder}/profile", "about:blank"]
        self.process = subprocess.Popen(arguments, close_fds=False, preexec_fn=pipes,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(to_us)
        self.input, self.output = os.fdopen(from_us, "wb"), os.fdopen(from_browser, "rb")
        self.number, self.session, self.complaints, self.pending = 0, None, [], b""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.pending:
            piece = os.read(self.output.fileno(), 1 << 16)
            if not piece:
                sys.exit("the browser has ended")
            self.pending += piece
        message, self.pending = self.pending.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.input.write(json.dumps(message).encode() + b"\0")
        self.input.flush()
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def note(self, event):
        """What the browser complains of, and what it asks the network for."""
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(parameters["exceptionDetails"])
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
            self.complaints.append(parameters["args"])
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(parameters["entry"])
        elif method == "Network.requestWillBeSent" and not parameters["request"]["url"].startswith(("file:", "data:")):
            self.complaints.append(parameters["request"]["url"])

    def run(self, script):
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def open(self, path, width=1440, height=900, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=path.as_uri())
        self.wait("document.readyState === 'complete' && location.href.startsWith('file:')")

    def wait(self, condition):
        for _ in range(100):
            if self.run(condition):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {condition}")

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def key(self, key, **more):
        text = key if len(key) == 1 else None
        more = dict(more, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **more)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def picture(self, path):
        Path(path).write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self):
        self.process.kill()
        self.process.wait()


def inspect(program, file, page, *options, status=0):
    outcome = subprocess.run([program, "inspect", file, "-o", page, *options], capture_output=True)
    assert outcome.returncode == status, (file, outcome)
    return page


def is_seen(pane, rectangle):
    """A script: whether a rectangle is inside of a pane, wholly."""
    return f"""(() => {{
        const outer = document.querySelector({json.dumps(pane)}).getBoundingClientRect();
        const inner = document.querySelector({json.dumps(rectangle)}).getBoundingClientRect();
        return inner.width > 0 && inner.top >= outer.top && inner.bottom <= outer.bottom;
    }})()"""


def a_field_leads_to_its_place(browser):
    pointer = f"{ACCOUNT}/manageCompany"
    browser.run(f"select({json.dumps(pointer)})")
    row = f'button.leaf[data-pointer="{pointer}"]'
    browser.run("clearSelection()")
    browser.run("pane.scrollTop = 0")
    assert browser.run("document.querySelectorAll('.marks rect').length") == 0
    browser.run(f"document.querySelector({json.dumps(row)}).click()")
    assert browser.run("document.querySelector('.marks rect').dataset.pointer") == pointer
    assert browser.run(is_seen("#sheets", ".marks rect"))
    assert browser.run(f"document.querySelector({json.dumps(row)}).getAttribute('aria-current')") == "true"
    assert browser.run("byId('detail').querySelector('.pointer').textContent") == pointer
    assert browser.run("byId('detail').querySelector('.text').textContent") == browser.run(f"valueAt({json.dumps(pointer)})")


def a_place_leads_to_its_field(browser):
    pointer = "/creditHeader/idNum"
    browser.run(f"scrollToBox(data.places[{json.dumps(pointer)}].boxes[0])")
    x, y = browser.run(f"""(() => {{
        const {{ page, box }} = data.places[{json.dumps(pointer)}].boxes[0];
        const sheet = sheets.get(page);
        const frame = sheet.picture.getBoundingClientRect();
        const scale = frame.width / sheet.page.width;
        return [frame.left + scale * (box[0] + box[2]) / 2, frame.top + scale * (box[1] + box[3]) / 2];
    }})()""")
    browser.click(x, y)
    assert browser.run("selected") == pointer
    assert browser.run(is_seen("#fields", ".leaf.selected"))
    assert browser.run("document.querySelector('.leaf.selected').dataset.pointer") == pointer
    rules = browser.run("byId('detail').querySelector('.rules').textContent")
    assert rules.startswith("report › "), rules


def what_is_drawn_is_what_was_read(browser):
    drawn = browser.run("""data.pages.every((page) => {
        drawSheet(page.number);
        const texts = [...sheets.get(page.number).layers.print.querySelectorAll('text')];
        const right = page.items.filter((item) => item.length > AREA).map((item) => item[6]);
        return texts.length === right.length && texts.every((text, at) => text.firstChild.data === right[at]);
    })""")
    assert drawn
    # Every leaf of the tree has its place, and every place its leaf.
    assert browser.run("""(() => {
        const leaves = [];
        const walk = (value, path) => typeof value === 'string' ? leaves.push(path)
            : Object.entries(value).forEach(([key, child]) => walk(child, `${path}/${key}`));
        walk(data.report, '');
        return leaves.length === pointers.length && leaves.every((leaf) => leaf in data.places);
    })()""")


def search_finds_fields_and_text(browser):
    browser.key("/")
    assert browser.run("document.activeElement.id") == "query"
    name = browser.run("data.report.creditHeader.whoWasChecked")
    browser.call("Input.insertText", text=name)
    browser.wait("/^1 of /.test(byId('count').textContent)")
    assert browser.run(is_seen("#sheets", ".hits rect.now"))
    browser.key("Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
    many = browser.run("hits.length")
    browser.wait(f"byId('count').textContent.startsWith('{2 if many > 1 else 1} of ')")
    # A key, a term, and a text that is on no page.
    assert browser.run("search('idNum'), hits.some((hit) => hit.pointer === '/creditHeader/idNum')")
    assert browser.run("search('被查询者姓名'), hits.length") > 0
    browser.run("byId('query').value = 'nowhere to be found', search(byId('query').value)")
    assert browser.run("byId('count').textContent") == "none"
    browser.key("Escape", code="Escape", windowsVirtualKeyCode=27)
    assert browser.run("document.querySelectorAll('.hits rect').length") == 0


def keys_move_through_the_tree(browser):
    browser.run("showTab('fields'), tree.querySelector('summary').focus()")
    first = browser.run("document.activeElement.textContent")
    browser.key("ArrowDown", code="ArrowDown", windowsVirtualKeyCode=40)
    assert browser.run("document.activeElement.textContent") != first
    browser.key("ArrowUp", code="ArrowUp", windowsVirtualKeyCode=38)
    assert browser.run("document.activeElement.textContent") == first


def issues_are_gone_through(browser):
    count = browser.run("data.issues.length")
    assert count > 1
    browser.run("document.activeElement.blur()")
    browser.key("n")
    assert browser.run("issue") == 0 and browser.run("!byId('issues').hidden")
    browser.key("n")
    assert browser.run("document.querySelector('.issue.selected').dataset.issue") == "1"
    assert browser.run("document.querySelector('.marks rect').dataset.issue") == "1"
    browser.key("p")
    browser.key("p")
    assert browser.run("issue") == count - 1
    assert browser.run("document.querySelectorAll('.sheet .issues rect').length") >= count


def grids_lead_to_their_months(browser):
    browser.key("g")
    assert browser.run("!byId('grids').hidden")
    rows, months = browser.run("[data.grids.rows.length, document.querySelectorAll('.grids .month').length]")
    assert rows > 0 and months == 60
    pointer = browser.run("(() => { const cell = document.querySelector('button.cell'); cell.click(); return cell.dataset.pointer; })()")
    assert browser.run("selected") == pointer and browser.run("document.querySelector('.cell.selected').dataset.pointer") == pointer
    meaning = browser.run("document.querySelector('button.cell.normal').title")
    assert "N 正常" in meaning, meaning
    before = browser.run("(document.querySelector('button.cell').focus(), document.activeElement.dataset.at)")
    browser.key("ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    assert int(browser.run("document.activeElement.dataset.at")) > int(before)
    browser.key("g")
    assert browser.run("byId('grids').hidden")


def nothing_of_a_report_runs(browser, program, folder):
    transcript = f"个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n│被查询者姓名│被查询者证件类型│被查询者证件号码│查询机构│查询原因│\n│{HOSTILE}│身份证│99│本人│本人查询│\n"
    (folder / "hostile.txt").write_text(transcript)
    page = inspect(program, folder / "hostile.txt", folder / "hostile.html", "--from-transcript")
    browser.open(page)
    assert browser.run("document.title") == "hostile.txt – zhengxin inspect"
    assert browser.run("document.images.length") == 0 and browser.run("document.scripts.length") == 2
    browser.run("select('/creditHeader/whoWasChecked')")
    assert browser.run("byId('detail').querySelector('.text').textContent") == HOSTILE
    assert browser.run("document.querySelector('.leaf.selected .value').textContent") == HOSTILE
    assert browser.run("document.images.length") == 0


def the_policy_holds(browser):
    """A script that comes in later does not run: the policy names the one of the page."""
    complaints = len(browser.complaints)
    browser.run("(() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); })()")
    assert browser.run("window.ran") is None
    # The browser says so; that is no complaint about the page.
    del browser.complaints[complaints:]


def what_is_not_read_is_shown(browser, program, folder):
    page = inspect(program, FIXTURES / "refused/brief-edition.pdf", folder / "refused.html", status=1)
    browser.open(page)
    assert browser.run("byId('status').textContent") == "Not read"
    assert browser.run("!byId('issues').hidden && byId('issues').textContent.includes('DETECTION_FAILED')")
    browser.wait("document.querySelectorAll('.sheet text').length > 0")
    transcript = "个人信用报告\n（本人版）\n│报告编号：2022│报告时间：2022.06.16│\n从未见过\n"
    (folder / "part.txt").write_text(transcript)
    browser.open(inspect(program, folder / "part.txt", folder / "part.html", "--from-transcript", status=1))
    assert browser.run("byId('status').textContent") == "Read in part, 1 left out"
    browser.key("n")
    assert "从未见过" in browser.run("byId('detail').textContent")


def a_masked_page_is_masked(browser, program, folder):
    page = inspect(program, FIXTURES / "reports/chromium-2024-full.pdf", folder / "masked.html", "--mask")
    browser.open(page)
    assert browser.run("data.report.creditHeader.whoWasChecked.startsWith('某')")
    name = browser.run("data.report.creditHeader.whoWasChecked")
    assert browser.run(f"search({json.dumps(name)}), hits.some((hit) => hit.pointer === '/creditHeader/whoWasChecked')")


def main():
    # A browser that hangs ends the run.
    signal.alarm(240)
    program = sys.argv[1]
    pictures = Path(sys.argv[3]) if sys.argv[2:3] == ["--screenshots"] else None
    # Processes that the browser has started may still write to its profile when it is gone.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        folder = Path(folder)
        browser = Browser(folder)
        try:
            page = inspect(program, FIXTURES / "reports/chromium-2024-full.pdf", folder / "full.html")
            for width in (1440, 900):
                browser.open(page, width=width)
                a_field_leads_to_its_place(browser)
                a_place_leads_to_its_field(browser)
                what_is_drawn_is_what_was_read(browser)
                search_finds_fields_and_text(browser)
                keys_move_through_the_tree(browser)
                issues_are_gone_through(browser)
                grids_lead_to_their_months(browser)
                assert browser.run("document.documentElement.scrollWidth") <= width
            the_policy_holds(browser)
            nothing_of_a_report_runs(browser, program, folder)
            what_is_not_read_is_shown(browser, program, folder)
            a_masked_page_is_masked(browser, program, folder)
            assert not browser.complaints, browser.complaints
            if pictures:
                take_pictures(browser, page, folder, pictures)
        finally:
            browser.close()
    print("inspect: pages and fields lead to each other, nothing else runs")


def take_pictures(browser, page, folder, pictures):
    for name, width, dark, script in (
        ("fields", 1440, False, f"select('{ACCOUNT}/accountState/normal/surplusAmount')"),
        ("issues", 1440, False, "showIssue(0)"),
        ("grids", 1440, False, "toggleGrids(true), document.querySelectorAll('button.cell')[40].click()"),
        ("search", 1440, False, "byId('query').value = '银行', search('银行')"),
        ("dark", 1440, True, f"toggleGrids(true), select('{ACCOUNT}/manageCompany')"),
        ("narrow", 900, False, f"toggleGrids(true), select('{ACCOUNT}/manageCompany')"),
    ):
        browser.open(page, width=width, dark=dark)
        browser.run(script)
        time.sleep(0.3)
        browser.picture(pictures / f"{name}.png")
    for name in ("refused", "masked", "part"):
        browser.open(folder / f"{name}.html")
        time.sleep(0.3)
        browser.picture(pictures / f"{name}.png")


main()
