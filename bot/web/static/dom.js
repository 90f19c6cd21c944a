// Small helpers: build elements from words (never from HTML), write times.

export const frame = { words: {}, language: "id" };

export function el(tag, props = {}, ...children) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...children);
  return node;
}

export function glyph(name, className = "glyph") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("class", `${className} ${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export function fill(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (_, name) => blanks[name] ?? "");
}

export function clock(minute) {
  const whole = Math.floor(minute + 1e-6);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(whole / 60))}${frame.language === "id" ? "." : ":"}${two(whole % 60)}`;
}

export function date(on, style) {
  const shape = { weekday: "long", day: "numeric", timeZone: "UTC", ...style };
  return new Intl.DateTimeFormat(frame.language, shape).format(new Date(on));
}

export function duration(seconds) {
  const { minutes, seconds: unit } = frame.words;
  const parts = [[Math.floor(seconds / 60), minutes], [seconds % 60, unit]];
  return parts.filter(([n]) => n).map(([n, word]) => `${n} ${word}`).join(" ") || `0 ${unit}`;
}

export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}

// Replace the children only if what they show has changed, so that focus and hover stay.
export function show(parent, key, build) {
  const said = JSON.stringify(key);
  if (parent.dataset.shown === said) return;
  parent.dataset.shown = said;
  parent.replaceChildren(...build());
}
