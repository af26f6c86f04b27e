// The cell functions in Excel: each call goes to Python in a worker, and those of one moment go together.
"use strict";

const ERRORS = {
  "#DIV/0!": "divisionByZero", "#N/A": "notAvailable", "#NAME?": "invalidName", "#NULL!": "nullReference",
  "#NUM!": "invalidNumber", "#REF!": "invalidReference", "#VALUE!": "invalidValue",
};

const python = new Worker("worker.js", { type: "module" });
const waiting = new Map();
let queue = [];
let last = 0;

// Settles every call that waits, where Python cannot answer any more.
function give_up(why) {
  for (const { reject } of waiting.values()) reject(error("#VALUE!", why));
  waiting.clear();
  show(document.body.dataset.failed + " " + why);
}

function error(text, why) {
  return new CustomFunctions.Error(CustomFunctions.ErrorCode[ERRORS[text]], why);
}

function show(text) {
  document.getElementById("state").textContent = text;
}

function ask(name, given) {
  return new Promise((resolve, reject) => {
    if (!queue.length) setTimeout(send, 0);
    waiting.set(++last, { resolve, reject });
    queue.push([last, name, given]);
  });
}

function send() {
  python.postMessage({ ids: queue.map(([id]) => id), calls: JSON.stringify(queue.map(([, name, given]) => [name, given])) });
  queue = [];
}

// An argument that was left out is null; an error in a cell is an object with its text.
function as_rows(argument) {
  if (argument === null || argument === undefined) return null;
  const rows = Array.isArray(argument) ? argument : [[argument]];
  return rows.map((row) => row.map((cell) => (cell !== null && typeof cell === "object" ? cell.code ?? "#VALUE!" : cell)));
}

// One cell in error is thrown, which every version of Excel understands; errors among others are values.
function as_cells(rows) {
  if (rows.length === 1 && rows[0].length === 1 && rows[0][0] in ERRORS) throw error(rows[0][0]);
  return rows.map((row) => row.map((cell) => (cell in ERRORS ? error(cell) : cell)));
}

python.onerror = (event) => give_up(event.message);
python.onmessage = ({ data }) => {
  if (data.failed) return give_up(data.failed);
  if (data.ready) return show(document.body.dataset.ready + " " + data.ready);
  data.ids.forEach((id, i) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    try { resolve(as_cells(data.answers[i])); } catch (failure) { reject(failure); }
  });
};

Office.onReady(async () => {
  const { functions } = await (await fetch("functions.json")).json();
  for (const { id, parameters } of functions) {
    // Excel hands over one thing more than the arguments: where the call stands.
    CustomFunctions.associate(id, (...given) => ask(id, given.slice(0, parameters.length).map(as_rows)));
  }
});
