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
    return { name: workbook.name, active: active.name, names: names.items.map((one) => [one.name, one.formula]), sheets };
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
// again as they were. Where one has a password, no step is taken.
async function take(steps, progress) {
  await Excel.run(async (context) => {
    const opened = [];
    try {
      for (const sheet of await in_the_way(context, steps)) {
        await unlock(context, sheet);
        opened.push(sheet);
      }
      await take_all(context, steps, progress);
    } finally {
      for (const { protection } of opened) protection.protect(protection.options);
      await context.sync();
    }
  });
}

// Many a request. Where Excel refuses one, the message says how many were taken for sure.
async function take_all(context, steps, progress) {
  let taken = 0, size = 0;
  for (const [i, step] of steps.entries()) {
    STEPS[step.do](context, step);
    size += (step.rows ?? 1) * (step.columns ?? 1);
    if (size < AT_ONCE && i - taken < STEPS_AT_ONCE && i < steps.length - 1) continue;
    progress(taken, steps.length);
    try {
      await context.sync();
    } catch (failure) {
      throw new Error(taken + "/" + steps.length + " · " + failure.message);
    }
    [taken, size] = [i + 1, 0];
  }
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
    throw new Error(document.body.dataset.protected.replace("{sheet}", sheet.name));
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
  add: (context, step) => context.workbook.worksheets.add(step.sheet), // behind all others, where the log stands
};
