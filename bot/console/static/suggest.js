// Suggestions below what is being typed: one list for the page, moved to whichever box asks for it.

import { announce, element } from "./dom.js";

const list = document.getElementById("suggestions");
let owner = null;
let items = [];
let active = -1;

// `find(input)` gives { items: [{ label, detail, pick() }], eager }; eager: the first one is chosen already.
export function suggest(input, find) {
  const refresh = () => show(input, find(input));
  input.addEventListener("input", refresh);
  input.addEventListener("click", refresh);
  input.addEventListener("blur", () => owner === input && close());
  // While it captures, Enter and Escape mean the list and nothing else.
  input.addEventListener("keydown", (event) => owner === input && onKey(event), true);
}

export function isOpen() {
  return owner !== null;
}

function show(input, found) {
  if (!found || !found.items.length) {
    if (owner === input) close();
    return;
  }
  owner = input;
  items = found.items;
  list.replaceChildren(...items.map(option));
  list.hidden = false;
  place(input);
  if (input.getAttribute("role") === "combobox") input.setAttribute("aria-expanded", "true");
  choose(found.eager ? 0 : -1);
  announce(`${items.length} ${items.length === 1 ? "suggestion" : "suggestions"}; use the arrow keys`);
}

function close() {
  list.hidden = true;
  list.replaceChildren();
  owner?.removeAttribute("aria-activedescendant");
  if (owner?.getAttribute("role") === "combobox") owner.setAttribute("aria-expanded", "false");
  owner = null;
  items = [];
  active = -1;
}

function option(item, index) {
  const made = element("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false" });
  if (item.picture) made.append(item.picture);
  made.append(element("strong", {}, item.label), " ", element("small", {}, item.detail));
  made.addEventListener("mousedown", (event) => {
    event.preventDefault();
    pick(index);
  });
  return made;
}

function onKey(event) {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) {
    const count = items.length;
    choose((active + steps[event.key] + count + (active < 0 && event.key === "ArrowUp" ? 1 : 0)) % count);
  } else if ((event.key === "Enter" || event.key === "Tab") && active >= 0 && !event.shiftKey) {
    pick(active);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}

function choose(index) {
  active = index;
  for (const [position, one] of [...list.children].entries()) {
    one.setAttribute("aria-selected", String(position === index));
  }
  if (index < 0) {
    owner.removeAttribute("aria-activedescendant");
    return;
  }
  owner.setAttribute("aria-activedescendant", `suggestion-${index}`);
  list.children[index].scrollIntoView({ block: "nearest" });
}

function pick(index) {
  const item = items[index];
  close();
  item.pick();
}

// Above the box where there is more room; inline styles set from a script are not what the policy forbids.
function place(input) {
  const box = (input.closest("[data-anchor]") ?? input).getBoundingClientRect();
  const above = box.top > window.innerHeight - box.bottom;
  list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - 328))}px`;
  list.style.top = above ? "" : `${box.bottom + 6}px`;
  list.style.bottom = above ? `${window.innerHeight - box.top + 6}px` : "";
}
