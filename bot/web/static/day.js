// The day beside the phones: a row a person, a mark a call, and the digests.
import { clock, duration, el, fill, frame, glyph, show } from "./dom.js";

const OUTCOMES = ["on_time", "late", "missed", "excused", "void", "open"];
const byId = (id) => document.getElementById(id);
let chosen = "";

const share = (minute) => {
  const [from, until] = [frame.work[0]?.[0] ?? frame.begin, frame.work.at(-1)?.[1] ?? frame.end];
  return Math.min(1, Math.max(0, (minute - from) / (until - from)));
};
const percent = (minute) => `${(share(minute) * 100).toFixed(2)}%`;
const nameOf = (key) => frame.members.find((member) => member.key === key)?.name ?? key;

export function prepare() {
  const table = byId("timeline");
  const [from, until] = frame.quiet[0] ?? [0, 0];
  table.style.setProperty("--q0", percent(from));
  table.style.setProperty("--q1", percent(until));
  const axis = el("th", { scope: "col" });
  for (let hour = 8; hour <= 16; hour += 2) {
    const label = el("span", { textContent: clock(hour * 60) });
    label.style.left = percent(hour * 60);
    axis.append(label);
  }
  const corner = el("th", { className: "name", scope: "col" });
  table.tHead.replaceChildren(el("tr", {}, corner, axis));
}

export function update(state, phones, pick) {
  byId("timeline").style.setProperty("--now", percent(state.clock.minute));
  document.body.classList.toggle("over", state.clock.over);
  legend(state.calls);
  rows(state, phones, pick);
  list(state.calls);
  digests(state.digests);
}

function legend(calls) {
  const counts = OUTCOMES.map((name) => calls.filter((call) => call.outcome === name).length);
  show(byId("legend"), counts, () => OUTCOMES.map((name, i) => {
    const count = el("b", { textContent: counts[i] });
    return el("li", { className: counts[i] ? "" : "zero" }, glyph(name), count, frame.words.outcome[name]);
  }));
}

function rows(state, phones, pick) {
  const shown = phones.map((phone) => phone.key);
  const key = [state.calls, state.people.map((person) => person.mode), shown, chosen];
  const body = byId("timeline").tBodies[0];
  const focus = document.activeElement?.closest?.("#timeline [data-id]")?.dataset.id;
  show(body, key, () => state.people.map((person) => row(person, state.calls, shown, pick)));
  if (focus && !document.activeElement?.closest?.("#timeline")) {
    body.querySelector(`[data-id="${CSS.escape(focus)}"]`)?.focus();
  }
}

function row(person, calls, shown, pick) {
  const member = frame.members.find((one) => one.key === person.key);
  const name = el("button", { type: "button", textContent: member.name, onclick: () => pick(person.key) });
  name.title = `${member.name}, ${member.position}`;
  name.dataset.id = person.key;
  name.classList.toggle("boss", member.role !== "employee");
  name.setAttribute("aria-pressed", shown.includes(person.key));
  const bar = el("div", { className: "bar" });
  const isHome = ["WFH", ""].includes(person.mode);
  const own = calls.filter((call) => call.key === person.key);
  if (!isHome && !own.length) { // who was sent away during the day keeps his calls
    bar.append(el("span", { className: "note", textContent: fill(frame.words.mode[person.mode], person) }));
  }
  bar.append(...own.map((call) => mark(call, pick)));
  const head = el("th", { className: "name", scope: "row" }, name);
  return el("tr", { className: isHome ? "" : "exempt" }, head, el("td", {}, bar));
}

function mark(call, pick) {
  const text = sentence(call);
  const node = el("button", { type: "button", className: `mark ${call.outcome}`, title: text });
  node.setAttribute("aria-label", text);
  node.setAttribute("aria-pressed", chosen === call.code);
  node.dataset.id = call.code;
  node.style.left = percent(call.minute);
  node.append(glyph(call.outcome, ""));
  node.addEventListener("click", () => {
    chosen = call.code;
    byId("detail").textContent = text;
    pick(call.key);
  });
  return node;
}

function sentence(call) {
  const { words } = frame;
  const parts = [words.outcome[call.outcome]];
  if (call.cause) parts[0] += ` (${frame.causes[call.cause] ?? call.cause})`;
  if (call.targeted) parts.push(words.targeted);
  if (call.seconds !== null) parts.push(fill(words.answered_in, { duration: duration(call.seconds) }));
  else if (call.attempts > 1) parts.push(words.second_call);
  if (call.reason) parts.push(`${words.reason}: ${call.reason}`);
  if (call.decision && call.outcome !== "excused") parts.push(words.decision[call.decision]);
  return `${clock(call.minute)} ${nameOf(call.key)}: ${parts.join("; ")}`;
}

function list(calls) {
  const texts = calls.map((call) => [call.outcome, sentence(call)]).reverse();
  byId("count").textContent = `(${calls.length})`;
  const open = calls.find((call) => call.code === chosen);
  if (open) byId("detail").textContent = sentence(open);
  show(byId("calls"), texts, () => texts.map(([outcome, text]) =>
    el("li", {}, glyph(outcome), el("span", { textContent: text }))));
}

function digests(found) {
  byId("digest-wait").hidden = found.length > 0;
  const newest = [...found].reverse();
  show(byId("digests"), newest, () => newest.map((digest, i) => {
    const title = fill(frame.words.digest_of, { name: digest.name, time: clock(digest.minute) });
    const paper = el("p", { className: "paper", textContent: digest.text });
    return el("details", { open: i === 0 }, el("summary", { textContent: title }), paper);
  }));
}
