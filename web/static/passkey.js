// Passkeys: the one thing on these pages that needs a script. It calls the same API as any program, with the session's cookie.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const post = async (path, body) => {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const answer = await fetch("/api/v1" + path,
      { method: "POST", credentials: "same-origin", headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error((await answer.json()).detail);
    return answer.json();
  };
  const options = (o) => ({ ...o, challenge: bytes(o.challenge), user: o.user && { ...o.user, id: bytes(o.user.id) },
    excludeCredentials: (o.excludeCredentials || []).map((c) => ({ ...c, id: bytes(c.id) })),
    allowCredentials: (o.allowCredentials || []).map((c) => ({ ...c, id: bytes(c.id) })) });
  const written = (c) => {
    const r = c.response, out = { clientDataJSON: text(r.clientDataJSON) };
    if (r.attestationObject) {
      Object.assign(out, { attestationObject: text(r.attestationObject), transports: r.getTransports ? r.getTransports() : [] });
    } else {
      Object.assign(out, { authenticatorData: text(r.authenticatorData), signature: text(r.signature),
        userHandle: r.userHandle ? text(r.userHandle) : undefined });
    }
    return { id: c.id, rawId: text(c.rawId), type: c.type, response: out, clientExtensionResults: {} };
  };
  const show = (id, on) => { const e = document.getElementById(id); if (e) e.hidden = !on; };
  const attempt = (button, work) => button.addEventListener("click", async () => {
    button.disabled = true; show("passkey-fault", false); show("passkey-place", false);
    try { await work(); } catch (e) {
      if (e.name === "SecurityError") show("passkey-place", true);
      else { show("passkey-fault", true); console.warn(e.message); }
    }
    button.disabled = false;
  });
  if (!window.PublicKeyCredential) return;
  const use = document.getElementById("use-passkey");
  if (use) {
    use.hidden = false;
    attempt(use, async () => {
      const begun = await post("/sign-in/passkey/begin");
      const credential = await navigator.credentials.get({ publicKey: options(begun.public_key) });
      await post("/sign-in/passkey/finish", { ceremony: begun.id, credential: written(credential) });
      location.assign(use.dataset.next || "/reminders");
    });
  }
  const add = document.getElementById("add-passkey");
  if (add) {
    add.hidden = false;
    attempt(add.querySelector("button"), async () => {
      const begun = await post("/passkeys/begin");
      const credential = await navigator.credentials.create({ publicKey: options(begun.public_key) });
      const name = add.querySelector("input").value.trim() || "Passkey";
      await post("/passkeys", { ceremony: begun.id, name, credential: written(credential) });
      location.reload();
    });
  }
})();
