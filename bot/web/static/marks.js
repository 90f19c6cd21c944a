// The strip of marks: what the product is for, each lit when it has happened; a press jumps to it.
import { clock, el, frame, show } from "./dom.js";

export function prepare(strip, jump) {
  strip.setAttribute("aria-label", frame.words.marks);
  for (const [name, label] of Object.entries(frame.words.mark)) {
    const button = el("button", { type: "button", disabled: true },
      el("b", { textContent: label }), el("span", { textContent: frame.words.mark_wait }));
    button.dataset.mark = name;
    button.addEventListener("click", () => jump(button.dataset.key, Number(button.dataset.number)));
    strip.append(el("li", {}, button));
  }
}

export function update(strip, marks, members) {
  for (const { name, key, number, minute } of marks) {
    const button = strip.querySelector(`[data-mark="${name}"]`);
    const who = members.find((member) => member.key === key)?.name ?? "";
    show(button.lastElementChild, [key, number], () => [`${clock(minute)} ${who}`]);
    Object.assign(button.dataset, { key, number });
    button.disabled = false;
  }
}
