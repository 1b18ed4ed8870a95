/* The repayment grids of all accounts, a row each, over the same months. */

const cells = new Map();

/* How a letter is coloured. What it means is told by the report's own dictionary. */
function toneOf(kind, letter) {
  if (letter === "N") return "normal";
  if (/^[0-9]$/.test(letter)) return `late-${Math.min(Number(letter) + (kind === "postpaid" ? 1 : 0), 7)}`;
  if (/^[CG]$/.test(letter)) return "ended";
  if (/^[*#/]$/.test(letter)) return "unknown";
  return letter ? "other" : "blank";
}

function makeGrids() {
  const { grids } = data;
  if (!grids) return;
  byId("grids-toggle").hidden = false;
  const month = (at) => ({ year: Math.floor((grids.first + at) / 12), month: ((grids.first + at) % 12) + 1 });
  const years = element("tr", {}, element("th", { class: "account", rowspan: 2, scope: "col" }, "Account"));
  const months = element("tr");
  for (let at = 0; at < grids.months; at += 1) {
    const { year, month: number } = month(at);
    if (at === 0 || number === 1) {
      const width = Math.min(13 - number, grids.months - at);
      years.append(element("th", { class: "year", colspan: width, scope: "colgroup" }, width > 1 ? String(year) : ""));
    }
    months.append(element("th", { class: number === 1 ? "month first" : "month", scope: "col" }, String(number)));
  }
  const body = element("tbody");
  grids.rows.forEach((row, line) => body.append(gridRow(row, line, month)));
  const table = element("table", {}, element("thead", {}, years, months), body);
  const scroller = element("div", { class: "scroller", tabindex: 0, "aria-label": "Repayment grids" }, table);
  table.addEventListener("keydown", moveInGrid);
  const close = element("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
  close.addEventListener("click", () => toggleGrids(false));
  byId("grids").append(element("div", { class: "grids-head" }, element("h2", {}, "Repayment"), legend(), close), scroller);
  byId("grids-toggle").addEventListener("click", () => toggleGrids());
}

function gridRow(row, line, month) {
  const byMonth = new Map(row.cells.map((cell) => [cell[0], cell]));
  const name = element(
    "button",
    { type: "button", class: "name", lang: "zh-CN", title: row.label.join(" ") },
    ...row.label.map((part) => element("span", {}, part)),
  );
  name.addEventListener("click", () => selectAccount(row.pointer));
  const cellsOf = element("tr", {}, element("th", { class: "account", scope: "row" }, name));
  for (let at = 0; at < data.grids.months; at += 1) {
    const cell = byMonth.get(at);
    if (!cell) {
      cellsOf.append(element("td", { class: month(at).month === 1 ? "first" : null }));
      continue;
    }
    const [, letter, amount, pointer] = cell;
    const meaning = data.grids.meanings[row.kind]?.[letter] ?? "";
    const { year, month: number } = month(at);
    const told = [`${year}.${String(number).padStart(2, "0")}`, `${letter} ${meaning}`.trim(), amount].filter(Boolean).join("\n");
    const button = element(
      "button",
      {
        type: "button",
        class: `cell ${toneOf(row.kind, letter)}`,
        title: told,
        "aria-label": told,
        "data-pointer": pointer,
        "data-line": line,
        "data-at": at,
        tabindex: cells.size ? -1 : 0,
      },
      letter,
    );
    button.addEventListener("click", () => select(pointer));
    cells.set(pointer, button);
    cellsOf.append(element("td", { class: number === 1 ? "first" : null }, button));
  }
  return cellsOf;
}

function legend() {
  const lists = element("div", { class: "legend" });
  const sections = { credit: "/creditTransInfoDetail", postpaid: "/noncreditTransInfoDetail" };
  for (const [kind, meanings] of Object.entries(data.grids.meanings)) {
    const list = element("ul", {}, element("li", { class: "of", lang: "zh-CN" }, termOf(sections[kind])));
    const letters = Object.keys(meanings).sort((a, b) => (a === "N" ? -1 : b === "N" ? 1 : a < b ? -1 : 1));
    for (const letter of letters) {
      list.append(
        element(
          "li",
          {},
          element("span", { class: `cell ${toneOf(kind, letter)}` }, letter),
          element("span", { lang: "zh-CN" }, meanings[letter]),
        ),
      );
    }
    lists.append(list);
  }
  return lists;
}

/* Shows where an account begins. */
function selectAccount(pointer) {
  const first = pointers.find((each) => each.startsWith(`${pointer}/`));
  if (first) select(first);
}

function toggleGrids(isOpen = byId("grids").hidden) {
  if (!data.grids) return;
  byId("grids").hidden = !isOpen;
  byId("grids-toggle").setAttribute("aria-expanded", String(isOpen));
  sizeSheets();
  if (isOpen) {
    const scroller = byId("grids").querySelector(".scroller");
    scroller.scrollLeft = scroller.scrollWidth;
  }
}

function markCell(pointer) {
  byId("grids").querySelector(".cell.selected")?.classList.remove("selected");
  const cell = cells.get(pointer) ?? cells.get(`${parentOf(pointer)}/state`);
  cell?.classList.add("selected");
  if (cell && !byId("grids").hidden) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function moveInGrid(event) {
  const cell = event.target.closest("button.cell");
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!cell || !step) return;
  event.preventDefault();
  const [line, at] = [Number(cell.dataset.line), Number(cell.dataset.at)];
  const all = [...cells.values()];
  // The next one in that direction; of another row the one nearest to the month.
  const candidates = all.filter((other) =>
    step[0]
      ? Number(other.dataset.line) === nextLine(all, line, step[0])
      : Number(other.dataset.line) === line && (Number(other.dataset.at) - at) * step[1] > 0,
  );
  const distance = (other) => Math.abs(Number(other.dataset.at) - at);
  const next = candidates.sort((a, b) => distance(a) - distance(b))[0];
  if (!next) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

function nextLine(all, line, step) {
  const lines = all.map((cell) => Number(cell.dataset.line)).filter((other) => (other - line) * step > 0);
  return step > 0 ? Math.min(...lines) : Math.max(...lines);
}
