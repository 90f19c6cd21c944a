// A bubble: what was said, with its buttons, its numbered choices, and how far it has come.
import { clock, date, el, frame, glyph } from "./dom.js";

const THINGS = {
  photo: "sent_photo", sticker: "sent_sticker", location: "sent_location", unsupported: "sent_unsupported",
  live: "sent_live",
};
const SHORT = 60; // characters of a quoted message

// `act` lets the phone say something; `quoted` gives the text of a bubble by its number.
export function bubble(facts, act, quoted) {
  const { words } = frame;
  const body = el("div", { className: "body" });
  if (facts.quotes) body.append(quote(quoted(facts.quotes)));
  if (THINGS[facts.kind]) {
    body.append(el("p", { className: "thing", textContent: words[THINGS[facts.kind]] }));
  }
  if (facts.text) body.append(el("p", { className: "text", textContent: facts.text }));
  if (facts.choices.length) body.append(choices(facts, act));
  body.append(foot(facts));
  const node = el("li", { className: `bubble ${facts.mine ? "person-says" : "bot"}` }, body);
  node.dataset.number = facts.number;
  if (facts.inline.length) node.append(inline(facts, act));
  return node;
}

// A line between two days.
export function dayLine(on) {
  const node = el("li", { className: "date", textContent: date(on, { month: "long" }) });
  node.dataset.on = on;
  return node;
}

function quote(text) {
  const short = text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
  const node = el("p", { className: "quote", textContent: short });
  node.prepend(el("span", { className: "unseen", textContent: `${frame.words.in_reply}: ` }));
  return node;
}

function foot(facts) {
  const node = el("p", { className: "foot" });
  if (facts.template) node.append(el("span", { className: "template", textContent: frame.words.template }));
  node.append(el("time", { textContent: clock(facts.minute) }), el("span", { className: "tick" }));
  return node;
}

// Show how far our words have come: one tick, two, two blue ones.
export function tick(node, state) {
  const place = node.querySelector(".tick");
  if (!state || place.dataset.state === state) return;
  place.dataset.state = state;
  const said = el("span", { className: "unseen", textContent: frame.words.tick[state] });
  place.title = frame.words.tick[state];
  place.replaceChildren(glyph(state, ""), said);
}

function choices(facts, act) {
  return el("ol", { className: "choices" }, ...facts.choices.map((label, i) => {
    const send = () => act("text", { text: `${i + 1}`, quotes: facts.number });
    const button = el("button", { type: "button", textContent: label, onclick: send });
    button.prepend(el("b", { textContent: `${i + 1}. ` }));
    return el("li", {}, button);
  }));
}

function inline(facts, act) {
  const press = (data) => act("tap", { message: facts.number, data });
  return el("div", { className: "inline" }, ...facts.inline.flat().map(([label, data]) => {
    const button = el("button", { type: "button", textContent: label, onclick: () => press(data) });
    Object.assign(button.dataset, { message: facts.number, data });
    return button;
  }));
}
