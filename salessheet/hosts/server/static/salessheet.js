/* Each form of the task pane runs the macro that it is named after, with its fields in their order. */
"use strict";

/* The bytes of a file, whatever its encoding: Python finds out. */
async function base64(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(",") + 1);
}

async function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "file") return field.files.length ? base64(field.files[0]) : null;
  return field.value === "" ? null : field.value;
}

for (const form of document.forms) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const fields = [...form.elements].filter((field) => field.name);
      const signedIn = globalThis.getAuth ? await globalThis.getAuth() : { token: "", provider: "" };
      await xlwings.runPython({
        scriptName: form.name,
        args: await Promise.all(fields.map(valueOf)),
        auth: signedIn.token,
        headers: { "Auth-Provider": signedIn.provider },
      });
    } finally {
      button.disabled = false;
    }
  });
}
