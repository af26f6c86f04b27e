// The open workbook: told to Python, and changed by the steps that Python answers with.
"use strict";

const AT_ONCE = 20000; // cells a request: Excel on the web takes 5 MB
const STEPS_AT_ONCE = 50;

async function telling(progress) {
  return Excel.run(async (context) => {
    const { workbook } = context;
    const { worksheets, names } = workbook;
    const active = worksheets.getActiveWorksheet();
    workbook.load("name");
    workbook.protection.load("protected"); // its structure
    active.load("name");
    worksheets.load("items/name");
    names.load("items/name,items/formula");
    await context.sync();
    const used = worksheets.items.map((sheet) => sheet.getUsedRangeOrNullObject());
    for (const range of used) range.load("rowIndex,columnIndex,rowCount,columnCount");
    await context.sync();
    const sheets = [];
    for (const [i, sheet] of worksheets.items.entries()) {
      progress(i, worksheets.items.length);
      sheets.push(await sheet_told(context, sheet, used[i]));
    }
    const told = names.items.map((one) => [one.name, one.formula]);
    return { name: workbook.name, active: active.name, is_locked: workbook.protection.protected, names: told, sheets };
  });
}

async function sheet_told(context, sheet, used) {
  if (used.isNullObject) return { name: sheet.name, top: 1, left: 1, values: [], formulas: [] };
  const { rowIndex, columnIndex, rowCount, columnCount } = used;
  const told = { name: sheet.name, top: rowIndex + 1, left: columnIndex + 1, values: [], formulas: [] };
  const rows = Math.max(1, Math.floor(AT_ONCE / columnCount));
  for (let first = 0; first < rowCount; first += rows) {
    const part = sheet.getRangeByIndexes(rowIndex + first, columnIndex, Math.min(rows, rowCount - first), columnCount);
    part.load("values,formulas");
    await context.sync();
    told.values.push(...part.values);
    told.formulas.push(...part.formulas);
  }
  return told;
}

// Takes the steps in their order. Sheets with locked cells among those that are written are opened for it, and protected
// again as they were. Where one has a password, no step is taken. `taken`: to which steps are added as they are begun.
async function take(steps, taken, progress) {
  await Excel.run(async (context) => {
    const opened = [];
    try {
      for (const sheet of await in_the_way(context, steps)) {
        await unlock(context, sheet);
        opened.push(sheet);
      }
      await take_all(context, steps, taken, progress);
    } finally {
      for (const { protection } of opened) protection.protect(protection.options);
      await context.sync();
    }
  });
}

// Many a request. Where Excel refuses one, some of its steps may have been taken.
async function take_all(context, steps, taken, progress) {
  let sent = 0, size = 0;
  const sure = taken.length;
  for (const [i, step] of steps.entries()) {
    taken.push({ step, is_sure: false });
    STEPS[step.do](context, step);
    size += (step.rows ?? 1) * (step.columns ?? 1);
    if (size < AT_ONCE && i - sent < STEPS_AT_ONCE && i < steps.length - 1) continue;
    progress(sent, steps.length);
    await context.sync();
    [sent, size] = [i + 1, 0];
    for (const one of taken.slice(sure)) one.is_sure = true;
  }
}

// What stood in cells before these steps, as it was told, is put back, the last first. Whether all of it could be: where
// Excel refused a step, it refuses this, too.
async function put_back(taken, told) {
  const back = (some) => some.map(({ step }) => stood(step, told)).filter(Boolean).reverse();
  for (const step of back(taken.filter((one) => !one.is_sure))) await take([step], [], () => {}).catch(() => {});
  return take(back(taken.filter((one) => one.is_sure)), [], () => {}).then(() => true, () => false);
}

function stood(step, told) {
  if (step.do === "add") return { do: "remove", sheet: step.sheet };
  const sheet = told.sheets.find(({ name }) => name === step.sheet);
  if (!step.cells || !sheet) return null;
  const at = (kind, i, j) => sheet[kind][step.top + i - sheet.top]?.[step.left + j - sheet.left] ?? "";
  const typed = (i, j) => {
    const [formula, value] = [at("formulas", i, j), at("values", i, j)];
    return typeof value === "string" && value && formula === value && !value.startsWith("#") ? "'" + value : formula;
  };
  return { ...step, do: "formulas", cells: step.cells.map((row, i) => row.map((_, j) => typed(i, j))) };
}

// The protected sheets in which a step writes a cell that is locked, not only such as people type into.
async function in_the_way(context, steps) {
  const added = new Set(steps.filter((step) => step.do === "add").map((step) => step.sheet));
  const writing = steps.filter((step) => step.rows && !added.has(step.sheet));
  const names = [...new Set(writing.map((step) => step.sheet))];
  const sheets = names.map((name) => context.workbook.worksheets.getItem(name));
  for (const sheet of sheets) {
    sheet.load("name");
    sheet.protection.load("protected,options");
  }
  await context.sync();
  const locks = new Map(sheets.filter((sheet) => sheet.protection.protected).map((sheet) => [sheet.name, []]));
  for (const step of writing) {
    if (!locks.has(step.sheet)) continue;
    const { protection } = cells(context, step).format;
    protection.load("locked");
    locks.get(step.sheet).push(protection);
  }
  await context.sync();
  return sheets.filter((sheet) => locks.get(sheet.name)?.some((lock) => lock.locked !== false)); // null: some of them
}

async function unlock(context, sheet) {
  try {
    sheet.protection.unprotect();
    await context.sync();
  } catch {
    throw Object.assign(new Error(sheet.name), { sheet: sheet.name });
  }
}

function cells(context, { sheet, top, left, rows, columns }) {
  return context.workbook.worksheets.getItem(sheet).getRangeByIndexes(top - 1, left - 1, rows, columns);
}

const STEPS = {
  values: (context, step) => { cells(context, step).values = step.cells; },
  formulas: (context, step) => { cells(context, step).formulas = step.cells; },
  format: (context, step) => { cells(context, step).numberFormat = [[step.code]]; },
  width: (context, step) => { cells(context, step).format.columnWidth = step.letters * 5.5; }, // points
  calculate: (context) => context.workbook.application.calculate(Excel.CalculationType.recalculate),
  remove: (context, step) => context.workbook.worksheets.getItem(step.sheet).delete(),
  add: (context, step) => context.workbook.worksheets.add(step.sheet), // behind all others, where the log stands
};
