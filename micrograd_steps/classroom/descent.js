// Going downhill: the start is dragged in the first chart, the step size in the second. The loss
// and its gradients are worked out from the rows of descent.py by the rules of the engine.
const STYLE = `
  .micrograd-player .player-controls button { min-height: 36px; min-width: 0; }
  .micrograd-player button[aria-pressed="true"] { background: var(--shade); }
  .micrograd-player .player-plane { cursor: move; touch-action: none; }
  @media (max-width: 600px) { /* so that charts stay in place when lines get longer */
    .micrograd-player .player-words { min-height: 15em !important; } }`;

function start(player, live, image) {
  const words = addWords(live, 4); // above the charts, of which a phone shows one
  const [plane, sizes] = addPanels(live, image);
  const controls = add(live, "div", "player-controls");
  const [above, over] = data.charts.map(({ x, y }) => ({ x: axis(x), y: axis(y) }));
  const part = (name) => live.querySelector(`.${name}`);
  let here = data.start;
  let at = data.size;
  let zero = true;

  const setPlace = slidePlane(plane, above, (place) => { here = place; show(); });
  const setSize = slide(sizes, data.sizes.map(over.x.place), "step size",
    (i) => `step size ${data.sizes[i]}`, (i) => { at = i; show(); });
  const without = addButton(controls, "Without zeroing", () => { zero = !zero; show(); });
  const reset = addButton(controls, "Reset", () => {
    zero = true;
    setPlace(data.start);
    setSize(data.size);
  });
  keepKeys(player);
  setPlace(data.start);
  setSize(at);

  function show() {
    without.setAttribute("aria-pressed", !zero);
    const path = descend(here, data.sizes[at], zero);
    const points = path.map(({ place }) => place.map((x, k) => {
      const [low, high] = data.ranges[k]; // no further out than a drawing can go
      const most = 1000 * (high - low);
      return [above.x, above.y][k].place(Math.min(Math.max(x, low - most), high + most));
    }));
    part("path").setAttribute("points", points.join(" "));
    part("steps").setAttribute("d", discs(points));
    putDot(part("start"), points[0]);
    putDot(part("end"), points.at(-1));
    const losses = data.sizes.map((size) => stays(descend(here, size, zero)));
    const all = losses.map((loss, i) => [over.x.place(data.sizes[i]), over.y.place(loss)]);
    part("stays").setAttribute("d", discs(all.filter((_, i) => losses[i] < data.beyond)));
    part("beyond").setAttribute("d", all.filter((_, i) => losses[i] === data.beyond)
      .map(([x, y]) => `M${x} ${y}${data.mark}`).join(""));
    putDot(part("now"), all[at]);
    say(words, told(path, data.sizes[at], zero));
  }
}

// The loss at a place, and what the two gradients hold once a backward pass has added to `sums`.
// It is worked out thousands of times while something is dragged, hence no functions in tables.
function lossAt(place, sums) {
  const { rows } = data;
  const v = [...place];
  for (let i = 2; i < rows.length; i++) {
    const [op, a, b] = rows[i];
    switch (op) {
      case "": v[i] = a; break;
      case "+": v[i] = v[a] + v[b]; break;
      case "*": v[i] = v[a] * v[b]; break;
      case "tanh": v[i] = Math.tanh(v[a]); break;
      case "exp": v[i] = Math.exp(v[a]); break;
      case "ReLU": v[i] = v[a] < 0 ? 0 : v[a]; break;
      case "**": v[i] = b === 2 ? v[a] * v[a] : v[a] ** b;
    }
  }
  const g = v.map((_, i) => (i < 2 ? sums[i] : 0));
  g[g.length - 1] = 1;
  for (let i = rows.length - 1; i > 1; i--) {
    const [op, a, b] = rows[i];
    switch (op) {
      case "+": g[a] += g[i]; g[b] += g[i]; break;
      case "*": g[a] += v[b] * g[i]; g[b] += v[a] * g[i]; break;
      case "tanh": g[a] += (1 - v[i] * v[i]) * g[i]; break;
      case "exp": g[a] += v[i] * g[i]; break;
      case "ReLU": g[a] += v[i] > 0 ? g[i] : 0; break;
      case "**": g[a] += b * v[a] ** (b - 1) * g[i];
    }
  }
  return { loss: v.at(-1), grads: [g[0], g[1]] };
}

// The steps from a place; they end early where a number is no longer finite.
function descend(place, size, zero) {
  const path = [];
  let before = [0, 0];
  while (path.length <= data.steps) {
    const { loss, grads } = lossAt(place, before);
    if (![...place, loss, ...grads].every(Number.isFinite)) break;
    path.push({ place, loss, grads, before });
    before = zero ? [0, 0] : grads;
    place = place.map((x, k) => x - size * grads[k]);
  }
  return path;
}

// Below what the loss stays in the second half of the steps, or `beyond`.
function stays(path) {
  const highest = Math.max(...path.slice(data.half).map(({ loss }) => loss));
  return path.length > data.steps && highest <= data.ends[1] ? highest : data.beyond;
}

// Whether rounding decides where a path ends: one that begins a hair's breadth beside it ends
// elsewhere. Python, whose tanh may differ in the last digit, may get elsewhere as well.
function isWild(path, size, zero) {
  const width = data.ranges.map(([low, high]) => high - low);
  const start = path[0].place.map((x, k) => x + 1e-13 * width[k]);
  const beside = descend(start, size, zero);
  return beside.length !== path.length || width.some((all, k) =>
    Math.abs(beside.at(-1).place[k] - path.at(-1).place[k]) > 1e-4 * all);
}

// What a path does: as `kind` in descent.py.
function kind(path, zero) {
  const { place, loss } = path.at(-1);
  const inside = data.ranges.every(([low, high], k) => low <= place[k] && place[k] <= high);
  if (path.length <= data.steps) return zero ? "flies off" : "rolls off";
  const move = (from, to) => to.place.map((x, k) =>
    (x - from.place[k]) / (data.ranges[k][1] - data.ranges[k][0]));
  const late = path.slice(data.half);
  const losses = late.map((step) => step.loss);
  const falls = losses.every((each, i) => i === 0 || each <= losses[i - 1]);
  if (!inside) {
    if (falls && loss < Math.min(losses[0], path[0].loss)) return "leaves";
    if (!zero) return "rolls off";
    return loss < path[0].loss ? "jumps off" : "flies off";
  }
  const moves = late.slice(1).map((step, i) => move(late[i], step));
  const back = moves.slice(1).filter(([c, d], i) => moves[i][0] * c + moves[i][1] * d < 0).length;
  if (back > moves.length / 2 && Math.hypot(...moves.at(-1)) > data.little) return "zigzags";
  const [lowest, highest] = data.ends;
  const ever = path.map((step) => step.loss);
  const isSmall = Math.max(...ever) - Math.min(...ever) <= data.little * (highest - lowest);
  if (!(zero || falls) && isSmall) return "swings";
  const rests = Math.max(...losses) - Math.min(...losses)
    <= data.little * Math.max(path[0].loss - lowest, 0);
  const isLow = loss - lowest < data.little * (highest - lowest);
  const hasMoved = Math.hypot(...move(path[0], path.at(-1))) > data.little;
  if (rests && (isLow || hasMoved)) return "settles";
  if (falls) return "crawls";
  return zero ? "jumps" : "overshoots";
}

function told(path, size, zero) {
  const at = ({ place, loss }) =>
    [...place, loss].map((number, k) => `${data.names[k]} = ${digits(number)}`).join(", ");
  const lines = [
    `Step size ${size}: ${data.told[kind(path, zero)]}.`,
    `Start, the dot: ${at(path[0])}`,
    `After ${path.length - 1} steps, the ring: ${at(path.at(-1))}`,
  ];
  if (isWild(path, size, zero)) {
    lines.push("So wild a path ends where rounding sends it: a last digit decides.");
  }
  const losses = path.map((step) => step.loss);
  const lowest = losses.indexOf(Math.min(...losses));
  if (!zero && lowest) {
    const { grads, before } = path[lowest];
    const own = grads.map((grad, k) => digits(grad - before[k], 2)).join(" and ");
    const sums = grads.map((grad) => digits(grad, 2)).join(" and ");
    lines.push(`Step ${lowest} is lowest: the gradients there are ${own}, but p.grad holds`
      + ` ${sums}.`);
  }
  return lines;
}

// Make a panel a slider in two directions. Returns set(place), which moves it.
function slidePlane(panel, axes, move) {
  const svg = panel.querySelector("svg");
  const [first, second] = data.names;
  let at = data.start;
  panel.tabIndex = 0;
  panel.classList.add("player-plane");
  panel.dataset.preventSwipe = ""; // a deck would go to the next slide
  const says = { role: "slider", "aria-label": `start: ${first} and ${second}`,
    "aria-roledescription": "slider in two directions", "aria-valuemin": data.ranges[0][0],
    "aria-valuemax": data.ranges[0][1] };
  for (const [name, value] of Object.entries(says)) panel.setAttribute(name, value);
  svg.setAttribute("aria-hidden", true);

  function set(place) {
    at = place;
    panel.setAttribute("aria-valuenow", at[0]);
    panel.setAttribute("aria-valuetext",
      `${first} = ${digits(at[0])}, ${second} = ${digits(at[1])}`);
    move(at);
  }

  function follow(event) {
    const { a, d, e, f } = svg.getScreenCTM();
    const pointed = [(event.clientX - e) / a, (event.clientY - f) / d];
    const nearest = [axes.x, axes.y].map(({ place }, k) => {
      const far = data.spots[k].map((spot) => Math.abs(place(spot) - pointed[k]));
      return data.spots[k][far.indexOf(Math.min(...far))];
    });
    if (nearest.some((spot, k) => spot !== at[k])) set(nearest);
  }

  whileDragged(panel, follow);
  onKeys(panel, (event) => {
    const [k, way] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1],
      ArrowUp: [1, 1] }[event.key] || [];
    if (way === undefined) return;
    event.stopPropagation();
    event.preventDefault();
    const beyond = data.spots[k].filter((spot) => (spot - at[k]) * way > 0);
    if (beyond.length) set(at.map((x, i) => (i === k ? beyond.at(way > 0 ? 0 : -1) : x)));
  });
  return set;
}

function discs(points) {
  return points.map(([x, y]) => `M${x},${y}h0`).join("");
}

function putDot(dot, [x, y]) {
  dot.setAttribute("cx", x);
  dot.setAttribute("cy", y);
}

function digits(number, count = 4) {
  return String(Number(number.toPrecision(count)) || 0).replace(/(?<!e)-/, "−");
}
