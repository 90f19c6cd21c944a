// One phone: whose it is, who plays it, what was said, and what one can answer.
import { clock, el, fill, frame, post, show } from "./dom.js";

const ROLES = ["employee", "supervisor", "unit_head", "personnel"];
const THINGS = { photo: "sent_photo", sticker: "sent_sticker", location: "sent_location" };

export class Phone {
  constructor(key, changed) {
    this.key = key;
    this.changed = changed;
    const template = document.getElementById("phone-template");
    this.node = template.content.firstElementChild.cloneNode(true);
    const find = (name) => this.node.querySelector(`.${name}`);
    this.parts = Object.fromEntries(
      ["avatar", "person", "post", "state", "switch", "chat", "keyboard", "write", "words", "send",
        "commands", "attach"].map((name) => [name, find(name)]),
    );
    this.seen = 0;
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
    const state = person.blocked ? words.blocked : person.taken ? words.mine : words.script;
    this.parts.state.textContent = state;
    this.parts.switch.textContent = person.taken ? words.release : words.take;
    this.parts.chat.setAttribute("aria-live", person.taken ? "polite" : "off");
    const { chat } = this.parts;
    const isAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 60;
    const hasSpoken = this.talk(phone);
    this.offer(phone);
    if (isAtEnd || hasSpoken) chat.scrollTop = chat.scrollHeight;
  }

  // Tell whether the person himself has said something.
  talk({ bubbles, pressed }) {
    const { chat } = this.parts;
    const fresh = bubbles.filter((bubble) => bubble.number > this.seen);
    if (fresh.length) {
      chat.querySelector(".empty")?.remove();
      chat.append(...fresh.map((bubble) => this.bubble(bubble)));
      this.seen = fresh.at(-1).number;
    } else if (!chat.childElementCount || chat.firstElementChild.classList.contains("empty")) {
      this.wait(chat);
    }
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

  bubble(bubble) {
    const { words } = frame;
    const body = el("div", { className: "body" });
    if (THINGS[bubble.kind]) {
      body.append(el("p", { className: "thing", textContent: words[THINGS[bubble.kind]] }));
    }
    if (bubble.text) body.append(el("p", { textContent: bubble.text }));
    body.append(el("time", { textContent: clock(bubble.minute) }));
    const node = el("li", { className: `bubble ${bubble.mine ? "person-says" : "bot"}` }, body);
    if (bubble.inline.length) node.append(this.inline(bubble));
    return node;
  }

  inline(bubble) {
    const press = (data) => this.act("tap", { message: bubble.number, data });
    return el("div", { className: "inline" }, ...bubble.inline.flat().map(([label, data]) => {
      const button = el("button", { type: "button", textContent: label, onclick: () => press(data) });
      Object.assign(button.dataset, { message: bubble.number, data });
      return button;
    }));
  }

  offer({ keyboard, commands }) {
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
    const block = this.person.blocked ? "unblock" : "block";
    show(this.parts.attach.lastElementChild, block, () =>
      ["location", "photo", "sticker", block].map((name) =>
        button(words[name], () => this.choose("attach", name.replace(/block$/, "blocked")))));
  }

  choose(menu, kind, facts) {
    this.parts[menu].open = false;
    this.act(kind, facts);
  }
}
