// The tabs: arrow keys go round, as the pattern for tabs wants it.

const tabs = [...document.querySelectorAll('[role="tab"]')];
let onChosen = () => {};

export function start(listener) {
  onChosen = listener;
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(panelOf(tab)));
    tab.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 };
      if (!(event.key in steps)) return;
      event.preventDefault();
      const next = tabs[(steps[event.key] + tabs.length) % tabs.length];
      choose(panelOf(next));
      next.focus();
    });
  }
}

export function choose(name) {
  if (chosen() === name) return;
  for (const tab of tabs) {
    const isChosen = panelOf(tab) === name;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    document.getElementById(panelOf(tab)).hidden = !isChosen;
  }
  onChosen(name);
}

export function chosen() {
  return panelOf(tabs.find((tab) => tab.getAttribute("aria-selected") === "true"));
}

function panelOf(tab) {
  return tab.getAttribute("aria-controls");
}
