"use strict";
(() => {
  const form = document.querySelector("form.filter");
  if (!form) return;
  const rows = Array.from(document.querySelectorAll("details.finding"), (row) => ({
    row,
    text: row.textContent.toLowerCase(),
    data: row.dataset,
  }));
  const told = form.querySelector("output");
  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = ["severity", "kind", "origin", "status", "fix"].map((name) => [
      name,
      form.elements[name].value,
    ]);
    let shown = 0;
    for (const { row, text, data } of rows) {
      const fits =
        wanted.every(([name, value]) => value === "" || data[name] === value) &&
        words.every((word) => text.includes(word));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of document.querySelectorAll("section.group")) {
      group.hidden = !group.querySelector("details.finding:not([hidden])");
    }
    told.textContent = `${shown} of ${rows.length} findings shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
  form.hidden = false;
  apply();
})();
