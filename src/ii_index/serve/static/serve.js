"use strict";
/* Comfort only: every page works without it. */
for (const zone of document.querySelectorAll(".zone")) {
  const input = zone.querySelector("input");
  const shown = zone.querySelector("strong");
  const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change")); }
  });
  input.addEventListener("change", () => { if (input.files.length) shown.textContent = input.files[0].name; });
}
for (const form of document.querySelectorAll("main form:not(.answers)")) {
  form.addEventListener("submit", () => setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }));
}
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
for (const job of document.querySelectorAll("[data-job]")) {
  const bar = job.querySelector("progress");
  const count = job.querySelector(".count");
  const look = async () => {
    try {
      const answer = await fetch(job.dataset.job, { headers: { accept: "application/json" } });
      const said = await answer.json();
      if (said.ended || !answer.ok) { location.reload(); return; }
      bar.value = said.made;
      const phase = job.querySelector(".phase");
      if (said.made >= said.wanted) phase.textContent = phase.dataset.last;
      count.textContent = `${said.made.toLocaleString("en")} / ${said.wanted.toLocaleString("en")}`;
    } catch { /* the next look will tell */ }
    setTimeout(look, 700);
  };
  setTimeout(look, 700);
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = button.parentElement.querySelector("input");
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
  });
}
for (const cell of document.querySelectorAll("td[data-cell]")) {
  cell.addEventListener("dblclick", () => {
    if (cell.querySelector("input")) return;
    const text = cell.textContent;
    const field = (name, type) => {
      const made = document.createElement("input");
      made.name = `${name}-${cell.dataset.cell}`;
      made.value = text;
      if (type) made.type = type; else made.setAttribute("aria-label", cell.dataset.cell);
      return made;
    };
    const shown = field("cell");
    cell.replaceChildren(field("before", "hidden"), shown);
    shown.focus();
  });
}
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, at) => {
    head.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const key = (row) => { const cell = row.cells[at]; return cell.dataset.v ?? cell.innerText; };
      const number = (text) => (text === "" ? Infinity : Number(text));
      const compare = (a, b) => (Number.isNaN(number(key(a))) || Number.isNaN(number(key(b)))
        ? key(a).localeCompare(key(b), document.documentElement.lang) : number(key(a)) - number(key(b)));
      body.append(...[...body.rows].sort((a, b) => (up ? compare(a, b) : compare(b, a))));
    });
  });
}
const answers = document.querySelector("form.answers");
if (answers) {
  const kept = document.querySelector(".kept");
  const total = answers.querySelector(".total");
  const say = (place, bad, text) => { place.classList.toggle("bad", bad); place.querySelector("span").textContent = text; };
  const showTotal = () => {
    const sum = [...answers.querySelectorAll(".point input")].reduce((all, one) => all + (Number(one.value) || 0), 0);
    const left = Math.round((100 - sum) * 1e6) / 1e6;
    total.querySelector("output").textContent = `${Math.round(sum * 1e6) / 1e6}`;
    say(total, left !== 0, left === 0 ? total.dataset.right : `${left > 0 ? total.dataset.short : total.dataset.over} ${Math.abs(left)}`);
  };
  const showRatio = (section, standing) => {
    const place = section.querySelector(".ratio");
    const { ratio } = standing;
    place.querySelector("output").textContent = ratio === null ? "—" : ratio.toFixed(4);
    const open = ratio === null && standing.answered < standing.pairs;
    say(place, ratio !== null && ratio >= 0.1, open ? place.dataset.open : ratio === null ? "" : ratio >= 0.1 ? place.dataset.bad : place.dataset.good);
    const furthest = (standing.furthest || []).join("|");
    for (const pair of section.querySelectorAll(".pair")) pair.classList.toggle("furthest", pair.dataset.pair === furthest);
  };
  let last = Promise.resolve();
  let pending = 0;
  const send = async (field) => {
    const sent = new FormData();
    sent.set("mark", answers.elements.mark.value);
    sent.set(field.name, field.value);
    try {
      const answer = await fetch(answers.action, { method: "POST", body: sent, headers: { accept: "application/json" } });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.findings?.[0]?.message);
      if (said.standing) showRatio(field.closest("section"), said.standing);
      pending -= 1;
      if (pending === 0) kept.textContent = `✓ ${kept.dataset.kept}`; // of all that was answered, not of some
    } catch (error) {
      pending -= 1;
      kept.classList.add("bad");
      kept.textContent = `${kept.dataset.failed} ${error.message || ""}`;
    }
  };
  answers.addEventListener("change", (event) => {
    pending += 1;
    kept.classList.remove("bad");
    kept.textContent = kept.dataset.keeping;
    last = last.then(() => send(event.target));
  });
  addEventListener("beforeunload", (event) => { if (pending > 0) event.preventDefault(); });
  if (total) answers.addEventListener("input", showTotal);
}
