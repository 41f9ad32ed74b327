// What the console can do better with a script: local times, clocks that count down, keys for answers, drafts of notes.
// Everything works without it.
"use strict";
(() => {
  const body = document.body;
  const russian = body.dataset.lang === "ru";
  const ahead = Number(body.dataset.now) - Date.now();
  const two = (number) => String(number).padStart(2, "0");

  const sameDay = (a, b) => a.toDateString() === b.toDateString();
  for (const element of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    const time = two(moment.getHours()) + ":" + two(moment.getMinutes());
    const day = two(moment.getDate()) + "." + two(moment.getMonth() + 1);
    element.textContent = sameDay(moment, new Date(Date.now() + ahead)) ? time : day + " " + time;
    element.title = moment.toLocaleString(russian ? "ru" : "en");
  }

  const clocks = [...document.querySelectorAll("time[data-due]")];
  const tick = () => {
    const now = Date.now() + ahead;
    for (const clock of clocks) {
      const seconds = Math.floor((Number(clock.dataset.due) - now) / 1000);
      const rest = Math.abs(seconds);
      const text = rest >= 86400
        ? Math.floor(rest / 86400) + (russian ? " д " : " d ") + Math.floor(rest / 3600 % 24) + (russian ? " ч" : " h")
        : (rest >= 3600 ? Math.floor(rest / 3600) + ":" + two(Math.floor(rest / 60 % 60)) : Math.floor(rest / 60)) + ":" + two(rest % 60);
      const holder = clock.parentElement;
      holder.classList.toggle("late", seconds < 0);
      holder.classList.toggle("soon", seconds >= 0 && seconds < 120);
      const left = holder.querySelector(".left");
      if (left) left.textContent = (seconds < 0 ? (russian ? "просрочено на " : "late by ") : (russian ? "осталось " : "left ")) + text;
    }
  };
  if (clocks.length) { tick(); setInterval(tick, 1000); }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const tag = event.target.tagName;
    const typing = tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && event.target.type !== "checkbox");
    // The side paths, danger to life first, have their keys even while something is typed.
    if (!/^F[1-9]$/.test(event.key) && (typing || !/^[0-9]$/.test(event.key))) return;
    const target = document.querySelector('[data-key="' + event.key + '"]');
    if (target) { event.preventDefault(); target.click(); }
  });

  for (const select of document.querySelectorAll("select[data-submits]")) {
    select.addEventListener("change", () => select.form.submit());
  }
  for (const button of document.querySelectorAll("[data-hides]")) button.hidden = true;

  const minutes = -new Date().getTimezoneOffset();
  const offset = (minutes < 0 ? "-" : "+") + two(Math.floor(Math.abs(minutes) / 60)) + ":" + two(Math.abs(minutes) % 60);
  for (const input of document.querySelectorAll("[data-offset]")) input.value = offset;
  for (const hint of document.querySelectorAll("[data-utc]")) hint.hidden = true;

  // A note that was typed survives a page that was left or a session that ended; the tab forgets it when it is closed.
  for (const area of document.querySelectorAll("textarea[data-draft]")) {
    const name = "draft " + area.dataset.draft;
    if (!area.value && !document.querySelector(".notice[role=status]")) area.value = sessionStorage.getItem(name) || "";
    else if (!area.value) sessionStorage.removeItem(name);
    area.addEventListener("input", () => sessionStorage.setItem(name, area.value));
  }

  // A second press while the first one is on its way would only wait for it.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) delete form.dataset.sent;
  });
})();
