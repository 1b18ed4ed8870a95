/* The page as a whole: its head, tabs, keys and sizes. */

function makeHead() {
  const status = byId("status");
  const problems = data.issues.filter((each) => each.kind === "problem").length;
  const [tone, text] = data.failure
    ? ["error", "Not read"]
    : problems
      ? ["warning", `Read in part, ${problems} left out`]
      : ["good", "Read in full"];
  status.className = `status ${tone}`;
  status.textContent = text;
  const { edition, layout, pages, producer } = data.profile ?? {};
  const parts = [edition, layout, pages ? `${pages} ${pages === 1 ? "page" : "pages"}` : null, data.masked ? "masked" : producer];
  byId("profile").textContent = parts.filter(Boolean).join(" · ");
  byId("profile").title = byId("profile").textContent;
}

const tabs = { fields: byId("tab-fields"), issues: byId("tab-issues") };

function showTab(name, focus = false) {
  for (const [other, tab] of Object.entries(tabs)) {
    tab.setAttribute("aria-selected", String(other === name));
    tab.tabIndex = other === name ? 0 : -1;
    byId(other).hidden = other !== name;
  }
  if (focus) tabs[name].focus();
}

function makeTabs() {
  for (const [name, tab] of Object.entries(tabs)) {
    tab.addEventListener("click", () => showTab(name));
    tab.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") showTab(name === "fields" ? "issues" : "fields", true);
    });
  }
}

function makeSplitter() {
  const splitter = byId("splitter");
  const work = splitter.parentElement;
  const setWidth = (width) => {
    work.style.setProperty("--panel", `${Math.min(Math.max(width, 280), work.clientWidth - 320)}px`);
    sizeSheets();
  };
  const move = (event) => setWidth(work.getBoundingClientRect().right - event.clientX);
  splitter.addEventListener("pointerdown", (event) => {
    splitter.setPointerCapture(event.pointerId);
    splitter.addEventListener("pointermove", move);
  });
  splitter.addEventListener("pointerup", () => splitter.removeEventListener("pointermove", move));
  splitter.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (step) setWidth(document.querySelector(".panel").clientWidth + step);
  });
  new ResizeObserver(sizeSheets).observe(pane);
}

const keys = {
  "/": () => byId("query").select(),
  n: () => stepIssue(1),
  p: () => stepIssue(-1),
  g: () => toggleGrids(),
  "+": () => setZoom(zoom * 1.2),
  "=": () => setZoom(zoom * 1.2),
  "-": () => setZoom(zoom / 1.2),
  0: () => setZoom(1),
  "?": () => byId("help").showModal(),
};

function makeKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, dialog")) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  byId("smaller").addEventListener("click", keys["-"]);
  byId("larger").addEventListener("click", keys["+"]);
  byId("fit").addEventListener("click", keys[0]);
  byId("help-toggle").addEventListener("click", keys["?"]);
}

makeHead();
makeSheets();
makeFields();
makeIssues();
makeGrids();
makeSearch();
makeTabs();
makeSplitter();
makeKeys();
if (data.failure) showTab("issues");
else tree.querySelector("details")?.setAttribute("open", "");
