// The page: read the frame once, then ask again and again what the day looks like.
import { clock, date, el, frame, post } from "./dom.js";
import * as day from "./day.js";
import * as marks from "./marks.js";
import { Phone } from "./phone.js";

const BEAT = 400; // milliseconds between two looks
const PATIENCE = 2000; // when the program is gone
const FIRST = ["kartika", "joko", "yulia"];
const byId = (id) => document.getElementById(id);

const phones = [];
let last = -1;
let timer = 0;
let asking = false;

async function begin() {
  const query = new URLSearchParams(location.search);
  Object.assign(frame, await (await fetch(`/frame?${query}`)).json());
  const { words } = frame;
  document.documentElement.lang = frame.language;
  document.title = words.title;
  document.body.classList.toggle("whatsapp", !frame.buttons);
  for (const node of document.querySelectorAll("[data-word]")) {
    node.textContent = words[node.dataset.word];
  }
  byId("intro").textContent = words.intro.replace("{law}", frame.law);
  byId("language").href = `?lang=${words.language_code}`;
  byId("language").lang = words.language_code;
  byId("zone").textContent = frame.zone;
  byId("date").textContent = date(frame.on, { month: "long", year: "numeric" });
  speeds();
  day.prepare();
  marks.prepare(byId("marks"), jump);
  const known = new Set(frame.members.map((member) => member.key));
  const asked = location.hash.slice(1).split(",").filter((key) => known.has(key));
  for (const key of [...asked, ...FIRST].slice(0, 3)) phones.push(new Phone(key, remember));
  byId("progress").setAttribute("aria-label", words.progress);
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, leave);
  byId("phones").setAttribute("aria-label", words.phones);
  byId("phones").append(...phones.map((phone) => phone.node));
  look();
}

function speeds() {
  byId("speeds").append(...frame.speeds.map((speed) => {
    const input = el("input", { type: "radio", name: "speed", value: speed });
    input.addEventListener("change", () => post("/pace", { speed }).catch(() => {}));
    return el("label", {}, input, `${speed}×`);
  }));
}

// A phone shows somebody else, or somebody acted: look at once.
function remember() {
  if (phones.length) history.replaceState(null, "", `#${phones.map((phone) => phone.key)}`);
  clearTimeout(timer);
  timer = setTimeout(look, 30);
}

// Show a person: where he is shown already, else on the first phone.
function pick(key) {
  const phone = visible().find((one) => one.key === key) ?? phones[0];
  if (phone.key !== key) phone.pick(key);
  else remember();
  phone.node.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

// Show a person's phone at one of its messages.
function jump(key, number) {
  pick(key);
  visible().find((one) => one.key === key)?.show(number);
}

function visible() {
  return phones.filter((phone) => phone.node.offsetParent);
}

// An open menu closes when one goes elsewhere.
function leave(event) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (event.key === "Escape" || !menu.contains(event.target)) menu.open = false;
  }
}

async function look() {
  if (asking) return;
  asking = true;
  clearTimeout(timer);
  let wait = BEAT;
  try {
    const wanted = phones.map((phone) => `${phone.key}:${phone.seen}`).join(",");
    const answer = await fetch(`/state?phones=${wanted}`);
    if (!answer.ok) throw new Error(`state: ${answer.status}`);
    show(await answer.json());
    byId("gone").hidden = true;
  } catch (error) {
    if (!(error instanceof TypeError)) console.error(error);
    byId("gone").hidden = false;
    wait = PATIENCE;
  }
  asking = false;
  timer = setTimeout(look, wait);
}

function show(state) {
  if (state.clock.minute < last - 0.5) location.reload(); // another day has begun
  last = state.clock.minute;
  const { minute, speed, pace, over } = state.clock;
  byId("time").textContent = clock(minute);
  byId("progress").value = (minute - frame.begin) / (frame.end - frame.begin);
  const isSlowed = pace < speed && !over;
  document.body.classList.toggle("slowed", isSlowed);
  byId("hint").textContent = over ? frame.words.over : isSlowed ? frame.words.slowed : frame.words.speed_hint;
  for (const input of document.querySelectorAll("#speeds input")) {
    if (document.activeElement !== input) input.checked = Number(input.value) === speed;
  }
  for (const phone of phones) {
    const person = state.people.find((one) => one.key === phone.key);
    if (person && state.phones[phone.key]) phone.update(person, state.phones[phone.key]);
  }
  day.update(state, visible(), pick);
  marks.update(byId("marks"), state.marks, frame.members);
}

begin().catch(() => {
  byId("gone").textContent ||= "Sigap?";
  byId("gone").hidden = false;
});
