// A neuron to drag: w in the first chart, b in the second. The third shows n on tanh.
const STYLE = `
  .micrograd-player .player-panels > div { flex-basis: 240px; }
  @media (max-width: 600px) { /* so that charts stay in place when lines get longer */
    .micrograd-player .player-words { min-height: 10em !important; } }`;

function start(player, live, image) {
  const words = addWords(live, 3); // above the charts, of which a phone shows one or two
  const panels = addPanels(live, image);
  const axes = data.charts.map(({ x, y }) => ({ x: axis(x), y: axis(y) }));
  const middle = (data.spots[0].length - 1) / 2;
  const at = [middle, middle]; // the numbers of the spots where w and b are
  const part = (k, name) => panels[k].querySelector(`.${name}`);

  const setters = ["w", "b"].map((name, k) => slide(panels[k], data.spots[k].map(axes[k].x.place),
    name, (i) => `${name} = ${data.spots[k][i]}`, (i) => { at[k] = i; show(); }));
  panels[2].querySelector("svg").setAttribute("role", "img");
  panels[2].querySelector("svg").setAttribute("aria-label", "n on the curve of tanh");
  setters.forEach((set) => set(middle));

  function show() {
    const here = data.spots.map((spots, k) => spots[at[k]]);
    const { n, o, slope } = forward(...here);
    for (const k of [0, 1]) {
      const points = data.spots[k].map((spot) => {
        const { slope } = forward(...here.map((number, other) => (other === k ? spot : number)));
        return `${axes[k].x.place(spot)},${axes[k].y.place(slope * data.factors[k])}`;
      });
      part(k, "curve").setAttribute("points", points.join(" "));
      putDot(k, here[k], slope * data.factors[k]);
    }
    [-2, 2].forEach((way, i) => {
      part(2, "tangent").setAttribute(`x${i + 1}`, axes[2].x.place(n + way));
      part(2, "tangent").setAttribute(`y${i + 1}`, axes[2].y.place(o + way * slope));
    });
    putDot(2, n, o);
    say(words, told(...here, n, o, slope));
  }

  function putDot(k, x, y) {
    part(k, "now").setAttribute("cx", axes[k].x.place(x));
    part(k, "now").setAttribute("cy", axes[k].y.place(y));
  }
}

function forward(w, b) {
  const n = w * data.x + b;
  const o = Math.tanh(n);
  return { n, o, slope: 1 - o ** 2 };
}

function told(w, b, n, o, slope) {
  let why = "On the bend a part of it comes through.";
  if (slope > 0.75) why = "Here tanh is steep, and most of it comes through.";
  if (slope < 0.1) why = "Here tanh is almost flat: the neuron is sure, and hard to teach.";
  return [
    `w = ${digits(w)}, b = ${digits(b)}, x = ${digits(data.x)}: n = ${digits(n)},`
      + ` o = ${digits(o, 6)}, 1 − o² = ${digits(slope)}`,
    `Of o's gradient 1, n and b get ${digits(slope)}, and w gets ${digits(slope)} · x`
      + ` = ${digits(slope * data.x)}.`,
    why,
  ];
}

function digits(number, most = 4) {
  return String(Number(number.toPrecision(most)) || 0).replace(/(?<!e)-/, "−");
}
