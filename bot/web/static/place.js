// A small drawing of one phone's place: the zone, the reading with its accuracy, and its state.
import { frame } from "./dom.js";

const SPACE = "http://www.w3.org/2000/svg";
const HALF = 1000; // metres from the middle of the drawing to its edge
const STEP = 100; // metres that an arrow key walks

function shape(name, facts) {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(facts)) node.setAttribute(key, value);
  return node;
}

export class Place {
  // `walk(north, east)` is called when the visitor has moved the point.
  constructor(node, walk) {
    this.node = node;
    this.walk = walk;
    this.zone = shape("circle", { class: "zone", cx: 0, cy: 0, r: 200 });
    this.doubt = shape("circle", { class: "doubt", r: 12 });
    this.point = shape("circle", { class: "point", r: 34, tabindex: 0, role: "button" });
    this.svg = shape("svg", { viewBox: `${-HALF} ${-HALF / 2} ${2 * HALF} ${HALF}` });
    this.svg.append(this.zone, this.doubt, this.point);
    this.label = document.createElement("p");
    node.append(this.svg, this.label);
    this.held = false;
    this.at = { north: 0, east: 0 };
    this.point.setAttribute("aria-label", frame.words.place_hint);
    this.point.addEventListener("pointerdown", (event) => this.hold(event));
    this.svg.addEventListener("pointermove", (event) => this.drag(event));
    for (const kind of ["pointerup", "pointercancel"]) this.svg.addEventListener(kind, () => this.drop());
    this.point.addEventListener("keydown", (event) => this.press(event));
  }

  hold(event) {
    this.held = true;
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  drag(event) {
    if (!this.held) return;
    const box = this.svg.getBoundingClientRect();
    const metres = (2 * HALF) / box.width;
    this.put((box.top + box.height / 2 - event.clientY) * metres, (event.clientX - box.left - box.width / 2) * metres);
  }

  drop() {
    if (!this.held) return;
    this.held = false;
    this.walk(this.at.north, this.at.east);
  }

  press(event) {
    const steps = { ArrowUp: [STEP, 0], ArrowDown: [-STEP, 0], ArrowRight: [0, STEP], ArrowLeft: [0, -STEP] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    this.put(this.at.north + step[0], this.at.east + step[1]);
    this.walk(this.at.north, this.at.east);
  }

  put(north, east) {
    const within = (value, most) => Math.round(Math.max(-most, Math.min(most, value)));
    this.at = { north: within(north, HALF / 2 - 40), east: within(east, HALF - 40) };
    for (const node of [this.point, this.doubt]) {
      node.setAttribute("cx", this.at.east);
      node.setAttribute("cy", -this.at.north);
    }
  }

  update(facts) {
    this.node.hidden = !facts;
    if (!facts) return;
    if (!this.held) this.put(facts.north, facts.east);
    this.zone.setAttribute("r", facts.radius);
    this.doubt.setAttribute("r", Math.max(60, 2 * facts.accuracy));
    this.node.dataset.state = facts.state;
    const state = frame.words.place_state[facts.state];
    this.label.textContent = `${frame.words.place}: ${state}`;
    this.svg.classList.toggle("quiet", !facts.sharing);
  }
}
