// Forms: reads what was filled in, and makes the boxes for people find them by name.

import { newKey } from "./api.js";
import { element, plainly } from "./dom.js";
import { avatar, find, mentionable, me } from "./people.js";
import { suggest } from "./suggest.js";

const MOST = 8;

// What the inputs hold, by their ids, as the server reads them.
export function held(form) {
  const values = {};
  for (const one of form.elements) {
    const kind = one.name?.split(":")[0];
    if (kind === "toggle") values[one.name] = one.checked ? "true" : "false";
    else if (kind === "multi") values[one.name] = [...(values[one.name] ?? []), ...chosen(one)];
    else if (kind === "choice" && one.type === "radio") values[one.name] ??= "";
    else if (kind === "person") values[one.name] = account(one);
    else if (["text", "choice", "date"].includes(kind)) values[one.name] = one.value;
    if (one.type === "radio" && one.checked) values[one.name] = one.value;
  }
  return values;
}

export function prepare(form) {
  form.dataset.key = newKey();
  for (const list of form.querySelectorAll('select[name^="person:"]')) preparePersonBox(list);
  const cancel = element("button", { type: "button", class: "button", "data-cancel": true }, "Cancel");
  form.querySelector('button[type="submit"]').after(" ", cancel);
}

// Moves what was filled in since `before` was read from the old form to the new one.
export function carryOver(old, before, fresh) {
  const now = held(old);
  for (const one of fresh.elements) {
    const value = now[one.name];
    if (!(one.name in before) || JSON.stringify(value) === JSON.stringify(before[one.name])) continue;
    if (one.type === "radio") one.checked = one.value === value;
    else if (one.type === "checkbox") one.checked = Array.isArray(value) ? value.includes(one.value) : value === "true";
    else one.value = old.elements[one.name].value;
    if (one.role === "combobox") one.dataset.account = value;
  }
}

// What is wrong comes first; else the first thing to fill in.
export function focusFirst(form) {
  const wrong = form.querySelector('[aria-invalid="true"]');
  if (wrong) focusInput(wrong);
  else ([...form.elements].find((one) => one.name) ?? form.querySelector("button")).focus();
}

// A group of choices is focused at the one chosen.
export function focusInput(input) {
  const within = input.matches("fieldset") ? (input.querySelector(":checked") ?? input.querySelector("input")) : input;
  within.focus();
}

function chosen(one) {
  if (one.type === "checkbox") return one.checked ? [one.value] : [];
  return [...(one.selectedOptions ?? [])].map((option) => option.value);
}

// The list of a person picker becomes a box that finds colleagues by what is typed.
function preparePersonBox(list) {
  const box = element("input", {
    type: "text",
    id: list.id,
    name: list.name,
    required: list.required,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: list.required ? "Type a name" : "Type a name, or leave it empty",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
    "aria-describedby": list.getAttribute("aria-describedby"),
    "aria-invalid": list.getAttribute("aria-invalid"),
  });
  const given = list.selectedOptions[0];
  if (given?.value) name(box, find(given.value) ?? { account: given.value, name: given.textContent.trim() });
  list.replaceWith(box);
  box.addEventListener("input", () => delete box.dataset.account);
  suggest(box, () => {
    if (box.dataset.account) return null;
    const items = peopleLike(box.value, (picked) => name(box, picked));
    return { items, eager: box.value.trim() !== "" };
  });
}

function name(box, person) {
  box.value = person.name;
  box.dataset.account = person.account;
}

// The account that was picked, or typed whole; else what was typed, for the server to say that nobody has that name.
function account(box) {
  if (box.dataset.account) return box.dataset.account;
  const typed = box.value.trim().replace(/^@/, "");
  const same = mentionable().filter((one) => plainly(one.name) === plainly(typed));
  return same.length === 1 ? same[0].account : typed;
}

export function peopleLike(typed, pick) {
  const wanted = plainly(typed.trim().replace(/^@/, ""));
  const rank = (one) => {
    const words = plainly(`${one.name} ${one.account.replaceAll(".", " ")}`).split(" ");
    if (plainly(one.name).startsWith(wanted) || one.account.startsWith(wanted)) return 0;
    return words.some((word) => word.startsWith(wanted)) ? 1 : 9;
  };
  const near = (one) => Number(one.team !== me().team);
  return mentionable()
    .filter((one) => rank(one) < 9)
    .sort((one, other) => rank(one) - rank(other) || near(one) - near(other) || one.name.localeCompare(other.name))
    .slice(0, MOST)
    .map((one) => ({
      label: one.name,
      detail: one.team ? `@${one.account} · ${one.team}` : `@${one.account} · ${one.role}`,
      picture: avatar(one),
      pick: () => pick(one),
    }));
}
