/* The report as data, and what leads from one part of it to another. */

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

/* Everything that is shown of a report is a text node or an attribute: nothing of it is ever taken for HTML. */
function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function shape(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

const isPlace = (key) => /^[0-9]+$/.test(key);
const keysOf = (pointer) => pointer.split("/").slice(1);
const lastKey = (pointer) => pointer.slice(pointer.lastIndexOf("/") + 1);
const parentOf = (pointer) => pointer.slice(0, Math.max(pointer.lastIndexOf("/"), 0));

function termOf(pointer) {
  return (
    data.terms[
      "/" +
        keysOf(pointer)
          .filter((key) => !isPlace(key))
          .join("/")
    ] || ""
  );
}

/* The terms on the way down to a field; records of lists are told by their place. */
function trailOf(pointer) {
  const trail = [];
  let path = "";
  for (const key of keysOf(pointer)) {
    path += "/" + key;
    if (isPlace(key)) trail[trail.length - 1] += " " + (Number(key) + 1);
    else trail.push(termOf(path) || key);
  }
  return trail;
}

function valueAt(pointer) {
  return keysOf(pointer).reduce((value, key) => (value === undefined ? undefined : value[key]), data.report);
}

/* What is printed for a field; the JSON gives some dates in another form. */
const textOf = (pointer) => data.places[pointer]?.text ?? String(valueAt(pointer) ?? "");

const pointers = Object.keys(data.places);

/* The boxes of the fields of each page. */
const fieldsOn = new Map(data.pages.map((page) => [page.number, []]));
for (const pointer of pointers) {
  for (const { page, box } of data.places[pointer].boxes) fieldsOn.get(page)?.push({ pointer, box });
}

/* The issues of each field, and how bad the worst of them is. */
const severities = ["info", "warning", "error"];
const issuesOf = new Map();
data.issues.forEach((issue, index) => {
  for (const pointer of issue.pointers || []) {
    if (!issuesOf.has(pointer)) issuesOf.set(pointer, []);
    issuesOf.get(pointer).push(index);
  }
});
/* The worst issue below each record. */
const worst = new Map();
for (const [pointer, indices] of issuesOf) {
  for (let at = pointer; ; at = parentOf(at)) {
    const weights = indices.map((index) => severities.indexOf(data.issues[index].severity));
    worst.set(at, Math.max(worst.get(at) ?? 0, ...weights));
    if (at === "") break;
  }
}

function boxesOf(issue) {
  const ofFields = (issue.pointers || []).flatMap((pointer) => data.places[pointer]?.boxes || []);
  return [...(issue.places || []), ...ofFields];
}

/* The field nearest to a point of a page, no further from it than some points. */
function fieldAt(page, x, y, reach = 5) {
  let found = null;
  for (const { pointer, box } of fieldsOn.get(page) || []) {
    const dx = Math.max(box[0] - x, 0, x - box[2]);
    const dy = Math.max(box[1] - y, 0, y - box[3]);
    const area = (box[2] - box[0]) * (box[3] - box[1]);
    const distance = Math.hypot(dx, dy);
    if (distance > reach) continue;
    if (!found || distance < found.distance || (distance === found.distance && area < found.area)) {
      found = { pointer, distance, area };
    }
  }
  return found?.pointer ?? null;
}
