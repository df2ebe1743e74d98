// Makes quicker what works without it.
(() => {
  "use strict";
  const typing = (e) => e.target.closest("input, textarea, select, [contenteditable]");

  // Keys: "/" to the search field, j and k through hits or provisions. None is taken from the browser.
  const stops = [...document.querySelectorAll(".hit h3 a, .provision h3 a.num")];
  let at = -1;
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
    if (e.key === "/") {
      const field = document.querySelector('[data-key="/"]');
      if (field) { e.preventDefault(); field.focus(); field.select(); }
    } else if ((e.key === "j" || e.key === "k") && stops.length) {
      at = Math.min(Math.max(at + (e.key === "j" ? 1 : -1), 0), stops.length - 1);
      stops[at].focus({ preventScroll: true });
      stops[at].closest(".hit, .provision").scrollIntoView({ block: "start" });
    }
  });

  // Words to go on with, while somebody types.
  document.querySelectorAll("input[data-suggest]").forEach((field) => {
    const list = field.list;
    let waiting = 0;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      const typed = field.value;
      if (typed.length < 3 || typed.length > 100) return;
      waiting = setTimeout(async () => {
        const answer = await fetch(field.dataset.suggest + "?q=" + encodeURIComponent(typed) + "&lang=" + document.documentElement.lang).catch(() => null);
        if (!answer || !answer.ok || field.value !== typed) return;
        const words = (await answer.json()).suggestions || [];
        list.replaceChildren(...words.map((word) => Object.assign(document.createElement("option"), { value: word })));
      }, 180);
    });
  });

  // A permalink opened without its fragment still scrolls to its provision.
  const lit = document.querySelector(".provision.lit, h2.lit");
  if (lit && !location.hash) lit.scrollIntoView({ block: "start", behavior: "instant" });

  // On narrow screens the entries scroll sideways: the one in use is in sight.
  const entries = document.querySelector(".entries"), entry = document.querySelector(".entries [aria-current]");
  if (entry && entries.scrollWidth > entries.clientWidth) {
    entries.scrollLeft = entry.offsetLeft - (entries.clientWidth - entry.offsetWidth) / 2;
  }

  // On narrow screens contents start folded.
  const contents = document.querySelector(".contents details");
  if (contents && matchMedia("(max-width: 62rem)").matches) contents.open = false;

  // The line of the contents that is being read.
  const lines = new Map([...document.querySelectorAll('.contents a[href^="#"]')].map((a) => [a.getAttribute("href").slice(1), a]));
  if (lines.size && "IntersectionObserver" in window) {
    let current = null;
    const seen = new IntersectionObserver((entries) => {
      const first = entries.find((entry) => entry.isIntersecting);
      if (!first) return;
      const line = lines.get(first.target.id);
      if (!line || line === current) return;
      if (current) current.removeAttribute("aria-current");
      current = line;
      line.setAttribute("aria-current", "location");
      const box = line.closest("details");
      if (box && box.scrollHeight > box.clientHeight) {
        box.scrollTop = line.offsetTop - box.offsetTop - box.clientHeight / 3;
      }
    }, { rootMargin: "0px 0px -75% 0px" });
    document.querySelectorAll(".provision[id], h2.division[id]").forEach((e) => seen.observe(e));
    document.querySelectorAll(".contents [aria-current]").forEach((e) => { if (!lit) e.removeAttribute("aria-current"); else current = e; });
  }

  // A table over the whole screen; Escape leaves it. Without script its link leads to a page with the table alone.
  document.querySelectorAll("a[data-fullscreen]").forEach((link) => {
    const table = document.getElementById(link.dataset.fullscreen);
    if (!table || !document.fullscreenEnabled) return;
    link.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      table.requestFullscreen().then(() => table.focus(), () => location.assign(link.href));
    });
  });

  // Copy buttons exist only where copying works.
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.textContent = "✓ " + button.textContent.replace(/^✓ /, "");
    });
  });
})();
