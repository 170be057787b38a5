// The bar of the demo, which is no part of the product: asks for a nudge, and moves the clock forward.

import { ask, newKey } from "./api.js";
import * as nudges from "./nudges.js";
import { me, whenChosen } from "./people.js";
import * as time from "./time.js";

const bar = document.getElementById("demo");
const said = document.getElementById("demo-said");
let busy = false;

export function start() {
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) act(button);
  });
  whenChosen(() => (said.textContent = ""));
}

export function show(told, fresh) {
  if (fresh.some((one) => one.asked_for)) said.textContent = "";
  document.getElementById("demo-now").textContent = time.long(new Date(told.now));
  const next = told.next ? time.long(new Date(told.next)) : "none is planned";
  document.getElementById("demo-next").textContent = next;
}

// Not `disabled` meanwhile: a button that is loses the focus.
async function act(button) {
  if (busy) return;
  busy = true;
  bar.setAttribute("aria-busy", "true");
  const { move } = button.dataset;
  said.textContent = move ? "The clock is moving …" : "";
  nudges.follow(true);
  try {
    const answer = await ask(move ? "clock" : "nudges", { account: me().account, ...(move ? { by: move } : {}) }, newKey());
    said.textContent = answer.said;
    await nudges.look();
  } catch (error) {
    said.textContent = error.message;
  } finally {
    nudges.follow(false);
    busy = false;
    bar.removeAttribute("aria-busy");
  }
}
