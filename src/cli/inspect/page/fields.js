/* The fields as a tree. What is in a record is made when it is opened. */

const tree = byId("fields");
const records = new Map();
const leaves = new Map();
let selected = null;

/* What names a record of a list. */
const NAMES = [
  "name",
  "no",
  "year",
  "monthValue",
  "date",
  "manageCompany",
  "cardCompany",
  "companyName",
  "queryCompany",
  "idType",
  "type",
  "mobile",
  "address",
  "company",
];

function makeFields() {
  byId("fields-count").textContent = pointers.length || "";
  if (!data.report) {
    tree.append(
      element(
        "div",
        { class: "empty" },
        element("strong", {}, data.failure?.code || ""),
        element("p", {}, data.failure?.message || ""),
      ),
    );
    return;
  }
  tree.append(...children("", data.report));
  tree.addEventListener("keydown", moveInTree);
}

function children(pointer, value) {
  return Object.entries(value).map(([key, child]) => node(`${pointer}/${key}`, child));
}

function node(pointer, value) {
  if (typeof value === "string") return leaf(pointer, value);
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (size === 0) {
    return element(
      "div",
      { class: "leaf none" },
      label(pointer),
      element("span", { class: "value" }, Array.isArray(value) ? "none" : ""),
    );
  }
  const summary = element(
    "summary",
    {},
    label(pointer, value),
    badge(pointer),
    element("span", { class: "size" }, Array.isArray(value) ? String(size) : ""),
  );
  const inner = element("div", { class: "inner" });
  const details = element("details", {}, summary, inner);
  const record = { details, open: () => inner.hasChildNodes() || inner.append(...children(pointer, value)) };
  details.addEventListener("toggle", () => details.open && record.open());
  records.set(pointer, record);
  return details;
}

function leaf(pointer, value) {
  const button = element(
    "button",
    { type: "button", class: "leaf", "data-pointer": pointer, title: pointer },
    label(pointer),
    badge(pointer),
    element("span", { class: "value" }, value || "\u00a0"),
  );
  button.addEventListener("click", () => select(pointer, { from: "tree" }));
  leaves.set(pointer, button);
  return button;
}

function label(pointer, value) {
  const key = lastKey(pointer);
  if (!isPlace(key)) {
    return element(
      "span",
      { class: "label" },
      element("span", { class: "term", lang: "zh-CN" }, termOf(pointer) || key),
      element("span", { class: "key" }, key),
    );
  }
  const names =
    value && !Array.isArray(value)
      ? NAMES.map((name) => value[name]).filter((text) => typeof text === "string" && text && text !== "--")
      : [];
  const place = String(Number(key) + 1);
  const name = names
    .filter((text) => text !== place)
    .slice(0, 3)
    .join(" · ");
  return element(
    "span",
    { class: "label" },
    element("span", { class: "place" }, place),
    element("span", { class: "term", lang: "zh-CN" }, name),
  );
}

function badge(pointer) {
  const weight = worst.get(pointer);
  if (weight === undefined) return "";
  const severity = severities[weight];
  return element("span", {
    class: `dot ${severity}`,
    title: severity,
    role: "img",
    "aria-label": `has an issue of severity ${severity}`,
  });
}

/* Opens the records around a field; the element of the field. */
function reveal(pointer) {
  let path = "";
  for (const key of keysOf(pointer)) {
    path += `/${key}`;
    const record = records.get(path);
    if (record) {
      record.open();
      record.details.open = true;
    }
  }
  return leaves.get(pointer) ?? records.get(pointer)?.details;
}

function select(pointer, { from = "" } = {}) {
  clearSelection();
  const spot = data.places[pointer];
  selected = pointer;
  const row = reveal(pointer);
  if (from !== "tree") showTab("fields");
  row?.classList.add("selected");
  row?.setAttribute("aria-current", "true");
  mark("marks", spot?.boxes ?? [], { "data-pointer": pointer });
  if (from !== "page") scrollToBox(spot?.boxes[0]);
  showField(pointer);
  markCell(pointer);
  // The detail has taken its room by now.
  if (from !== "tree") row?.scrollIntoView({ block: "center" });
  else row?.scrollIntoView({ block: "nearest" });
}

function clearSelection() {
  if (selected !== null) {
    const row = leaves.get(selected);
    row?.classList.remove("selected");
    row?.removeAttribute("aria-current");
  }
  selected = null;
  mark("marks", []);
}

/* What is known of the field. */
function showField(pointer) {
  const spot = data.places[pointer];
  const value = valueAt(pointer);
  const parts = [
    element("p", { class: "trail", lang: "zh-CN" }, trailOf(pointer).join(" › ")),
    element("p", { class: "text", lang: "zh-CN" }, textOf(pointer) || "(empty)"),
    element("code", { class: "pointer" }, pointer),
  ];
  if (spot?.text !== undefined) parts.splice(2, 0, element("p", { class: "note" }, `In the JSON: ${value}`));
  if (spot) {
    parts.push(
      element(
        "p",
        { class: "rules" },
        ...data.rules[spot.rules].flatMap((rule, index) =>
          index ? [" › ", element("code", {}, rule)] : [element("code", {}, rule)],
        ),
      ),
    );
    const ofPages = spot.boxes.filter(({ page }, at) => spot.boxes.findIndex((other) => other.page === page) === at);
    const places = ofPages.map((place) => {
      const button = element("button", { type: "button", class: "chip" }, `page ${place.page}`);
      button.addEventListener("click", () => scrollToBox(place));
      return button;
    });
    parts.push(element("p", { class: "chips" }, ...(places.length ? places : ["on no page"])));
  }
  for (const index of issuesOf.get(pointer) ?? []) {
    const button = element(
      "button",
      { type: "button", class: `link ${data.issues[index].severity}` },
      `${data.issues[index].title}: ${data.issues[index].message}`,
    );
    button.addEventListener("click", () => showIssue(index));
    parts.push(button);
  }
  byId("detail").replaceChildren(...parts);
}

/* What is known of a text that is no field. */
function showText(text, reason, page) {
  byId("detail").replaceChildren(
    element("p", { class: "trail" }, `Page ${page}`),
    element("p", { class: "text", lang: "zh-CN" }, text),
    element("p", { class: "note" }, reason ? `Left out of the report: ${reason}` : "In no field: a label, a title or a note."),
  );
}

/* The arrow keys move among what is to be seen of the tree. */
function moveInTree(event) {
  const rows = () => [...tree.querySelectorAll("summary, button.leaf")].filter((row) => row.offsetParent !== null);
  const row = event.target.closest("summary, button.leaf");
  if (!row) return;
  const details = row.tagName === "SUMMARY" ? row.parentElement : null;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const all = rows();
    all[all.indexOf(row) + step]?.focus();
  } else if (event.key === "ArrowRight" && details && !details.open) {
    details.open = true;
  } else if (event.key === "ArrowLeft" && details?.open) {
    details.open = false;
  } else if (event.key === "ArrowLeft") {
    (details ?? row).parentElement.closest("details")?.querySelector("summary").focus();
  } else {
    return;
  }
  event.preventDefault();
}
