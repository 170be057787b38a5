// Nudges: asks every other second what arrived, and puts it in the conversation without moving the focus.

import { load } from "./api.js";
import { announce } from "./dom.js";
import * as entries from "./entries.js";
import * as people from "./people.js";
import * as tabs from "./tabs.js";
import * as time from "./time.js";

const EVERY = 2000;
const TITLE = document.title;
const below = document.getElementById("below");
const log = document.getElementById("log");
const seen = new Map();
let unread = 0;
let awaited = false;
let onTold = () => {};

// `listener(told, fresh)` hears the demo's time, when the next nudge is due, and what has just arrived.
export function start(listener) {
  onTold = listener;
  people.whenChosen(async (person) => {
    unread = 0;
    count();
    below.hidden = true;
    log.ariaBusy = String(!seen.has(person.account));
    await look();
    log.ariaBusy = "false";
  });
  for (const event of ["visibilitychange", "focusin", "click", "keyup"]) document.addEventListener(event, read);
  below.addEventListener("click", () => {
    below.hidden = true;
    entries.showLast();
  });
  log.addEventListener("scroll", () => entries.isAtEnd() && (below.hidden = true));
  setInterval(() => look(), EVERY);
}

// While somebody waits for what arrives, it is brought in sight.
export function follow(isAwaited) {
  awaited = isAwaited;
}

// Asks once. Resolves when what arrived is on the page.
export async function look() {
  const person = people.me();
  if (!person) return;
  const of = seen.get(person.account) ?? { since: null, ids: new Set() };
  seen.set(person.account, of);
  const isFirst = of.since === null;
  const query = new URLSearchParams({ account: person.account, ...(isFirst ? {} : { since: of.since }) });
  let told;
  try {
    told = await load(`nudges?${query}`);
  } catch {
    return; // the next answer brings it; whoever asks for something is told that nobody answers
  }
  // Somebody else by now; their page is told what is theirs.
  if (people.me().account !== person.account) return;
  time.set(told.now, told.zone);
  of.since = told.since;
  const fresh = told.nudges.filter((one) => !of.ids.has(one.id));
  for (const one of fresh) of.ids.add(one.id);
  onTold(told, isFirst ? [] : fresh);
  if (fresh.length) put(fresh, isFirst);
}

// Somebody who reads further up, or fills in a form, is not torn away from it, unless they asked for the nudge.
function put(fresh, isFirst) {
  const where = entries.conversation();
  const isAwaited = awaited || fresh.some((one) => one.asked_for);
  const follows = (isAwaited || entries.isAtEnd()) && !document.activeElement.closest("#log form");
  const added = fresh.map((one) => where.add(entries.nudge(one), { follow: false }));
  below.hidden = follows || tabs.chosen() !== "chat";
  if (follows) entries.showFrom(isFirst ? added.at(-1) : added[0]);
  if (isFirst || isRead()) return;
  unread += fresh.length;
  count();
  // Where the chat is on the page, its own role says what is new in it.
  if (tabs.chosen() !== "chat") announce(fresh.length === 1 ? "A message arrived in your chat" : `${fresh.length} messages arrived in your chat`);
}

function isRead() {
  return !document.hidden && document.hasFocus() && tabs.chosen() === "chat";
}

function read() {
  if (unread && isRead()) {
    unread = 0;
    count();
  }
}

function count() {
  document.title = unread ? `(${unread}) ${TITLE}` : TITLE;
}
