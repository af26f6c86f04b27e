// Python in a worker: a question is a text, and so is its answer. `door` says who answers it.
"use strict";

const worker = new Worker("worker.js", { type: "module" });
const asked = new Map();
let questions = 0;
let dead = "";

function ask(door, question) {
  if (dead) return Promise.reject(new Error(dead));
  return new Promise((resolve, reject) => {
    asked.set(++questions, { resolve, reject });
    worker.postMessage({ id: questions, door, question });
  });
}

// When nothing has been asked for a moment: Excel has got all results of the cell functions that it waits for.
async function quiet() {
  do await new Promise((resolve) => setTimeout(resolve, 300)); while (asked.size);
}

function show(text) {
  document.getElementById("state").textContent = text;
}

worker.onerror = (event) => {
  dead = event.message || "worker.js";
  for (const { reject } of asked.values()) reject(new Error(dead));
  asked.clear();
  show(document.body.dataset.failed + " " + dead);
};

worker.onmessage = ({ data }) => {
  if (data.ready) return show(document.body.dataset.ready + " " + data.ready);
  if (data.id === undefined) return show(document.body.dataset.failed + " " + data.failed);
  const { resolve, reject } = asked.get(data.id);
  asked.delete(data.id);
  if (data.failed === undefined) resolve(data.answer);
  else reject(new Error(data.failed));
};
