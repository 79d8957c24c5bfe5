// Asks a security key for what the page's form says, and sends the form with the answer.
async function posted(path, fields) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  });
  if (!answer.ok) throw new Error((await answer.json()).message);
  return answer.json();
}

async function answered(form) {
  const { options, challenge } = await posted(form.dataset.options, {
    state: form.elements.state.value,
  });
  const isNew = form.dataset.kind === "create";
  const publicKey = isNew
    ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
    : PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = isNew
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  form.elements.challenge.value = challenge;
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

for (const form of document.querySelectorAll("form[data-options]")) {
  form.hidden = !("PublicKeyCredential" in window);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answered(form).catch((error) => {
      form.querySelector("[role=alert]").textContent = error.message;
    });
  });
}
