// Says two minutes before a session ends that it will, and puts the end off in place: nothing that was typed is lost.
"use strict";
(() => {
  const box = document.getElementById("session-end");
  if (!box) return;
  const seconds = (name) => Number(box.dataset[name]) * 1000, warning = 120000;
  const life = Date.now() + seconds("life");
  let ends = Date.now() + seconds("left"), over = false, last = null;
  const show = (state) => {
    if (box.dataset.shown === state) return;
    box.dataset.shown = state;
    for (const part of box.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
    box.hidden = state === "";
  };
  const look = () => {
    const left = ends - Date.now();
    show(over || left <= 0 ? "over" : left > warning ? "" : ends < life ? "soon" : "last");
  };
  // Another tab may have put the end off, or have ended it: what is asked here tells, and itself puts it off.
  const ask = async () => {
    const answer = await fetch("/api/v1/me", { credentials: "same-origin" });
    over = answer.status === 401;
    if (answer.ok) ends = Math.min(Date.now() + seconds("idle"), life);
    look();
  };
  document.addEventListener("focusin", (e) => { if (!box.contains(e.target)) last = e.target; });
  box.querySelector("button").addEventListener("click", async () => {
    await ask().catch(() => {});
    if (box.hidden && last) last.focus();
  });
  setInterval(look, 1000);
  look();
})();
