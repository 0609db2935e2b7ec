// What players and things to drag share. live.py saves this beside the script of one of them, in a
// function that gets `data`, what that one shows, and is called as often as its cell is run. The
// other script has
//   start(player, live, image): fills `live` from the still picture `image`, and lets it move
//   STYLE: what it adds to the style below
// Class names begin with "player-", since the page around may have styles for others: slide decks
// hide buttons in ".controls".
const FRAME_STYLE = `
  .micrograd-player[data-started] { background: #fff; color: var(--ink); padding: 8px;
    font: 16px/1.5 sans-serif; border: 1px solid var(--faint); border-radius: 4px; }
  .micrograd-player:focus-visible, .micrograd-player :focus-visible {
    outline: 3px solid var(--accent); outline-offset: 1px; }
  .micrograd-player svg:not(svg *) { display: block; max-width: 100%; height: auto;
    margin: 0 auto; }
  .micrograd-player .player-graph { overflow-x: auto; }
  @media screen and (max-width: 600px) { /* a phone: better to move it than not to read it */
    .micrograd-player .player-graph > svg { min-width: min(680px, var(--width)); } }
  .micrograd-player button { font: inherit; color: var(--ink); background: #fff; margin: 0;
    border: 1px solid var(--ink); border-radius: 4px; padding: 2px 12px; min-width: 6em;
    cursor: pointer; }
  .micrograd-player button[aria-disabled="true"] { color: var(--faint);
    border-color: var(--faint); cursor: default; }
  .micrograd-player .player-controls { display: flex; flex-wrap: wrap; gap: 8px;
    align-items: center; margin: 8px 0; }
  .micrograd-player .player-keys { color: var(--faint); font-size: 14px; }
  .micrograd-player .player-words { font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere; }
  .micrograd-player .player-words > div:first-child { font-weight: bold; }
  .micrograd-player .player-panels { display: flex; flex-wrap: wrap; gap: 4px 12px; }
  .micrograd-player .player-panels > div { flex: 1 1 320px; min-width: 0; }
  .micrograd-player [role="slider"] { cursor: ew-resize; touch-action: pan-y;
    user-select: none; -webkit-user-select: none; }
  @media screen { .micrograd-player[data-started] > img { display: none; } }
  @media print { .micrograd-player > .player-live { display: none; } }`;

document.querySelectorAll(`[data-player="${data.id}"]:not([data-started])`).forEach(bringToLife);

function bringToLife(player) {
  player.dataset.started = "";
  player.setAttribute("role", "group");
  player.setAttribute("aria-label", data.heading);
  for (const [name, color] of Object.entries(data.colors)) {
    player.style.setProperty(`--${name}`, color);
  }
  const live = add(player, "div", "player-live");
  add(live, "style").textContent = FRAME_STYLE + STYLE;
  add(live, "div", "player-heading").textContent = data.heading;
  start(player, live, player.querySelector("img"));
}

// Let keys do something while the focus is in an element, unless Ctrl, Alt, Meta or Shift is held.
// The page around, a notebook or a slide deck, has its own use for keys and may listen at the
// document, before we do. So they are caught at the window.
function onKeys(element, press) {
  function caught(event) {
    if (!element.contains(event.target)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    press(event);
  }
  element.addEventListener("focusin", () => window.addEventListener("keydown", caught, true));
  element.addEventListener("focusout", () => window.removeEventListener("keydown", caught, true));
}

// Keep to a thing's buttons the keys that press them, for which the page around has its own use.
// By its tabindex a button says that it has keys of its own: keys.js, of live slides, asks for it.
function keepKeys(player) {
  for (const button of player.querySelectorAll("button")) button.tabIndex = 0;
  onKeys(player, (event) => {
    if (event.target.closest("button") && [" ", "Enter"].includes(event.key)) {
      event.stopPropagation();
    }
  });
}

function add(parent, tag, name) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function addButton(parent, text, act) {
  const button = add(parent, "button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

// A button that is truly disabled would lose the focus, and the keys with it.
function disable(button, off) {
  button.setAttribute("aria-disabled", off);
}

// Lines of text that are read out when they change; `most`: how many there may be.
function addWords(parent, most) {
  const words = add(parent, "div", "player-words");
  words.setAttribute("aria-live", "polite");
  words.style.minHeight = `${1.5 * most}em`;
  return words;
}

function say(words, lines) {
  words.replaceChildren();
  for (const line of lines) add(words, "div").textContent = line;
}

// The still picture as elements of the page.
function drawing(image) {
  const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
  const text = new TextDecoder().decode(bytes);
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return document.importNode(svg, true);
}

// The graph of the still picture, without the lines below it.
function addGraph(live, image, label) {
  const svg = drawing(image);
  const [width, height] = data.size;
  svg.querySelector(".steps").remove();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", `${width}pt`);
  svg.setAttribute("height", `${height}pt`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.style.setProperty("--width", `${width}pt`);
  add(live, "div", "player-graph").append(svg);
  return svg;
}

// Where a graph is wider than its place: move it sideways, so that a part of it is seen.
function bringIntoView(part) {
  const place = part.closest(".player-graph");
  const [inner, outer] = [part, place].map((each) => each.getBoundingClientRect());
  place.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
}

// The charts of the still picture (see chart.py), each in a panel of its own: side by side, or one
// below the other where there is no room.
function addPanels(live, image) {
  const panels = add(live, "div", "player-panels");
  return [...drawing(image).querySelectorAll("svg.chart")].map((svg) => {
    svg.removeAttribute("x");
    svg.removeAttribute("y");
    const panel = add(panels, "div");
    panel.append(svg);
    return panel;
  });
}

// How to get from numbers to places along an axis.
function axis({ low, high, from, to, log }) {
  const scale = log ? Math.log10 : (x) => x;
  const perUnit = (to - from) / (scale(high) - scale(low));
  return {
    place: (x) => from + (scale(log ? Math.max(x, low / 10) : x) - scale(low)) * perUnit,
  };
}

// Call follow(event) where a pointer goes down in a panel, and while it is dragged from there.
function whileDragged(panel, follow) {
  panel.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    panel.setPointerCapture(event.pointerId);
    follow(event);
  });
  panel.addEventListener("pointermove", (event) => {
    if (panel.hasPointerCapture(event.pointerId)) follow(event);
  });
}

// Make a panel a slider over the places of some numbers: drag in it, or press keys.
//   spots: where they lie across the panel's picture, from left to right
//   label: what is moved;  tell(i): what it is then, in words
//   move(i): called when it is moved to the i-th
// Returns set(i), which moves it.
function slide(panel, spots, label, tell, move) {
  const svg = panel.querySelector("svg");
  let at = 0;
  panel.tabIndex = 0;
  panel.dataset.preventSwipe = ""; // a deck would go to the next slide
  const says = { role: "slider", "aria-label": label, "aria-valuemin": 0,
    "aria-valuemax": spots.length - 1 };
  for (const [name, value] of Object.entries(says)) panel.setAttribute(name, value);
  svg.setAttribute("aria-hidden", true);

  function set(i) {
    at = Math.min(Math.max(i, 0), spots.length - 1);
    panel.setAttribute("aria-valuenow", at);
    panel.setAttribute("aria-valuetext", tell(at));
    move(at);
  }

  function follow(event) {
    const { a, e } = svg.getScreenCTM();
    const here = (event.clientX - e) / a;
    const far = spots.map((spot) => Math.abs(spot - here));
    const nearest = far.indexOf(Math.min(...far));
    if (nearest !== at) set(nearest);
  }

  whileDragged(panel, follow);
  onKeys(panel, (event) => {
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1,
      Home: 0, End: spots.length - 1 }[event.key];
    if (to === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    set(to);
  });
  return set;
}
