// Who there is, who one is, and the dialog to be somebody else.

import { load } from "./api.js";
import { element, plainly } from "./dom.js";

const REMEMBERED = "upstander-account";
const SMALL_TEAM = 5;

let people = [];
let others = [];
let commands = [];
let current = null;
const listeners = [];

export const everybody = () => people;
export const mentionable = () => [...people, ...others];
export const allCommands = () => commands;
export const me = () => current;
export const find = (account) => mentionable().find((one) => one.account === account);
export const whenChosen = (listener) => listeners.push(listener);

export async function start() {
  ({ people, others, commands } = await load("people"));
  document.getElementById("switch").addEventListener("click", openDialog);
  document.getElementById("people-search").addEventListener("input", list);
  document.getElementById("people").addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.currentTarget.close();
    const chosen = event.target.closest("[data-account]");
    if (!chosen) return;
    event.currentTarget.close();
    be(find(chosen.dataset.account));
  });
  const quick = suggested();
  document.getElementById("quick").replaceChildren(...quick.map(quickItem));
  document.getElementById("quick").addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-account]");
    if (chosen) be(find(chosen.dataset.account));
  });
  be(people.find((one) => one.account === sessionStorage.getItem(REMEMBERED)) ?? quick[0]?.person ?? people[0]);
}

// After a refusal: somebody may be gone, oneself included.
export async function refresh() {
  ({ people, others, commands } = await load("people"));
  if (!people.some((one) => one.account === current.account)) openDialog();
}

export function colleaguesOf(person, count) {
  const near = people.filter((one) => one.team === person.team && one.account !== person.account);
  const far = people.filter((one) => one.team !== person.team);
  return [...near, ...far].slice(0, count);
}

export function avatar(person) {
  const initials = person.name.split(/\s+/).map((word) => word[0]);
  const letters = initials.length > 1 ? initials[0] + initials.at(-1) : initials[0];
  let sum = 0;
  for (const letter of person.account) sum += letter.codePointAt(0);
  return element("span", { class: "avatar", "data-colour": sum % 6, "aria-hidden": "true" }, letters);
}

export function about(person) {
  return person.team ? `${person.role} · ${person.team}` : person.role;
}

function be(person) {
  if (!person) return;
  current = person;
  sessionStorage.setItem(REMEMBERED, person.account);
  const shown = document.getElementById("switch");
  shown.querySelector(".avatar").replaceWith(avatar(person));
  shown.querySelector("strong").textContent = person.name;
  shown.querySelector("small").textContent = about(person);
  for (const button of document.querySelectorAll("#quick [data-account]")) {
    button.setAttribute("aria-pressed", String(button.dataset.account === person.account));
  }
  for (const listener of listeners) listener(person);
}

// Two colleagues of the largest team, and everybody whose view differs.
function suggested() {
  const teams = Map.groupBy(people, (one) => one.team);
  const bySize = [...teams.values()].sort((one, other) => other.length - one.length);
  const largest = bySize[0] ?? [];
  const [first, second] = largest.filter((one) => one.role === "employee");
  const manager = largest.find((one) => one.role === "manager");
  const small = bySize.find((team) => team.length < SMALL_TEAM)?.find((one) => one.role === "manager");
  const smallest = [...bySize].reverse().flat().find((one) => one.role === "manager");
  return [
    { person: first, hint: "employee" },
    { person: second, hint: "a colleague" },
    { person: manager, hint: "their manager" },
    { person: small ?? smallest, hint: "manager, small team" },
    { person: people.find((one) => one.role === "director"), hint: "director" },
    ...people.filter((one) => one.role === "admin").slice(0, 2).map((person) => ({ person, hint: "program admin" })),
  ].filter((one) => one.person);
}

function quickItem({ person, hint }) {
  const who = element("span", { class: "who" }, element("strong", {}, person.name), " ", element("small", {}, hint));
  const button = element("button", { type: "button", "data-account": person.account }, avatar(person), who);
  return element("li", {}, button);
}

function openDialog() {
  document.getElementById("people-search").value = "";
  list();
  document.getElementById("people").showModal();
  document.getElementById("people-search").focus();
}

function list() {
  const wanted = plainly(document.getElementById("people-search").value).split(/\s+/);
  const fits = (one) => {
    const text = plainly(`${one.name} ${one.account} ${one.team} ${one.role}`);
    return wanted.every((word) => text.includes(word));
  };
  const teams = Map.groupBy(people.filter(fits), (one) => one.team || "No team");
  const groups = [...teams].map(([team, members], index) => {
    const heading = element("h3", { id: `team-${index}` }, team);
    const items = members.map((one) => element("li", {}, personButton(one)));
    return element("section", {}, heading, element("ul", { "aria-labelledby": heading.id }, ...items));
  });
  const nobody = element("p", { class: "empty" }, "Nobody fits that.");
  document.getElementById("people-list").replaceChildren(...(groups.length ? groups : [nobody]));
}

function personButton(person) {
  const who = element("span", { class: "who" }, element("strong", {}, person.name), " ", element("small", {}, `@${person.account}`));
  const role = element("span", { class: `role ${person.role}` }, person.role);
  const isMe = person.account === current?.account;
  return element("button", { type: "button", "data-account": person.account, "aria-current": isMe && "true" }, avatar(person), who, role);
}
