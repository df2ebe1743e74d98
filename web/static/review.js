// Keys for the review of tags; every key presses a button that is there without script.
(() => {
  "use strict";
  const cards = [...document.querySelectorAll(".review-card")];
  let at = 0;
  const to = (place) => {
    if (!cards.length) return;
    at = Math.min(Math.max(place, 0), cards.length - 1);
    cards.forEach((card, i) => card.classList.toggle("current", i === at));
    cards[at].focus({ preventScroll: true });
    cards[at].scrollIntoView({ block: "nearest" });
  };
  // The keys hold only while a card has the focus, so that they take nothing from anybody else's keyboard.
  if (cards.length && !location.hash) to(0);
  document.addEventListener("focusin", (e) => {
    const card = e.target.closest(".review-card");
    if (card) { at = cards.indexOf(card); cards.forEach((one) => one.classList.toggle("current", one === card)); }
  });
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !e.target.closest(".review-card")) return;
    if (e.key === "j") to(at + 1);
    else if (e.key === "k") to(at - 1);
    else if ("aru".includes(e.key) && e.key.length === 1) {
      const own = cards[at] && cards[at].querySelector(`[data-decision="${e.key}"]`);
      const last = e.key === "u" && document.querySelector("[data-last]");
      const button = last || own;
      if (button) { e.preventDefault(); button.click(); }
    } else return;
  });
})();
