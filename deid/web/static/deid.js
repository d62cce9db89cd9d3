"use strict";
// The page works without this file; it adds dropping, progress and the sign that somebody is still there.
(() => {
  const csrf = document.body.dataset.csrf;
  if (!csrf) return;

  document.documentElement.classList.add("js");
  const form = document.querySelector("[data-upload]");
  if (form) {
    const input = form.querySelector("input[type=file]");
    const chosen = form.querySelector("[data-chosen]");
    const bar = form.querySelector("[data-sent]");
    const button = form.querySelector("button");
    const show = () => { chosen.textContent = input.files.length ? input.files[0].name : ""; };
    const over = (on) => (event) => { event.preventDefault(); form.classList.toggle("over", on); };
    input.addEventListener("change", show);
    form.addEventListener("dragover", over(true));
    form.addEventListener("dragleave", over(false));
    form.addEventListener("drop", (event) => {
      over(false)(event);
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show();
      button.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const told = { 408: "too_slow", 413: "too_large", 403: "origin", 500: "failed" };
      const sending = new XMLHttpRequest();
      sending.open("POST", form.action);
      sending.upload.addEventListener("progress", (sent) => {
        bar.hidden = false;
        if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
      });
      sending.addEventListener("load", () => {
        location.assign(told[sending.status] ? "/?told=" + told[sending.status] : "/");
      });
      sending.addEventListener("error", () => location.assign("/?told=too_large"));
      button.disabled = true;
      sending.send(new FormData(form));
    });
  }

  const ask = async () => {
    const answer = await fetch("/progress", { headers: { accept: "application/json" } });
    return answer.ok ? answer.json() : { state: "gone" };
  };

  const busy = document.querySelector("[data-busy]");
  if (busy) {
    const stage = busy.querySelector("[data-stage]");
    const bar = busy.querySelector("[data-share]");
    const look = async () => {
      const now = await ask();
      if (now.state !== "busy") { location.assign("/"); return; }
      if (stage.textContent !== now.text) stage.textContent = now.text;
      if (now.share === null) bar.removeAttribute("value"); else bar.value = now.share;
      setTimeout(look, 600);
    };
    setTimeout(look, 300);
  } else {
    setInterval(() => ask().catch(() => {}), 15000);
  }

  const sides = [...document.querySelectorAll("[data-side]")];
  let leader = null;
  for (const side of sides) {
    side.addEventListener("scroll", () => {
      if (leader && leader !== side) return;
      leader = side;
      for (const other of sides) if (other !== side) other.scrollTop = side.scrollTop;
      requestAnimationFrame(() => { leader = null; });
    });
  }

  addEventListener("pagehide", () => {
    const gone = new FormData();
    gone.append("csrf", csrf);
    navigator.sendBeacon("/leave", gone);
  });
})();
