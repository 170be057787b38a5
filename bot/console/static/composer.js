// The message box: sends on Enter, names colleagues after an @, and knows the commands.

import { newKey } from "./api.js";
import { element } from "./dom.js";
import { peopleLike } from "./forms.js";
import { allCommands, colleaguesOf, find, me } from "./people.js";
import { suggest } from "./suggest.js";

const box = document.getElementById("typed");
const form = document.getElementById("say");
const MENTION = /(^|[\s(:,])@([\p{L}\p{N}._-]*)$/u;
const FIRST_WORD = /^\s*(?:\/ally\s+)?(\/?\p{L}*)$/iu;
const said = [];
let back = 0;
let busy = false;
let untaken = { text: "", key: "" };

// `send(text, key)` says it and tells whether it was taken.
export function start(send) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text || busy) return;
    busy = true;
    put("");
    // The same words sent again after a failure are the same thing; other words are another.
    const key = text === untaken.text ? untaken.key : newKey();
    const taken = await send(text, key);
    busy = false;
    untaken = taken ? { text: "", key: "" } : { text, key };
    if (taken) {
      said.push(text);
      back = 0;
    } else if (!box.value) {
      put(text);
    }
  });
  suggest(box, suggestions);
  box.addEventListener("input", () => grow());
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "ArrowUp" && (box.value === "" || box.value === said.at(-back))) {
      if (back < said.length) put(said.at(-++back));
      event.preventDefault();
    }
  });
  document.getElementById("examples").addEventListener("click", (event) => {
    const example = event.target.closest("button");
    if (!example) return;
    put(example.dataset.text);
    box.focus();
  });
}

export function showExamples(person) {
  const [one, other] = colleaguesOf(person, 2);
  const texts = ["log", "learn", "reflect", "nudges", "me", "help"];
  if (person.role !== "employee") texts.splice(-1, 0, "team");
  if (one) texts.unshift(`amplify @${one.account} in the planning meeting: brought the idea back to its author`);
  if (other) texts.splice(1, 0, `recognize @${other.account} for the release notes`);
  const items = texts.map((text) => {
    const label = text.length > 34 ? `${text.slice(0, text.indexOf(" ", 20) + 1 || 34)}…` : text;
    return element("li", {}, element("button", { type: "button", "data-text": text, title: text }, label));
  });
  document.getElementById("examples").replaceChildren(...items);
}

function put(text) {
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  grow();
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
}

function suggestions() {
  const before = box.value.slice(0, box.selectionStart);
  const mention = before.match(MENTION);
  if (mention) return mentions(mention[2]);
  const word = before.match(FIRST_WORD);
  return word && word[1] ? commands(word[1].replace("/", "").toLowerCase()) : null;
}

function mentions(typed) {
  if (find(typed.toLowerCase())) return null;
  const items = peopleLike(typed, (person) => replaceLast(typed, `${person.account} `));
  return { items, eager: true };
}

// Enter sends what was typed; a command is only taken from the list by going there.
function commands(typed) {
  const fitting = allCommands().filter((one) => one.name.startsWith(typed) && one.name !== typed && may(one));
  const last = box.value.slice(0, box.selectionStart).match(/\/?\p{L}*$/u)[0];
  const items = fitting.map((one) => ({
    label: one.name,
    detail: one.summary,
    pick: () => replaceLast(last, `${one.name} `),
  }));
  return { items, eager: false };
}

function may(command) {
  const role = me().role === "director" ? "manager" : me().role;
  return !command.needs.length || command.needs.includes(role);
}

function replaceLast(typed, by) {
  const at = box.selectionStart;
  box.setRangeText(by, at - typed.length, at, "end");
  box.focus();
  grow();
}
