// The page: ties the people, the conversation, the message box and the tabs to the server.

import { ask, newKey } from "./api.js";
import * as composer from "./composer.js";
import { confirmed } from "./confirm.js";
import * as demo from "./demo.js";
import { announce, element, rendered } from "./dom.js";
import * as entries from "./entries.js";
import { carryOver, focusFirst, focusInput, held, prepare } from "./forms.js";
import { fillBeside } from "./json.js";
import * as nudges from "./nudges.js";
import * as people from "./people.js";
import * as tabs from "./tabs.js";

const SAMPLES = [
  "The roadmap draft is up. Comments until Thursday, please.",
  "Small thing that helped in our retro: we wrote first, then talked. The quiet ones had the best points.",
  "I can take the customer call on Monday, if somebody shares the notes of the last one.",
  "Release is out. Thanks for staying on the line until the last check turned green!",
];

const TYPING_MS = 300;
const FOLLOW_MS = 2000;

const log = document.getElementById("log");
const pending = new WeakSet();

// Shows an answer at the end of the conversation; a form gets the focus.
function show(reply, where) {
  if (reply.kind === "repeated") {
    where.add(entries.did("That had arrived already, so nothing was done twice. “me” shows what you logged."));
    return;
  }
  const entry = where.add(entries.answer(reply));
  follow(entry, where);
  const form = entry.querySelector("form");
  if (form) {
    prepare(form);
    focusFirst(form);
  } else if (document.activeElement === document.body) {
    // What had the focus is gone with its tab.
    entry.querySelector(".bubble").focus();
  }
}

// What is done in a moment is shown as it comes along, in its place, while it is on the page.
function follow(entry, where) {
  const { again } = entry.reply;
  if (!again) return;
  setTimeout(async () => {
    let reply;
    try {
      reply = await ask("press", { account: where.account, ...again, waits: false }, newKey());
    } catch {
      return; // “Look again” tells what is wrong, and a private message tells of the end
    }
    if (entry.reply.again !== again) return; // another answer took its place meanwhile
    if (reply.kind === "message" && reply.html !== entry.reply.html) {
      const hadFocus = entry.contains(document.activeElement);
      entries.fill(entry, reply);
      if (hadFocus) entry.querySelector(".bubble").focus();
      if (!reply.again) announce(reply.fallback);
    }
    follow(entry, where);
  }, FOLLOW_MS);
}

async function asking(path, body, key, where) {
  try {
    return await ask(path, { account: people.me().account, ...body }, key);
  } catch (error) {
    where.add(entries.trouble(error.message));
    if (error.status === 403) await people.refresh().catch(() => {});
    return null;
  }
}

async function say(text, key) {
  const where = entries.conversation();
  tabs.choose("chat");
  where.add(entries.mine(text));
  const reply = await asking("say", { text }, key, where);
  if (reply) show(reply, where);
  return reply !== null && reply.kind !== "failed";
}

async function press(button) {
  if (pending.has(button)) return;
  pending.add(button);
  try {
    if (!(await confirmed(button))) return;
    tabs.choose("chat");
    const where = entries.conversation();
    where.add(entries.did(`You pressed “${button.textContent.trim()}”`));
    const { action, subject = "" } = button.dataset;
    const reply = await asking("press", { action, subject }, newKey(), where);
    if (reply) show(reply, where);
  } finally {
    pending.delete(button);
  }
}

async function openShortcut(about) {
  tabs.choose("chat");
  const where = entries.conversation();
  const text = about ? "You chose “Log allyship from this message”" : "You chose “Log an ally action”";
  where.add(entries.did(text));
  const reply = await asking("shortcut", about ? { about } : {}, newKey(), where);
  if (reply) show(reply, where);
}

// A sent form gives way to its answer, as a card does in Teams; a form with errors comes back in its place.
async function submit(form) {
  if (pending.has(form)) return;
  pending.add(form);
  const entry = form.closest(".entry");
  const where = entries.conversation();
  const body = { form: form.dataset.form, subject: form.dataset.subject ?? "", values: held(form) };
  const reply = await asking("submit", body, form.dataset.key, where);
  pending.delete(form);
  if (!reply) return;
  if (reply.kind === "failed" || reply.kind === "repeated") {
    show(reply, where);
    return;
  }
  entries.fill(entry, reply);
  follow(entry, where);
  const next = entry.querySelector("form");
  if (next) {
    prepare(next);
    focusFirst(next);
    const count = next.querySelectorAll('[aria-invalid="true"]').length;
    if (reply.kind === "errors") announce(count === 1 ? "One answer needs a change" : "Some answers need a change");
  } else {
    entry.querySelector(".bubble").focus();
    announce(reply.fallback);
  }
}

// A list is chosen from by typing a name, too: then its form is not taken away from under the fingers.
const typedIn = new WeakSet();
const waiting = new WeakMap();

function changeSoon(control) {
  const act = () => {
    waiting.delete(control);
    if (control.isConnected) change(control.form, control);
  };
  clearTimeout(waiting.get(control));
  waiting.set(control, setTimeout(act, TYPING_MS));
}

async function change(form, control) {
  const before = held(form);
  const body = { form: form.dataset.form, subject: form.dataset.subject ?? "", values: before };
  const key = newKey();
  form.dataset.changing = key;
  const reply = await asking("change", body, key, entries.conversation());
  // Another choice was made meanwhile, or the form was sent or closed: this answer comes too late.
  if (reply?.kind !== "form" || form.dataset.changing !== key || !form.isConnected || pending.has(form)) return;
  const entry = form.closest(".entry");
  const focused = document.activeElement?.name || control.name;
  const fresh = rendered(reply.html);
  const next = fresh.querySelector("form");
  prepare(next);
  carryOver(form, before, next);
  entries.fill(entry, reply);
  entry.querySelector("form").replaceWith(next);
  const again = [...next.elements].filter((one) => one.name === focused);
  (again.find((one) => one.checked) ?? again[0])?.focus();
  announce("The form changed to fit your choice");
}

function closeForm(button) {
  const form = button.closest("form");
  const title = form.closest(".entry").reply.fallback;
  entries.closeForm(form.closest(".entry"), `You closed “${title}”. Nothing was logged.`);
  document.getElementById("typed").focus();
}

async function openHome() {
  const panel = document.getElementById("home");
  panel.setAttribute("aria-busy", "true");
  try {
    const reply = await ask("home", { account: people.me().account }, newKey());
    const entry = entries.answer(reply);
    panel.replaceChildren(entry.querySelector(".pair"));
    panel.firstChild.reply = reply;
    fillBeside(panel.firstChild);
  } catch (error) {
    panel.replaceChildren(element("p", { class: "trouble" }, error.message));
  }
  panel.removeAttribute("aria-busy");
}

function showSamples(person) {
  const authors = people.colleaguesOf(person, SAMPLES.length);
  const items = authors.map((author, index) => {
    const heading = element("p", { class: "by" }, element("strong", {}, author.name), ` @${author.account}`);
    const act = element("button", { type: "button", class: "button", "data-about": author.account }, "Log allyship from this message");
    act.setAttribute("aria-label", `Log allyship from this message by ${author.name}`);
    const saidThis = element("div", { class: "said" }, heading, element("p", {}, SAMPLES[index]), act);
    return element("li", {}, people.avatar(author), saidThis);
  });
  document.getElementById("samples").replaceChildren(...items);
}

function listen() {
  document.querySelector("main").addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    if (target.dataset.action !== undefined) press(target);
    else if (target.dataset.about) openShortcut(target.dataset.about);
    else if (target.id === "shortcut") openShortcut(null);
    else if (target.dataset.cancel !== undefined) closeForm(target);
  });
  log.addEventListener("click", (event) => {
    const way = event.target.closest(".errors a");
    if (!way) return;
    event.preventDefault();
    focusInput(document.getElementById(way.hash.slice(1)));
  });
  log.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target);
  });
  log.addEventListener("change", (event) => {
    if (!event.target.closest("[data-refreshes]")) return;
    if (typedIn.has(event.target)) changeSoon(event.target);
    else change(event.target.form, event.target);
  });
  log.addEventListener("keydown", (event) => {
    typedIn.add(event.target);
    if (waiting.has(event.target)) changeSoon(event.target);
  });
  for (const radio of document.querySelectorAll('input[name="rendering"]')) {
    radio.addEventListener("change", () => {
      document.body.dataset.rendering = radio.value;
      for (const one of document.querySelectorAll(".entry.bot, #home > .pair")) if (one.reply) fillBeside(one);
    });
  }
}

people.whenChosen((person) => {
  entries.open(person);
  composer.showExamples(person);
  showSamples(person);
  if (tabs.chosen() === "home") openHome();
});
listen();
composer.start(say);
demo.start();
nudges.start(demo.show);
tabs.start((name) => name === "home" && openHome());
await people.start();
