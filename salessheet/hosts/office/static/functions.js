// The cell functions in Excel: those that are called in one moment go to Python together.
"use strict";

const ERRORS = new Map(Object.entries({
  "#DIV/0!": "divisionByZero", "#N/A": "notAvailable", "#NAME?": "invalidName", "#NULL!": "nullReference",
  "#NUM!": "invalidNumber", "#REF!": "invalidReference", "#VALUE!": "invalidValue",
}));

let queue = [];

function error(text, why) {
  return new CustomFunctions.Error(CustomFunctions.ErrorCode[ERRORS.get(text)], why);
}

function call(name, given) {
  return new Promise((resolve, reject) => {
    if (!queue.length) setTimeout(send, 0);
    queue.push({ call: [name, given], resolve, reject });
  });
}

async function send() {
  const sent = queue;
  queue = [];
  try {
    const answers = JSON.parse(await ask("functions", JSON.stringify(sent.map((one) => one.call))));
    sent.forEach(({ resolve, reject }, i) => {
      try { resolve(as_cells(answers[i])); } catch (failure) { reject(failure); }
    });
  } catch (failure) {
    for (const { reject } of sent) reject(error("#VALUE!", failure.message));
  }
}

// An argument that was left out is null; an error in a cell is an object with its text, a number with a format of its own one with it.
function as_rows(argument) {
  if (argument === null || argument === undefined) return null;
  const rows = Array.isArray(argument) ? argument : [[argument]];
  return rows.map((row) => row.map((cell) => (cell !== null && typeof cell === "object" ? cell.code ?? cell.basicValue ?? "#VALUE!" : cell)));
}

// One cell in error is thrown, which every version of Excel understands; errors among others are values.
function as_cells(rows) {
  if (rows.length === 1 && rows[0].length === 1 && ERRORS.has(rows[0][0])) throw error(rows[0][0]);
  return rows.map((row) => row.map((cell) => (ERRORS.has(cell) ? error(cell) : cell)));
}

Office.onReady(async () => {
  const { functions } = await (await fetch("functions.json")).json();
  for (const { id, parameters } of functions) {
    // Excel hands over one thing more than the arguments: where the call stands.
    CustomFunctions.associate(id, (...given) => call(id, given.slice(0, parameters.length).map(as_rows)));
  }
});
