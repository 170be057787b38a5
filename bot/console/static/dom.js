// Small helpers to make elements. Text is always set as text.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// The server's own rendering of a message: everything in it was escaped there.
export function rendered(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

export function plainly(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function announce(text) {
  document.getElementById("status").textContent = text;
}
