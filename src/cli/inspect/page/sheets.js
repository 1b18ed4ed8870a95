/* The pages, drawn from what was read of them. A page is drawn when it comes near to what is seen. */

const sheets = new Map();
const pane = byId("sheets");
let zoom = 1;

const AREA = 5;
const REASON = 7;

function makeSheets() {
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => drawSheet(Number(entry.target.dataset.page))),
    { root: pane, rootMargin: "150% 0px" },
  );
  for (const page of data.pages) {
    const picture = shape("svg", {
      viewBox: `0 0 ${page.width} ${page.height}`,
      role: "img",
      "aria-label": `Page ${page.number}`,
    });
    const layers = {};
    for (const layer of ["print", "issues", "hits", "hover", "marks"]) {
      layers[layer] = shape("g", { class: layer });
      picture.append(layers[layer]);
    }
    const section = element("section", { class: "sheet", "data-page": page.number }, picture);
    const place = (event) => {
      const frame = picture.getBoundingClientRect();
      const scale = page.width / frame.width;
      return [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
    };
    picture.addEventListener("click", (event) => pick(page, ...place(event)));
    picture.addEventListener("mousemove", (event) => hover(page, ...place(event)));
    picture.addEventListener("mouseleave", () => layers.hover.replaceChildren());
    sheets.set(page.number, { page, section, picture, layers, isDrawn: false });
    pane.append(section);
    observer.observe(section);
  }
  byId("page-tools").hidden = data.pages.length === 0;
  if (data.pages.length === 0) pane.append(element("p", { class: "empty" }, "A transcript has no pages."));
  pane.addEventListener("scroll", tellPage, { passive: true });
  sizeSheets();
}

function drawSheet(number) {
  const sheet = sheets.get(number);
  if (!sheet || sheet.isDrawn) return;
  sheet.isDrawn = true;
  sheet.layers.print.append(...sheet.page.items.map(drawItem));
}

function drawItem(item) {
  if (item.length === AREA) {
    const [left, top, right, bottom, colour] = item;
    // A hairline is seen at any size.
    const width = Math.max(right - left, 0.4);
    const height = Math.max(bottom - top, 0.4);
    return shape("rect", { x: left, y: top, width, height, fill: data.palette.colours[colour] });
  }
  const [x, y, width, size, direction, colour, text] = item;
  const reason = data.palette.reasons[item[REASON]];
  const attributes = {
    x,
    y,
    "font-size": size,
    textLength: width,
    lengthAdjust: "spacingAndGlyphs",
    fill: data.palette.colours[colour],
  };
  if (direction !== 0) attributes.transform = `rotate(${direction} ${x} ${y})`;
  const run = shape("text", attributes, text);
  if (reason) {
    run.setAttribute("class", "noise");
    run.append(shape("title", {}, `Left out: ${reason}`));
  }
  return run;
}

function rectangle(box, attributes, around = 1) {
  return shape("rect", {
    x: box[0] - around,
    y: box[1] - around,
    width: box[2] - box[0] + 2 * around,
    height: box[3] - box[1] + 2 * around,
    rx: 1.5,
    ...attributes,
  });
}

/* Marks boxes in one layer of all pages. */
function mark(layer, boxes, attributes, clear = true) {
  if (clear) for (const sheet of sheets.values()) sheet.layers[layer].replaceChildren();
  for (const { page, box } of boxes) sheets.get(page)?.layers[layer].append(rectangle(box, attributes));
}

function scrollToBox(place) {
  const sheet = place && sheets.get(place.page);
  if (!sheet) return;
  drawSheet(place.page);
  const frame = sheet.picture.getBoundingClientRect();
  const seen = pane.getBoundingClientRect();
  const scale = frame.width / sheet.page.width;
  const top = frame.top + place.box[1] * scale;
  const bottom = frame.top + place.box[3] * scale;
  const left = frame.left + place.box[0] * scale;
  const right = frame.left + place.box[2] * scale;
  if (top < seen.top + 48 || bottom > seen.bottom - 32) pane.scrollTop += top - seen.top - seen.height / 3;
  if (left < seen.left || right > seen.right) pane.scrollLeft += left - seen.left - seen.width / 4;
}

function pick(page, x, y) {
  const pointer = fieldAt(page.number, x, y);
  if (pointer !== null) return select(pointer, { from: "page" });
  const run = page.items.find(
    (item) =>
      item.length > AREA &&
      item[4] === 0 &&
      x >= item[0] &&
      x <= item[0] + item[2] &&
      y >= item[1] - item[3] &&
      y <= item[1] + item[3] * 0.2,
  );
  clearSelection();
  if (run) showText(run[6], data.palette.reasons[run[REASON]], page.number);
}

function hover(page, x, y) {
  const pointer = fieldAt(page.number, x, y);
  const { layers } = sheets.get(page.number);
  if (layers.hover.dataset.pointer === String(pointer) && layers.hover.hasChildNodes()) return;
  layers.hover.dataset.pointer = String(pointer);
  const boxes = pointer === null ? [] : data.places[pointer].boxes.filter((place) => place.page === page.number);
  layers.hover.replaceChildren(...boxes.map(({ box }) => rectangle(box, {})));
}

/* The pages fill the pane at zoom 1. */
function sizeSheets() {
  const room = pane.clientWidth - 48;
  const widest = Math.max(...data.pages.map((page) => page.width), 1);
  for (const { page, section, picture } of sheets.values()) {
    const width = Math.max((room * zoom * page.width) / widest, 120);
    section.style.width = `${width}px`;
    picture.style.height = `${(width * page.height) / page.width}px`;
  }
  tellPage();
}

function setZoom(value) {
  const middle = (pane.scrollTop + pane.clientHeight / 2) / Math.max(pane.scrollHeight, 1);
  zoom = Math.min(Math.max(value, 0.4), 4);
  sizeSheets();
  pane.scrollTop = middle * pane.scrollHeight - pane.clientHeight / 2;
}

function tellPage() {
  const middle = pane.getBoundingClientRect().top + pane.clientHeight / 3;
  let seen = data.pages[0]?.number;
  for (const { page, section } of sheets.values()) if (section.getBoundingClientRect().top <= middle) seen = page.number;
  byId("page-number").textContent = seen ? `Page ${seen} of ${data.pages.length}` : "";
}
