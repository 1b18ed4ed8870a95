/* Search over the fields (their terms, keys and values) and over all text of the pages. */

let hits = [];
let hit = -1;
let texts = null;

/* Full-width and half-width forms, and large and small letters, are the same. One character stays one. */
const plain = (text) => Array.from(text, (character) => Array.from(character.normalize("NFKC").toLowerCase())[0] ?? character);

/* The text of each page, run by run; what is no neighbour on its line is parted. */
function pageTexts() {
  texts ??= data.pages.map((page) => {
    const characters = [];
    const boxes = [];
    let last = null;
    for (const item of page.items) {
      if (item.length <= AREA) continue;
      const [x, y, width, size, direction, , text] = item;
      const follows = last && last[4] === direction && Math.abs(last[1] - y) < 1 && Math.abs(last[0] + last[2] - x) < size;
      if (!follows) {
        characters.push("\n");
        boxes.push(null);
      }
      const all = plain(text);
      all.forEach((character, at) => {
        if (character.trim() === "") return;
        characters.push(character);
        const step = width / all.length;
        boxes.push(
          direction === 0 ? [x + at * step, y - size * 0.88, x + (at + 1) * step, y + size * 0.12] : [x, y - size, x + size, y],
        );
      });
      last = item;
    }
    // All are in the basic plane or stand alone: places in the string are places in the list.
    const string = characters.map((character) => (character.length === 1 ? character : "\ufffd")).join("");
    return { page: page.number, string, boxes };
  });
  return texts;
}

function find(query) {
  const wanted = plain(query)
    .filter((character) => character.trim() !== "")
    .join("");
  if (!wanted) return [];
  const found = [];
  for (const { page, string, boxes } of pageTexts()) {
    for (let at = string.indexOf(wanted); at >= 0; at = string.indexOf(wanted, at + wanted.length)) {
      const [first, last] = [boxes[at], boxes[at + wanted.length - 1]];
      const box = [first[0], Math.min(first[1], last[1]), last[2], Math.max(first[3], last[3])];
      const pointer = fieldAt(page, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, 0);
      found.push({ pointer, places: [{ page, box }] });
    }
  }
  const seen = new Set(found.map((each) => each.pointer));
  const compact = (text) =>
    plain(text)
      .filter((character) => character.trim() !== "")
      .join("");
  for (const pointer of pointers) {
    if (seen.has(pointer)) continue;
    const { boxes } = data.places[pointer];
    const isFound =
      compact(textOf(pointer)).includes(wanted) ||
      lastKey(pointer).toLowerCase() === wanted ||
      pointer.toLowerCase() === wanted ||
      compact(termOf(pointer)) === wanted;
    if (isFound) found.push({ pointer, places: boxes });
  }
  const order = ({ places: [place] }) => (place ? [place.page, place.box[1], place.box[0]] : [Infinity, 0, 0]);
  const compare = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  return found
    .map((each) => [order(each), each])
    .sort((a, b) => compare(a[0], b[0]))
    .map((each) => each[1]);
}

function search(query) {
  hits = find(query);
  hit = -1;
  mark(
    "hits",
    hits.flatMap((each) => each.places),
    {},
  );
  if (hits.length) stepHit(1);
  else tellHits(query);
}

function stepHit(step) {
  if (!hits.length) return;
  hit = (hit + step + hits.length) % hits.length;
  const { pointer, places } = hits[hit];
  mark(
    "hits",
    hits.flatMap((each) => each.places),
    {},
  );
  if (pointer !== null) select(pointer, { from: "search" });
  else clearSelection();
  mark("hits", places, { class: "now" }, false);
  scrollToBox(places[0]);
  tellHits();
}

function tellHits(query = byId("query").value) {
  byId("count").textContent = hits.length ? `${hit + 1} of ${hits.length}` : query ? "none" : "";
}

function makeSearch() {
  const query = byId("query");
  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(query.value), 120);
  });
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    stepHit(1);
  });
  byId("previous").addEventListener("click", () => stepHit(-1));
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      stepHit(-1);
    } else if (event.key === "Escape") {
      query.value = "";
      search("");
      query.blur();
    }
  });
}
