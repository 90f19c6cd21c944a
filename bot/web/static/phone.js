// One phone: whose it is, who plays it, what was said, and what one can answer.
import { bubble, dayLine, tick } from "./bubble.js";
import { clock, date, el, fill, frame, post, show } from "./dom.js";
import { Place } from "./place.js";

const ROLES = ["employee", "supervisor", "unit_head", "personnel"];
const ATTACHED = ["location", "photo", "sticker"];
const SHARED = ["share", "stop_share"];

export class Phone {
  constructor(key, changed) {
    this.key = key;
    this.changed = changed;
    const template = document.getElementById("phone-template");
    this.node = template.content.firstElementChild.cloneNode(true);
    const find = (name) => this.node.querySelector(`.${name}`);
    this.parts = Object.fromEntries(
      ["avatar", "person", "post", "state", "power", "switch", "session", "chat", "keyboard", "write", "words", "send",
        "commands", "attach", "place"].map((name) => [name, find(name)]),
    );
    this.seen = 0;
    this.wanted = 0;
    this.place = new Place(this.parts.place, (north, east) => this.act("walk", { north, east }));
    this.prepare();
  }

  prepare() {
    const { person, write, words, send, chat, keyboard } = this.parts;
    const say = frame.words;
    person.setAttribute("aria-label", say.phone_of);
    person.append(...ROLES.map((role) => this.group(role)));
    person.addEventListener("change", () => this.pick(person.value));
    words.placeholder = say.write;
    words.setAttribute("aria-label", say.write);
    send.setAttribute("aria-label", say.send);
    keyboard.setAttribute("aria-label", say.keyboard);
    this.parts.commands.firstElementChild.setAttribute("aria-label", say.commands);
    this.parts.attach.firstElementChild.setAttribute("aria-label", say.more);
    this.parts.switch.addEventListener("click", () => this.act(this.person?.taken ? "release" : "take"));
    this.parts.power.hidden = this.parts.session.hidden = frame.buttons;
    this.parts.power.addEventListener("click", () => this.act(this.person?.off ? "on" : "off"));
    write.addEventListener("submit", (event) => {
      event.preventDefault();
      if (words.value.trim()) this.act("text", { text: words.value });
      words.value = "";
    });
    chat.setAttribute("role", "log");
    this.pick(this.key);
  }

  group(role) {
    const members = frame.members.filter((member) => member.role === role);
    return el("optgroup", { label: frame.words.role[role] },
      ...members.map((member) => el("option", { value: member.key, textContent: member.name })));
  }

  pick(key) {
    this.key = key;
    this.seen = 0;
    this.member = frame.members.find((member) => member.key === key);
    this.parts.person.value = key;
    this.parts.chat.replaceChildren();
    this.parts.chat.setAttribute("aria-label", `${frame.words.phone_of} ${this.member.name}`);
    const initials = this.member.name.split(" ").map((part) => part[0]).slice(0, 2).join("");
    this.parts.avatar.textContent = initials;
    const hue = [...key].reduce((sum, letter) => sum + letter.charCodeAt(0) * 47, 0) % 360;
    this.node.style.setProperty("--hue", hue);
    this.changed();
  }

  act(kind, facts = {}) {
    post(`/phones/${this.key}`, { kind, ...facts }).then(this.changed, this.changed);
  }

  // Show what the server says about the person and what is new on the phone.
  update(person, phone) {
    this.person = person;
    const { words } = frame;
    this.node.classList.toggle("taken", person.taken);
    this.mode = fill(words.mode[person.mode] ?? "", person);
    this.parts.post.textContent = [this.member.position, this.mode].filter(Boolean).join(" · ");
    this.parts.post.title = this.member.unit;
    this.node.classList.toggle("off", person.off);
    const held = person.taken ? words.mine : words.script;
    this.parts.state.textContent = person.off ? words.dead : person.blocked ? words.blocked : held;
    this.live(person);
    this.place.update(phone.place);
    this.parts.switch.textContent = person.taken ? words.release : words.take;
    this.parts.chat.setAttribute("aria-live", person.taken ? "polite" : "off");
    const { chat } = this.parts;
    const isAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
    const hasSpoken = this.talk(phone);
    this.offer(phone);
    if (this.wanted) this.reveal();
    else if (isAtEnd || hasSpoken) chat.scrollTop = chat.scrollHeight;
  }

  // Go to a message as soon as it is there.
  show(number) {
    this.wanted = number;
    this.reveal();
  }

  reveal() {
    const { chat } = this.parts;
    const node = chat.querySelector(`.bubble[data-number="${this.wanted}"]`);
    if (!node) return;
    for (const other of chat.querySelectorAll(".here")) other.classList.remove("here");
    node.classList.add("here");
    chat.scrollTop = node.offsetTop - chat.offsetTop - 12;
    this.wanted = 0;
  }

  // Show whether the phone is on, and how long the bot may write to it freely.
  live({ off, session }) {
    const { words } = frame;
    const { power } = this.parts;
    power.setAttribute("aria-pressed", off);
    power.title = off ? words.on : words.off;
    power.setAttribute("aria-label", power.title);
    for (const field of this.parts.write.querySelectorAll("input, button")) field.disabled = off;
    const until = session && `${date(session.on, { month: "short" })}, ${clock(session.minute)}`;
    this.parts.session.textContent = until ? fill(words.session_until, { until }) : words.session_none;
    this.parts.session.classList.toggle("closed", !until);
  }

  // Tell whether the person himself has said something.
  talk({ bubbles, pressed, ticks }) {
    const { chat } = this.parts;
    const fresh = bubbles.filter((bubble) => bubble.number > this.seen);
    if (fresh.length) {
      chat.querySelector(".empty")?.remove();
      for (const one of fresh) this.add(one);
    } else if (!chat.childElementCount || chat.firstElementChild.classList.contains("empty")) {
      this.wait(chat);
    }
    for (const node of chat.querySelectorAll(".bubble.bot")) tick(node, ticks[node.dataset.number]);
    for (const button of chat.querySelectorAll(".inline button")) {
      const isPressed = pressed[button.dataset.message] === button.dataset.data;
      button.classList.toggle("pressed", isPressed);
      button.setAttribute("aria-pressed", isPressed);
    }
    return fresh.some((bubble) => bubble.mine);
  }

  wait(chat) {
    const { words } = frame;
    const isCalled = ["WFH", ""].includes(this.person.mode);
    const text = isCalled ? words.empty : fill(words.empty_exempt, { mode: this.mode });
    show(chat, text, () => [el("li", { className: "empty", textContent: text })]);
  }

  add(facts) {
    const { chat } = this.parts;
    const isOtherDay = facts.on !== (this.seen ? this.on : frame.on);
    if (isOtherDay) chat.append(dayLine(facts.on));
    this.seen = facts.number;
    this.on = facts.on;
    const quoted = (number) => chat.querySelector(`[data-number="${number}"] .text`)?.textContent ?? "";
    chat.append(bubble(facts, (kind, what) => this.act(kind, what), quoted));
  }

  offer({ keyboard, commands, place }) {
    const { words } = frame;
    const button = (text, onclick) => el("button", { type: "button", textContent: text, onclick });
    show(this.parts.keyboard, keyboard, () => keyboard.flat().map((label) =>
      button(label, () => this.act("text", { text: label }))));
    const names = Object.entries(commands);
    this.parts.commands.classList.toggle("empty", !names.length);
    show(this.parts.commands.lastElementChild, names, () => names.map(([name, what]) => {
      const node = button("", () => this.choose("commands", "text", { text: `/${name}` }));
      node.append(el("b", { textContent: `/${name}` }), what);
      return node;
    }));
    const last = frame.buttons ? (this.person.blocked ? "unblock" : "block") : "live";
    const kinds = { live: "unsupported", block: "blocked", unblock: "unblocked", stop_share: "stopped" };
    const sharing = place ? [SHARED[Number(place.sharing)]] : [];
    const offered = [...ATTACHED, ...sharing, last];
    show(this.parts.attach.lastElementChild, offered, () => offered.map((name) =>
      button(words[name], () => this.choose("attach", kinds[name] ?? name))));
  }

  choose(menu, kind, facts) {
    this.parts[menu].open = false;
    this.act(kind, facts);
  }
}
