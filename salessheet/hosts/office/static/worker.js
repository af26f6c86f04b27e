// Python beside the page, from files of this server alone: a module, since newer versions of Pyodide start in no other kind of worker.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const DOORS = {
  functions: "from salessheet.hosts.answers import answers; answers",
  macros: "from salessheet.hosts.buttons import pressed; pressed",
};

async function started() {
  const pyodide = await loadPyodide({ indexURL: "pyodide/" });
  await pyodide.loadPackage(["numpy", "pandas"]);
  const archive = await fetch("salessheet.zip");
  if (!archive.ok) throw new Error("salessheet.zip: " + archive.status);
  pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
  pyodide.runPython(DOORS.functions);
  postMessage({ ready: pyodide.version });
  return pyodide;
}

const python = started();
python.catch((failure) => postMessage({ failed: String(failure) }));

onmessage = async ({ data: { id, door, question } }) => {
  try {
    postMessage({ id, answer: (await python).runPython(DOORS[door])(question) });
  } catch (failure) {
    postMessage({ id, failed: String(failure) });
  }
};
