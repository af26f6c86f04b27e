// A stand-in for Office.js: the part that the add-in uses, and as strict as it. What was not loaded cannot be read, and
// nothing happens before the next sync.
"use strict";

{
window.FUNCTIONS = {}; // by name: those that Excel knows
window.WORKBOOK = { name: "", active: "", names: [], sheets: [] }; // as a test puts it; cells by "row,column" from 0
window.REFUSED = ""; // a sheet that lets nobody write

window.Office = { onReady: (then) => Promise.resolve().then(then) };

window.CustomFunctions = {
  associate: (name, call) => { FUNCTIONS[name] = call; },
  Error: class extends Error { constructor(code, message) { super(message); this.code = code; } },
  ErrorCode: {
    divisionByZero: "#DIV/0!", notAvailable: "#N/A", invalidName: "#NAME?", nullReference: "#NULL!",
    invalidNumber: "#NUM!", invalidReference: "#REF!", invalidValue: "#VALUE!",
  },
};

class Loaded {
  constructor(context, read) {
    Object.assign(this, { context, read, wanted: [], known: {} });
    return new Proxy(this, {
      get(self, key) {
        if (key in self || typeof key === "symbol" || key === "then") return self[key];
        if (!(key in self.known)) throw new Error("PropertyNotLoaded: " + key);
        return self.known[key];
      },
      set(self, key, value) {
        self.context.later(() => self.constructor.write(self, key, value));
        return true;
      },
    });
  }

  load(keys) {
    this.context.later(() => {
      const found = this.read();
      for (const key of keys.split(",").map((one) => one.split("/")[0])) this.known[key] = found[key];
      if (found.isNullObject !== undefined) this.known.isNullObject = found.isNullObject;
    });
    return this;
  }

  static write(self, key) { throw new Error("ReadOnly: " + key); }
}

class Range extends Loaded {
  constructor(context, sheet, top, left, rows, columns) {
    super(context, () => {
      const grid = (kind) => Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => shown(sheet, top + i, left + j)[kind]));
      return { isNullObject: false, rowIndex: top, columnIndex: left, rowCount: rows, columnCount: columns, get values() { return grid("value"); }, get formulas() { return grid("formula"); } };
    });
    Object.defineProperty(this, "place", { value: { sheet, top, left, rows, columns } });
    const format = { protection: new Loaded(context, () => ({ locked: locked({ sheet, top, left, rows, columns }) })) };
    Object.defineProperty(format, "columnWidth", { set: (points) => context.later(() => { sheet.widths = points; }) });
    Object.defineProperty(this, "format", { value: format });
  }

  static write({ place: { sheet, top, left, rows, columns } }, key, entries) {
    if (sheet.name === REFUSED) throw new Error("AccessDenied: " + sheet.name);
    if (sheet.protection && locked({ sheet, top, left, rows, columns }) !== false) throw new Error("AccessDenied: " + sheet.name);
    if (key === "numberFormat") return;
    if (entries.length !== rows || entries.some((row) => row.length !== columns)) throw new Error("InvalidArgument");
    entries.forEach((row, i) => row.forEach((entry, j) => enter(sheet, top + i, left + j, entry)));
  }
}

// As Excel says it of several cells: null where some are and others are not.
function locked({ sheet, top, left, rows, columns }) {
  const unlocked = new Set(sheet.unlocked ?? []);
  let count = 0;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) count += unlocked.has((top + i) + "," + (left + j));
  return count === rows * columns ? false : count ? null : true;
}

function protection(context, sheet) {
  const found = new Loaded(context, () => ({ protected: Boolean(sheet.protection), options: sheet.protection?.options }));
  const unprotect = (password) => context.later(() => {
    if (sheet.protection?.password !== password) throw new Error("AccessDenied: " + sheet.name);
    sheet.protection = null;
  });
  Object.defineProperty(found, "unprotect", { value: unprotect });
  Object.defineProperty(found, "protect", { value: (options) => context.later(() => { sheet.protection = { options }; }) });
  return found;
}

function shown(sheet, row, column) {
  return sheet.cells[row + "," + column] ?? { value: "", formula: "" };
}

// A blank entry is ignored by Excel; a formula that calls a function which nobody offers shows #NAME?.
function enter(sheet, row, column, entry) {
  if (entry === null) return;
  const at = row + "," + column;
  const called = typeof entry === "string" && entry.startsWith("=") ? entry.match(/SS_\w+/g) ?? [] : [];
  if (entry === "") delete sheet.cells[at];
  else if (typeof entry !== "string") sheet.cells[at] = { value: entry, formula: entry };
  else if (entry.startsWith("'")) sheet.cells[at] = { value: entry.slice(1), formula: entry.slice(1) };
  else if (entry.startsWith("=")) sheet.cells[at] = { value: called.every((name) => name in FUNCTIONS) ? shown(sheet, row, column).value : "#NAME?", formula: entry };
  else sheet.cells[at] = { value: entry, formula: entry };
}

function used(context, sheet) {
  const places = Object.keys(sheet.cells).map((at) => at.split(",").map(Number));
  if (!places.length) return new Loaded(context, () => ({ isNullObject: true }));
  const rows = places.map(([row]) => row), columns = places.map(([, column]) => column);
  const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b)), most = (numbers) => numbers.reduce((a, b) => Math.max(a, b));
  const top = least(rows), left = least(columns);
  return new Range(context, sheet, top, left, most(rows) - top + 1, most(columns) - left + 1);
}

function worksheet(context, sheet) {
  const found = new Loaded(context, () => ({ name: sheet.name }));
  Object.defineProperty(found, "protection", { value: protection(context, sheet) });
  Object.defineProperty(found, "delete", { value: () => context.later(() => { WORKBOOK.sheets = WORKBOOK.sheets.filter((one) => one.name !== sheet.name); }) });
  Object.defineProperty(found, "getUsedRangeOrNullObject", { value: () => used(context, sheet) });
  Object.defineProperty(found, "getRangeByIndexes", { value: (...at) => new Range(context, sheet, ...at) });
  return found;
}

class Context {
  queue = [];

  later(step) { this.queue.push(step); }

  async sync() {
    const steps = this.queue;
    this.queue = [];
    for (const step of steps) step();
  }

  get workbook() {
    const book = new Loaded(this, () => ({ name: WORKBOOK.name }));
    const by_name = (name) => WORKBOOK.sheets.find((sheet) => sheet.name === name);
    const worksheets = new Loaded(this, () => ({ items: WORKBOOK.sheets.map((sheet) => named(this, sheet)) }));
    const names = new Loaded(this, () => ({ items: WORKBOOK.names.map(([name, formula]) => ({ name, formula })) }));
    Object.defineProperty(worksheets, "getItem", { value: (name) => worksheet(this, by_name(name) ?? { name, get cells() { return by_name(name).cells; } }) });
    Object.defineProperty(worksheets, "getActiveWorksheet", { value: () => worksheet(this, by_name(WORKBOOK.active)) });
    const add = (name) => {
      if (WORKBOOK.is_locked) throw new Error("AccessDenied: the structure");
      WORKBOOK.sheets.push({ name, cells: {} });
    };
    Object.defineProperty(worksheets, "add", { value: (name) => this.later(() => add(name)) });
    const protection = new Loaded(this, () => ({ protected: Boolean(WORKBOOK.is_locked) }));
    const application = { calculate: (kind) => this.later(() => { WORKBOOK.calculated = kind; }) };
    for (const [key, value] of Object.entries({ worksheets, names, application, protection })) Object.defineProperty(book, key, { value });
    return book;
  }
}

function named(context, sheet) {
  const found = worksheet(context, sheet);
  found.known.name = sheet.name;
  return found;
}

window.Excel = {
  CalculationType: { recalculate: "Recalculate" },
  run: async (work) => {
    const context = new Context();
    const found = await work(context);
    await context.sync();
    return found;
  },
};
}
