// The demo's time, which may be ahead of this machine's, on the clock of whoever one is.

let ahead = 0;
let zone;

export function set(now, ownZone) {
  ahead = new Date(now) - Date.now();
  zone = ownZone;
}

export function now() {
  return new Date(Date.now() + ahead);
}

// "10:32" today, "Tue 3 Mar, 10:32" on another day.
export function short(moment) {
  return day(moment) === day(now()) ? clock(moment) : long(moment);
}

export function long(moment) {
  return `${day(moment)}, ${clock(moment)}`;
}

function day(moment) {
  return moment.toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: zone });
}

function clock(moment) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", timeZone: zone });
}
