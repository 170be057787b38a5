// The conversation: one for each person, kept while the page is open.

import { element, rendered } from "./dom.js";
import { fillBeside } from "./json.js";
import { avatar, colleaguesOf, me } from "./people.js";
import * as time from "./time.js";

const log = document.getElementById("log");
const conversations = new Map();
let shownFor = null;

// Puts the conversation of this person on the page, and the one before away.
export function open(person) {
  if (shownFor) {
    const kept = document.createDocumentFragment();
    kept.append(...log.childNodes);
    conversations.set(shownFor, kept);
  }
  shownFor = person.account;
  log.replaceChildren(conversations.get(shownFor) ?? welcome(person));
  toEnd();
}

// Where an answer goes: to whoever asked, even if one is somebody else by now.
export function conversation() {
  const account = shownFor;
  return {
    account,
    add(entry, { follow = true } = {}) {
      if (account === shownFor) {
        log.querySelector(".welcome")?.remove();
        log.append(entry);
        if (follow) toEnd();
      } else {
        conversations.get(account).append(entry);
      }
      return entry;
    },
  };
}

export function mine(text) {
  const bubble = element("div", { class: "bubble" }, element("p", {}, text));
  return frame("mine", "You", avatar(me()), bubble);
}

export function did(text) {
  return element("p", { class: "did" }, text);
}

// An answer of the bot. `fill` puts another one in its place.
export function answer(reply) {
  const bubble = element("div", { class: "bubble", tabindex: "-1" });
  const beside = element("div", { class: "beside" });
  const picture = element("img", { class: "avatar", src: "/console/static/mark.svg", alt: "" });
  const entry = frame("bot", "Upstander", picture, element("div", { class: "pair" }, bubble, beside));
  fill(entry, reply);
  return entry;
}

// What the bot sends unasked, with a mark that says so.
export function nudge(sent) {
  const entry = answer(sent);
  entry.classList.add("nudge");
  const unasked = sent.is_notice ? "a private message" : "a nudge, unasked";
  const words = sent.asked_for ? "a nudge, asked for by the demo" : unasked;
  const mark = element("small", { class: "mark" }, sent.answered ? `${words} · answered` : words);
  const at = new Date(sent.at);
  entry.querySelector(".by time").replaceWith(mark, " ", element("time", { datetime: sent.at }, time.short(at)));
  return entry;
}

export function fill(entry, reply) {
  entry.querySelector(".bubble").replaceChildren(rendered(reply.html));
  entry.dataset.kind = reply.kind;
  entry.reply = reply;
  fillBeside(entry);
}

// Takes a form off the page and says what became of it.
export function closeForm(entry, text) {
  entry.replaceWith(did(text));
}

export function trouble(text) {
  const bubble = element("div", { class: "bubble trouble" }, element("p", {}, text));
  return frame("bot", "The chat page", element("span", { class: "avatar warn", "aria-hidden": "true" }, "!"), bubble);
}

function frame(kind, name, picture, content) {
  const now = time.now();
  const at = element("time", { datetime: now.toISOString() }, time.short(now));
  const heading = element("p", { class: "by" }, element("strong", {}, name), " ", at);
  return element("div", { class: `entry ${kind}` }, picture, element("div", { class: "said" }, heading, content));
}

function welcome(person) {
  const [colleague] = colleaguesOf(person, 1);
  const first = person.name.split(" ")[0];
  const example = colleague ? `amplify @${colleague.account} in the planning meeting: …` : "amplify …";
  const fragment = document.createDocumentFragment();
  fragment.append(
    element(
      "div",
      { class: "welcome" },
      element("img", { src: "/console/static/mark.svg", alt: "", width: "56", height: "56" }),
      element("h2", {}, `Hello, ${first}`),
      element("p", {}, "This is your private chat with Upstander. Say what you did, and it is logged at once:"),
      element("p", {}, element("code", {}, example)),
      element("p", {}, "Or open the form with ", element("code", {}, "log"), ", and see your own record with ", element("code", {}, "me"), "."),
    ),
  );
  return fragment;
}

export function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

// The beginning of what arrived, with as much of the rest as there is room for.
export function showFrom(entry) {
  entry.scrollIntoView({ block: "start" });
}

export function showLast() {
  log.lastElementChild?.scrollIntoView({ block: "start" });
}

// To the end; where the last answer is higher than the page, to what was asked and its beginning.
function toEnd() {
  const last = log.lastElementChild;
  const before = last?.previousElementSibling;
  const start = before?.matches(".mine, .did") ? before : last;
  if (start && log.scrollHeight - start.offsetTop > log.clientHeight) start.scrollIntoView({ block: "start" });
  else log.scrollTop = log.scrollHeight;
}
