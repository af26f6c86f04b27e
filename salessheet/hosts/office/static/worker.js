// Python beside the page, from files of this server alone: a module, since newer versions of Pyodide start in no other kind of worker.
import { loadPyodide } from "./pyodide/pyodide.mjs";

async function started() {
  const pyodide = await loadPyodide({ indexURL: "pyodide/" });
  await pyodide.loadPackage(["numpy", "pandas"]);
  const archive = await fetch("salessheet.zip");
  if (!archive.ok) throw new Error("salessheet.zip: " + archive.status);
  pyodide.unpackArchive(await archive.arrayBuffer(), "zip");
  const answers = pyodide.runPython("from salessheet.hosts.answers import answers; answers");
  postMessage({ ready: pyodide.version });
  return answers;
}

const answers = started();
answers.catch((failure) => postMessage({ failed: String(failure) }));

onmessage = async ({ data: { ids, calls } }) => {
  try {
    postMessage({ ids, answers: JSON.parse((await answers)(calls)) });
  } catch (failure) {
    postMessage({ failed: String(failure) });
  }
};
