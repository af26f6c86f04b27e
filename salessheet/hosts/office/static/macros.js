// The macros in the task pane: a button each, with its form, its progress and what it did.
"use strict";

const MOST_ROWS = 200; // of a table that is shown
const words = document.body.dataset;
const outcome = document.getElementById("outcome");
const bar = document.getElementById("bar");
let started = 0;

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, properties);
}

function form_of(macro) {
  const form = element("form", "", { id: macro.key });
  form.append(element("h2", macro.title), element("p", macro.tip));
  for (const field of macro.fields) form.append(label_of(field));
  if (macro.is_final) form.append(label_of({ key: "sure", label: words.sure, kind: "flag", is_needed: true }));
  form.append(element("button", macro.title));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    press(macro, form);
  });
  return form;
}

const TYPES = { text: "text", number: "number", flag: "checkbox", date: "date", month: "month", file: "file" };

function label_of({ key, label, kind, choices, is_optional, is_needed }) {
  const input = element(kind === "choice" ? "select" : "input", "");
  for (const [code, text] of choices ?? []) input.append(element("option", text, { value: code }));
  if (kind !== "choice") input.type = TYPES[kind];
  if (kind === "number") input.step = "any";
  if (kind === "month") Object.assign(input, { pattern: "\\d{4}-(0[1-9]|1[0-2])", placeholder: "2026-06" }); // where it is a text field
  input.name = key;
  input.required = is_needed ?? !(is_optional || kind === "flag");
  const around = element("label", "");
  around.append(...(kind === "flag" ? [input, " " + label] : [label, input]));
  return around;
}

async function entered({ fields }, form) {
  const given = {};
  for (const { key, kind } of fields) {
    const input = form.elements[key];
    given[key] = kind === "flag" ? input.checked : kind === "file" ? await base64(input.files[0]) : input.value;
  }
  return given;
}

// The clock on the wall, as cells hold it.
function now() {
  const at = new Date();
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

async function press(macro, form) {
  busy(true);
  started = Date.now();
  const tellings = [], taken = [];
  let answer = {};
  try {
    const question = { macro: macro.key, fields: await entered(macro, form), lang: document.documentElement.lang, now: now(), tellings };
    do {
      await quiet();
      tellings.push(await telling((i, n) => progress(words.reading, i, n)));
      progress(words.computing);
      answer = JSON.parse(await ask("macros", JSON.stringify(question)));
      await take(answer.steps, taken, (i, n) => progress(words.writing, i, n));
    } while (answer.untold);
    tell(macro, answer.failed ? { error: words.broken + " " + answer.failed } : answer);
  } catch (failure) {
    const is_whole = await put_back(taken, tellings[0]);
    tell(macro, { error: failure.sheet ? answer.protected.replace("{sheet}", failure.sheet) : (is_whole ? words.broken : words.half) + " " + failure.message });
  } finally {
    busy(false);
  }
}

function busy(is_busy) {
  for (const button of document.querySelectorAll("button")) button.disabled = is_busy;
  bar.hidden = !is_busy;
}

function progress(what, done, all) {
  if (all) Object.assign(bar, { max: all, value: done });
  else bar.removeAttribute("value");
  show([what, all ? done + "/" + all : "", Math.round((Date.now() - started) / 1000) + " s"].filter(Boolean).join(" · "));
}

function tell(macro, { said, error, notes = [], tables = [] }) {
  show(macro.title + " · " + Math.round((Date.now() - started) / 1000) + " s");
  outcome.replaceChildren(element("h2", macro.title), element("p", said ?? error, { className: error ? "error" : "said" }));
  outcome.append(...notes.map((note) => element("p", note, { className: "note" })), ...tables.flatMap(shown));
  outcome.scrollIntoView();
}

function shown({ title, heading, rows }) {
  const table = element("table", "");
  const line = (cells, name) => {
    const row = element("tr", "");
    row.append(...cells.map((cell) => element(name, cell ?? "")));
    return row;
  };
  table.append(element("caption", title), line(heading, "th"), ...rows.slice(0, MOST_ROWS).map((row) => line(row, "td")));
  const more = rows.length - MOST_ROWS;
  return more > 0 ? [table, element("p", words.more.replace("{rows}", more))] : [table];
}

Office.onReady(async () => {
  const macros = await (await fetch("macros.json")).json();
  document.getElementById("macros").append(...macros.map(form_of));
});
