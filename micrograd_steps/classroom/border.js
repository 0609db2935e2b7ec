// A training to drag through: the step in the first chart. The net is trained here, from the
// numbers of border.py and as it is done there, once with ReLU and once without.
const STYLE = `
  .micrograd-player .player-panels > div { flex-basis: 250px; }
  .micrograd-player .player-controls button { min-height: 36px; min-width: 0; }
  .micrograd-player button[aria-pressed="true"] { background: var(--shade); }
  @media (max-width: 600px) { /* so that charts stay in place when lines get longer */
    .micrograd-player .player-words { min-height: 9em !important; } }`;

function start(player, live, image) {
  const words = addWords(live, 3); // above the charts, of which a phone shows two
  const controls = add(live, "div", "player-controls");
  const panels = addPanels(live, image); // first those of the still picture alone
  panels.splice(0, panels.length - data.charts.length).forEach((panel) => panel.remove());
  const [steps, map, sorted] = data.charts.map(({ x, y }) => ({ x: axis(x), y: axis(y) }));
  const runs = [trained(data.layers, data.rates), trained(withoutRelu(data.layers),
    data.rates.map((rate) => rate * data.slow))];
  const part = (k, name) => panels[k].querySelector(`.${name}`);
  const last = data.rates.length;
  let [at, run] = [0, runs[0]];

  const back = addButton(controls, "Back", () => set(at - 1));
  const forth = addButton(controls, "Forward", () => set(at + 1));
  const without = addButton(controls, "Without ReLU", () => {
    run = run === runs[0] ? runs[1] : runs[0];
    drawCounts();
    set(at);
  });
  keepKeys(player);
  ["The points, and the border", "The margins of all points, in order"].forEach((label, k) => {
    const svg = panels[k + 1].querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  });
  const set = slide(panels[0], data.rates.concat(0).map((_, k) => steps.x.place(k)), "step",
    (k) => `step ${k}`, (k) => { at = k; show(); });
  drawCounts();
  set(0);

  function show() {
    const moment = run[at];
    disable(back, at === 0);
    disable(forth, at === last);
    without.setAttribute("aria-pressed", run === runs[1]);
    drawNow(moment);
    drawMap(moment);
    drawMargins([...moment.margins].sort((a, b) => a - b));
    say(words, told(moment));
  }

  function drawCounts() {
    for (const name of ["pulling", "wrong"]) {
      const places = run.map((m, k) => `${steps.x.place(k)},${steps.y.place(m[name])}`);
      part(0, name).setAttribute("points", places.join(" "));
    }
  }

  function drawNow(moment) {
    for (const end of ["x1", "x2"]) part(0, "now").setAttribute(end, steps.x.place(at));
    for (const name of ["pulling", "wrong"]) {
      part(0, `${name}-now`).setAttribute("cx", steps.x.place(at));
      part(0, `${name}-now`).setAttribute("cy", steps.y.place(moment[name]));
    }
  }

  function drawMap({ layers, margins }) {
    const grid = gridOf(layers, data.charts[1]);
    const spot = ([x, y]) => `${round(map.x.place(x))} ${round(map.y.place(y))}`;
    const path = (lines) => lines.map((line) => `M${line.map(spot).join("L")}`).join("");
    const zero = level(grid, 0);
    part(1, "area").setAttribute("d", path(zero.areas));
    part(1, "border").setAttribute("d", path(zero.lines));
    part(1, "edges").setAttribute("d", path([1, -1].flatMap((to) => level(grid, to).lines)));
    for (const { name, label, pulls, mark } of data.kinds) {
      const chosen = data.labels.map((_, k) => k)
        .filter((k) => data.labels[k] === label && margins[k] < 1 === pulls);
      const marks = chosen.map((k) => `M${spot(data.points.map((xs) => xs[k]))}${mark}`);
      part(1, name).setAttribute("d", marks.join(""));
    }
  }

  function drawMargins(margins) {
    const place = (margin, k) => `M${sorted.x.place(k + 1)} ${round(sorted.y.place(margin))}`;
    part(2, "margins").setAttribute("d", margins.map((m, k) => `${place(m, k)}h0`).join(""));
    part(2, "lacks").setAttribute("d", margins.filter((m) => m < 1)
      .map((m, k) => `${place(m, k)}V${sorted.y.place(1)}`).join(""));
  }

  function told({ loss, l2, wrong, pulling }) {
    const n = data.labels.length;
    let why = "All answers are right. The orange ones are not sure enough, and pull on.";
    if (wrong) why = `Wrong answers, with margins below 0: ${wrong}.`;
    if (!pulling) why = "All answers are right and sure. Only L2 moves the border now.";
    return [
      `Step ${at}, ${run === runs[0] ? "with" : "without"} ReLU: loss ${loss.toFixed(4)},`
        + ` ${n - wrong} of ${n} right`,
      `Margins below 1: ${pulling} of ${n}. The points cost ${(loss - l2).toFixed(4)},`
        + ` and L2 costs ${l2.toFixed(4)}.`,
      why,
    ];
  }
}

// ---------------------------------------------------------------- the training

// A net is a list of layers, a layer one of neurons: their weights w, the bias b, and relu.
// Numbers of all points stand in columns, one for each input or neuron.

function withoutRelu(layers) {
  return layers.map((layer) => layer.map((neuron) => ({ ...neuron, relu: false })));
}

// The moments of a training, one more than there are steps.
function trained(layers, rates) {
  const moments = [];
  for (const rate of [...rates, 0]) {
    const columns = forward(layers, data.points);
    moments.push(momentOf(layers, columns.at(-1)[0]));
    layers = after(layers, columns, rate);
  }
  return moments;
}

function forward(layers, points) {
  const columns = [points];
  for (const layer of layers) {
    const inputs = columns.at(-1);
    columns.push(layer.map(({ w, b, relu }) => {
      const sums = new Float64Array(points[0].length).fill(b);
      w.forEach((weight, i) => {
        const input = inputs[i];
        for (let k = 0; k < sums.length; k++) sums[k] += weight * input[k];
      });
      if (relu) for (let k = 0; k < sums.length; k++) if (sums[k] < 0) sums[k] = 0;
      return sums;
    }));
  }
  return columns;
}

function momentOf(layers, scores) {
  const margins = data.labels.map((label, k) => label * scores[k]);
  const squares = layers.flat().flatMap(({ w, b }) => [...w, b]).map((p) => p * p);
  const l2 = data.alpha * sum(squares);
  return {
    layers,
    margins,
    l2,
    loss: sum(margins.map((m) => Math.max(0, 1 - m))) / margins.length + l2,
    pulling: margins.filter((m) => m < 1).length,
    wrong: data.labels.filter((label, k) => label > 0 !== scores[k] > 0).length,
  };
}

// The layers after one step downhill.
function after(layers, columns, rate) {
  const { labels, alpha } = data;
  const moved = (p, slope) => p - rate * (slope + 2 * alpha * p);
  let grads = [labels.map((label, k) =>
    (label * columns.at(-1)[0][k] < 1 ? -label / labels.length : 0))];
  const moves = [];
  for (let i = layers.length - 1; i >= 0; i--) {
    const inputs = columns[i];
    const passed = inputs.map(() => new Float64Array(labels.length));
    moves.unshift(layers[i].map(({ w, b, relu }, j) => {
      const grad = grads[j].map((g, k) => (relu && columns[i + 1][j][k] <= 0 ? 0 : g));
      const slopes = w.map((weight, c) => {
        const [input, back] = [inputs[c], passed[c]];
        let slope = 0;
        for (let k = 0; k < grad.length; k++) {
          slope += grad[k] * input[k];
          back[k] += weight * grad[k];
        }
        return slope;
      });
      return { w: w.map((p, c) => moved(p, slopes[c])), b: moved(b, sum(grad)), relu };
    }));
    grads = passed;
  }
  return moves;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

// ---------------------------------------------------------------- the border

// The net's score at places spread evenly over a chart.
function gridOf(layers, { x, y }) {
  const [width, height] = data.grid;
  const xs = Array.from({ length: width }, (_, i) => x.low + (x.high - x.low) * i / (width - 1));
  const ys = Array.from({ length: height }, (_, j) => y.low + (y.high - y.low) * j / (height - 1));
  const places = [ys.flatMap(() => xs), ys.flatMap((y) => xs.map(() => y))];
  return { xs, ys, scores: forward(layers, places).at(-1)[0] };
}

// Where the score is above a number, as areas, and where it is equal, as short lines: in each
// square of the grid on its own, walking around it ("marching squares").
function level({ xs, ys, scores }, number) {
  const [areas, lines] = [[], []];
  const over = (i, j) => scores[j * xs.length + i] - number;
  for (let j = 0; j + 1 < ys.length; j++) {
    let full = 0; // so many squares to the left are wholly above, and one area
    for (let i = 0; i < xs.length; i++) {
      const around = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const inside = i + 1 < xs.length ? around.filter((place) => over(...place) > 0).length : 0;
      if (inside === 4) {
        full += 1;
        continue;
      }
      const [left, right, low, high] = [xs[i - full], xs[i], ys[j], ys[j + 1]];
      if (full) areas.push([[left, low], [right, low], [right, high], [left, high]]);
      full = 0;
      if (inside) walk(around);
    }
  }
  return { areas, lines };

  function walk(around) {
    const [area, crossed] = [[], []];
    around.forEach(([i, j], k) => {
      const [to, up] = around[(k + 1) % 4];
      const [here, there] = [over(i, j), over(to, up)];
      if (here > 0) area.push([xs[i], ys[j]]);
      if (here > 0 === there > 0) return;
      const share = here / (here - there);
      crossed.push([xs[i] + share * (xs[to] - xs[i]), ys[j] + share * (ys[up] - ys[j])]);
      area.push(crossed.at(-1));
    });
    areas.push(area);
    if (over(...around[0]) <= 0) crossed.push(crossed.shift()); // the area is to the left of lines
    for (let k = 0; k < crossed.length; k += 2) lines.push([crossed[k], crossed[k + 1]]);
  }
}

function round(place) {
  return Math.round(place * 100) / 100;
}
