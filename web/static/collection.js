// Pins of a collection follow the pointer; the buttons beside them do the same with keys.
(() => {
  "use strict";
  const list = document.querySelector("ol.pins[data-drag]");
  if (!list || list.children.length < 2) return;
  const items = () => [...list.children];
  const place = (item) => items().indexOf(item);

  items().forEach((item) => {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.title = list.dataset.drag;
    handle.setAttribute("aria-hidden", "true");
    handle.textContent = "⠿";
    item.querySelector(".section-tools").prepend(handle);
    let held = false;
    let before = null;

    const mark = (y) => {
      before = items().find((other) => {
        const box = other.getBoundingClientRect();
        return y < box.top + box.height / 2;
      }) || null;
      items().forEach((other) => other.classList.toggle("drop-before", other === before));
      list.classList.toggle("drop-last", before === null);
    };
    const end = () => {
      held = false;
      list.classList.remove("dragging", "drop-last");
      items().forEach((other) => other.classList.remove("dragged", "drop-before"));
    };

    handle.addEventListener("pointerdown", (e) => {
      if (e.button) return;
      e.preventDefault();
      handle.setPointerCapture(e.pointerId);
      held = true;
      item.classList.add("dragged");
      list.classList.add("dragging");
      // The pins fold to their heads: what is held stays under the pointer.
      scrollBy({ top: handle.getBoundingClientRect().top + handle.offsetHeight / 2 - e.clientY, behavior: "instant" });
      mark(e.clientY);
    });
    handle.addEventListener("pointermove", (e) => {
      if (!held) return;
      mark(e.clientY);
      if (e.clientY < 60) scrollBy(0, -12);
      else if (e.clientY > innerHeight - 60) scrollBy(0, 12);
    });
    handle.addEventListener("pointercancel", end);
    handle.addEventListener("pointerup", () => {
      if (!held) return;
      const from = place(item);
      let to = before ? place(before) : items().length;
      if (to > from) to -= 1;
      end();
      if (to === from) return;
      const form = item.querySelector("form.section-tools");
      for (const [name, value] of [["what", to < from ? "up" : "down"], ["places", String(Math.abs(to - from))]]) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      form.submit();
    });
  });
})();
