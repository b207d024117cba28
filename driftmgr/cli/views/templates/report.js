"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll("#findings > details")];
  const tiles = [...document.querySelectorAll("#severities button")];
  const selects = [...document.querySelectorAll("#filters select")];
  const search = byId("search");
  let texts = null; // what each row says, gathered when a search first needs it

  function wanted() {
    const severities = new Set(tiles.filter((t) => t.ariaPressed === "true").map((t) => t.dataset.severity));
    const chosen = selects.filter((s) => s.value !== "*").map((s) => [s.dataset.filter, s.value]);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    return { severities, chosen, words };
  }

  function matches(row, index, { severities, chosen, words }) {
    if (severities.size && !severities.has(row.dataset.severity)) return false;
    if (!chosen.every(([name, value]) => row.dataset[name] === value)) return false;
    return words.every((word) => texts[index].includes(word));
  }

  function apply() {
    const filter = wanted();
    if (filter.words.length && !texts) texts = rows.map((row) => row.textContent.toLowerCase());
    let shown = 0;
    rows.forEach((row, index) => {
      const match = matches(row, index, filter);
      if (row.hidden === match) row.hidden = !match;
      shown += match;
    });
    const all = rows.length.toLocaleString("en");
    byId("shown").textContent = shown === rows.length ? all : `${shown.toLocaleString("en")} of ${all}`;
    byId("none").hidden = shown > 0 || rows.length === 0;
    remember(filter);
  }

  // The filters live in the address, so that a link leads to what its sender saw.
  function remember({ severities, chosen }) {
    const query = new URLSearchParams(chosen);
    if (severities.size) query.set("severity", [...severities].join(" "));
    if (search.value) query.set("search", search.value);
    const hash = query.toString();
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch { /* some viewers forbid it: the filters work all the same */ }
  }

  function recall() {
    const query = new URLSearchParams(location.hash.slice(1));
    const severities = new Set((query.get("severity") ?? "").split(" "));
    for (const tile of tiles) tile.ariaPressed = String(!tile.disabled && severities.has(tile.dataset.severity));
    for (const select of selects) {
      const value = query.get(select.dataset.filter);
      select.value = [...select.options].some((option) => option.value === value) ? value : "*";
    }
    search.value = query.get("search") ?? "";
    apply();
  }

  // A few rows for each frame: ten thousand at once would freeze the page.
  function setOpen(open) {
    const queue = rows.filter((row) => !row.hidden && row.open !== open);
    const step = () => {
      for (const row of queue.splice(0, 200)) row.open = open;
      if (queue.length) requestAnimationFrame(step);
    };
    step();
  }

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1200);
  }

  for (const tile of tiles) {
    tile.addEventListener("click", () => {
      tile.ariaPressed = String(tile.ariaPressed !== "true");
      apply();
    });
  }
  for (const select of selects) select.addEventListener("change", apply);
  let pending = 0;
  search.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(apply, rows.length > 2000 ? 150 : 0);
  });
  byId("expand").addEventListener("click", (event) => {
    const open = event.target.textContent === "Expand all";
    event.target.textContent = open ? "Collapse all" : "Expand all";
    setOpen(open);
  });
  byId("reset").addEventListener("click", () => {
    search.value = "";
    for (const select of selects) select.value = "*";
    for (const tile of tiles) tile.ariaPressed = "false";
    apply();
  });
  byId("findings").addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      apply();
    }
  });
  addEventListener("hashchange", recall);

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = rows.filter((row) => !row.hidden && !row.open);
    for (const row of opened) row.open = true;
  });
  addEventListener("afterprint", () => { for (const row of opened) row.open = false; });

  const themes = ["system", "light", "dark"];
  const button = byId("theme");
  function show(theme) {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  }
  button.addEventListener("click", () => {
    show(themes[(themes.indexOf(document.documentElement.dataset.theme ?? "system") + 1) % themes.length]);
  });

  button.hidden = false;
  byId("filters").hidden = rows.length === 0;
  recall();
})();
