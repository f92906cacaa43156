// Passkeys: asks the browser for one, or has it make one, and sends what it says with the form around the button.
// Forms with data-passkey="get" or "create" stay hidden until we know that the browser can do it.
"use strict";

(() => {
  const kind = window.PublicKeyCredential;
  if (!kind || !kind.parseRequestOptionsFromJSON || !kind.parseCreationOptionsFromJSON) {
    return;
  }

  const ask = async (form) => {
    const options = JSON.parse(form.dataset.options);
    const found = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(options) });
    return JSON.stringify(found.toJSON());
  };

  const why = (error, words) => {
    if (error.name === "InvalidStateError") {
      return words.known;
    }
    if (error.name === "NotAllowedError" || error.name === "AbortError") {
      return words.cancelled;
    }
    return error.name === "SecurityError" ? words.address : words.failed;
  };

  const begin = async (form) => {
    const said = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    if (button.disabled) {
      return;
    }
    button.disabled = true;
    said.textContent = said.dataset.waiting;
    try {
      form.elements.namedItem("credential").value = await ask(form);
    } catch (error) {
      said.textContent = why(error, said.dataset);
      button.disabled = false;
      button.focus();
      return;
    }
    button.disabled = false;
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin(form);
    });
  }
  for (const without of document.querySelectorAll("[data-without-passkeys]")) {
    without.hidden = true;
  }
})();
