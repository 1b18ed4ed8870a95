/* What was left out and what contradicts itself, as a list to go through, and marked on the pages. */

let issue = -1;
const rows = [];

function makeIssues() {
  const list = byId("issues");
  byId("issues-count").textContent = data.issues.length || "";
  if (data.failure) {
    list.append(
      element("div", { class: "failure" }, element("strong", {}, data.failure.code), element("p", {}, data.failure.message)),
    );
  }
  if (data.issues.length === 0 && !data.failure)
    list.append(element("p", { class: "empty" }, "Nothing was left out, and nothing contradicts itself."));
  data.issues.forEach((each, index) => {
    const places = new Set(boxesOf(each).map((place) => place.page));
    const where = places.size ? `page ${[...places].slice(0, 6).join(", ")}${places.size > 6 ? " …" : ""}` : "";
    const button = element(
      "button",
      { type: "button", class: `issue ${each.severity}`, "data-issue": index },
      element(
        "span",
        { class: "head" },
        element("span", { class: `dot ${each.severity}` }),
        element("strong", {}, each.title),
        element("span", { class: "where" }, where),
      ),
      element("span", { class: "message", lang: "zh-CN" }, each.message),
    );
    button.addEventListener("click", () => showIssue(index));
    rows.push(button);
    list.append(button);
  });
  markIssues();
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    rows[rows.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  });
}

/* A box of several issues is marked once, as the worst of them. */
function markIssues() {
  const marked = new Map();
  data.issues.forEach((each, index) => {
    for (const place of boxesOf(each)) {
      const key = `${place.page} ${place.box}`;
      const weight = severities.indexOf(each.severity);
      if (!(marked.get(key)?.weight >= weight)) marked.set(key, { place, weight, index });
    }
  });
  for (const { place, weight, index } of marked.values()) {
    mark("issues", [place], { class: severities[weight], "data-issue": index }, false);
  }
}

function showIssue(index) {
  if (!data.issues[index]) return;
  rows[issue]?.classList.remove("selected");
  clearSelection();
  issue = index;
  showTab("issues");
  rows[index].classList.add("selected");
  rows[index].scrollIntoView({ block: "nearest" });
  const { title, message, rules = [], rows: lines = [], pointers: fields = [] } = data.issues[index];
  const boxes = boxesOf(data.issues[index]);
  mark("marks", boxes, { "data-issue": index });
  scrollToBox(boxes[0]);
  const links = fields.map((pointer) => {
    const button = element(
      "button",
      { type: "button", class: "field" },
      element("span", { lang: "zh-CN" }, trailOf(pointer).join(" › ")),
      element("strong", { lang: "zh-CN" }, String(valueAt(pointer) ?? "")),
    );
    button.addEventListener("click", () => select(pointer));
    return button;
  });
  const parts = [element("p", { class: "trail" }, title), element("p", { class: "text", lang: "zh-CN" }, message)];
  if (lines.length) parts.push(element("pre", { lang: "zh-CN" }, lines.map((cells) => cells.join(" │ ")).join("\n")));
  if (rules.length)
    parts.push(
      element(
        "p",
        { class: "rules" },
        ...rules.flatMap((rule, at) => (at ? [" › ", element("code", {}, rule)] : [element("code", {}, rule)])),
      ),
    );
  byId("detail").replaceChildren(...parts, ...links);
}

function stepIssue(step) {
  const count = data.issues.length;
  if (count) showIssue(((issue < 0 ? (step > 0 ? -1 : 0) : issue) + step + count) % count);
}
