// The secant: x is dragged in the left chart, the run h in the right one. All numbers come from
// secant.py; subtracting and dividing them here gives what it gives there.
const STYLE = "";

function start(player, live, image) {
  const panels = addPanels(live, image);
  const words = addWords(live, 3);
  const [curve, errors] = data.charts.map(({ x, y }) => ({ x: axis(x), y: axis(y) }));
  const [left, right] = panels;
  const part = (name) => left.querySelector(`.${name}`);
  const dots = right.querySelectorAll(".error");
  let [i, j] = data.at;

  const slope = (run) => (data.after[i][run] - data.fs[i]) / data.runs[run];
  const error = (run) => Math.abs(slope(run) - data.slopes[i]);

  const setX = slide(left, data.xs.map(curve.x.place), "x", (at) => `x = ${data.xs[at]}`,
    (at) => { i = at; show(); });
  const setH = slide(right, data.runs.map(errors.x.place), "h, the run",
    (at) => `h = ${data.runs[at]}`, (at) => { j = at; show(); });
  setX(i);
  setH(j);

  function show() {
    const [x, y, h, tangent] = [data.xs[i], data.fs[i], data.runs[j], data.slopes[i]];
    drawLine(part("secant"), x, y, slope(j));
    drawLine(part("tangent"), x, y, tangent);
    drawDot(part("first"), curve, x, y);
    drawDot(part("second"), curve, x + h, data.after[i][j]);
    dots.forEach((dot, run) => drawDot(dot, errors, data.runs[run], error(run)));
    drawDot(right.querySelector(".now"), errors, h, error(j));
    for (const dot of right.querySelectorAll("circle")) hide(dot, tangent === null);
    say(words, [`x = ${x}, h = ${h}`, rise(x, h, y), compare(x, h, tangent)]);
  }

  function rise(x, h, y) {
    const f = data.name;
    const after = data.after[i][j];
    return `Secant: (${f}(x + h) − ${f}(x)) / h = (${after} − ${y < 0 ? `(${y})` : y}) / ${h}`
      + ` = ${slope(j)}`;
  }

  function compare(x, h, tangent) {
    if (tangent === null) return `Here ${data.name} has a kink or a jump, and no tangent.`;
    const all = data.runs.map((_, run) => error(run));
    const best = all.indexOf(Math.min(...all));
    let why = "No other run here is so close.";
    if (x + h === x) why = "x + h is x itself: the point didn't move.";
    else if (j > best) why = "The run is long: the curve bends.";
    else if (j < best) why = "The run is short: what remains of it is rounding.";
    return `Tangent: ${digits(tangent, 12)}. Error: ${digits(error(j), 3)}. ${why}`;
  }

  // A line of a slope through a point of the curve, from the left end to the right.
  function drawLine(line, x, y, steep) {
    hide(line, steep === null);
    [data.charts[0].x.low, data.charts[0].x.high].forEach((end, k) => {
      line.setAttribute(`x${k + 1}`, curve.x.place(end));
      line.setAttribute(`y${k + 1}`, curve.y.place(y + (steep || 0) * (end - x)));
    });
  }
}

function drawDot(dot, axes, x, y) {
  dot.setAttribute("cx", axes.x.place(x));
  dot.setAttribute("cy", axes.y.place(y));
}

function hide(part, hidden) {
  part.setAttribute("visibility", hidden ? "hidden" : "visible");
}

function digits(number, count) {
  return String(Number(number.toPrecision(count)));
}
