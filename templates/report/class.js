"use strict";
const form = document.getElementById("filter");
const shown = document.getElementById("shown");
const body = document.querySelector("tbody");
const rows = [...body.rows];
const heads = [...document.querySelectorAll("thead th")];

function matches(row, wanted) {
  const has = (field) => !wanted[field] || row.dataset[field].split(" ").includes(wanted[field]);
  return row.cells[0].textContent.toLowerCase().includes(wanted.text.trim().toLowerCase())
    && has("verdict") && has("mistake") && has("group")
    && (!wanted.incidents || "incidents" in row.dataset);
}

function filter() {
  const wanted = { text: "", ...Object.fromEntries(new FormData(form)) };
  let count = 0;
  for (const row of rows) {
    row.hidden = !matches(row, wanted);
    count += !row.hidden;
  }
  shown.textContent = `${count} of ${rows.length} submissions`;
}

function key(row, column, text) {
  const cell = row.cells[column];
  const value = cell.dataset.key ?? cell.textContent.trim();
  return text ? value : Number(value);
}

function sort(head) {
  const column = heads.indexOf(head);
  const text = head.dataset.kind === "text";
  const before = head.getAttribute("aria-sort");
  const down = before ? before === "ascending" : !text;
  const order = new Intl.Collator(undefined, { numeric: true });
  const compare = (a, b) => text ? order.compare(a, b) : a - b;
  rows.sort((a, b) => (down ? -1 : 1) * compare(key(a, column, text), key(b, column, text)));
  heads.forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  body.append(...rows);
}

for (const head of heads) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sort(head));
  head.append(button);
}
for (const button of document.querySelectorAll(".pick")) {
  button.addEventListener("click", () => {
    form.reset();
    form.elements[button.dataset.field].value = button.dataset.value;
    filter();
    form.scrollIntoView();
    form.elements[button.dataset.field].focus({ preventScroll: true });
  });
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
form.hidden = false;
