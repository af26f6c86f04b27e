/* Each form of the task pane runs the macro that it is named after, with its fields in their order. */
"use strict";

async function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "file") return base64(field.files[0]);
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
