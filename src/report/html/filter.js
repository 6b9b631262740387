"use strict";
(() => {
  const filters = document.getElementById("filters");
  if (!filters) return;
  const entries = [...document.querySelectorAll("#findings > article")];
  const texts = entries.map((entry) => entry.textContent.toLowerCase());
  const selects = [...filters.querySelectorAll("select")];
  const words = document.getElementById("words");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter((word) => word);
    let count = 0;
    entries.forEach((entry, index) => {
      const fits = selects.every(
        (select) => select.value === "*" || select.value.slice(1) === entry.dataset[select.dataset.of],
      );
      const keep = fits ? wanted.every((word) => texts[index].includes(word)) : false;
      entry.hidden = !keep;
      if (keep) count += 1;
    });
    shown.textContent = count === entries.length ? String(count) : count + " of " + entries.length;
    none.hidden = count > 0;
  };
  selects.forEach((select) => select.addEventListener("change", apply));
  words.addEventListener("input", apply);
  filters.hidden = false;
  apply();
})();
