// The very JSON that Slack or Teams would get, beside an answer.

import { announce, element } from "./dom.js";

const NAMES = { slack: "Slack · Block Kit", teams: "Teams · Adaptive Card" };
const PIECES = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function fillBeside(entry) {
  const beside = entry.querySelector(".beside");
  const client = document.body.dataset.rendering;
  if (!beside || !(client in NAMES)) {
    beside?.replaceChildren();
    return;
  }
  const text = JSON.stringify(entry.reply[client], null, 2);
  const copy = element("button", { type: "button", class: "copy" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = "Copied";
    announce("Copied");
    setTimeout(() => (copy.textContent = "Copy"), 2000);
  });
  const heading = element("p", { class: "client" }, element("span", {}, NAMES[client]), copy);
  const code = element("pre", { tabindex: "0", role: "group", "aria-label": `${NAMES[client]} JSON` });
  code.append(coloured(text));
  beside.replaceChildren(heading, code);
}

function coloured(text) {
  const code = element("code");
  let end = 0;
  for (const found of text.matchAll(PIECES)) {
    code.append(text.slice(end, found.index));
    const kind = found[2] ? "name" : found[1] ? "string" : "value";
    code.append(element("span", { class: kind }, found[1] ?? found[0]), found[2] ?? "");
    end = found.index + found[0].length;
  }
  code.append(text.slice(end));
  return code;
}
