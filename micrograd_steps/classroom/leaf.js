// Leaves to drag: each in its own chart, which shows the result against that leaf while the others
// stay where they are. The graph and its numbers come from leaf.py.
const STYLE = `
  .micrograd-player .player-panels > div { flex-basis: 260px; }
  .micrograd-player .player-controls button { min-height: 36px; }
  @media (max-width: 600px) { /* so that charts stay in place when lines get longer */
    .micrograd-player .player-words { min-height: 10em !important; } }`;
const OPERATIONS = { "+": (x, y) => x + y, "*": (x, y) => x * y };

function start(player, live, image) {
  const words = addWords(live, 3); // above the charts, of which a phone shows one or two
  const panels = addPanels(live, image);
  const controls = add(live, "div", "player-controls");
  const root = data.nodes.at(-1);
  const leaves = data.leaves.map((i) => data.nodes[i]);
  const axes = data.charts.map(({ x, y }) => ({ x: axis(x), y: axis(y) }));
  const middle = (data.spots[0].length - 1) / 2;
  const at = leaves.map(() => middle); // the number of the spot where each leaf is
  const numbers = () => leaves.map((_, k) => data.spots[k][at[k]]);

  const setters = leaves.map(({ name }, k) => slide(panels[k], data.spots[k].map(axes[k].x.place),
    name, (i) => `${name} = ${data.spots[k][i]}`, (i) => { at[k] = i; show(); }));
  const toStart = () => setters.forEach((set) => set(middle));
  addButton(controls, "Reset", toStart);
  keepKeys(player);
  toStart();

  // The result with these numbers in the leaves.
  function result(numbers) {
    const all = [];
    for (const [i, { op, children }] of data.nodes.entries()) {
      const leaf = data.leaves.indexOf(i);
      all.push(leaf >= 0 ? numbers[leaf] : OPERATIONS[op](...children.map((child) => all[child])));
    }
    return all.at(-1);
  }

  function predicted(numbers) {
    return root.data
      + leaves.reduce((sum, { grad }, k) => sum + grad * (numbers[k] - leaves[k].data), 0);
  }

  function show() {
    const here = numbers();
    leaves.forEach((_, k) => {
      const { x, y } = axes[k];
      const put = (spot) => here.map((number, other) => (other === k ? spot : number));
      const spots = data.spots[k];
      const part = (name) => panels[k].querySelector(`.${name}`);
      const points = spots.map((spot) => `${x.place(spot)},${y.place(result(put(spot)))}`);
      part("curve").setAttribute("points", points.join(" "));
      const [low, high] = [spots[0], spots.at(-1)].map((end) => result(put(end)));
      const now = digits((high - low) / (spots.at(-1) - spots[0]));
      const then = digits(leaves[k].grad);
      part("title").textContent = `${leaves[k].name}, gradient ${then}`
        + (now === then ? "" : `, now ${now}`);
      [spots[0], spots.at(-1)].forEach((end, i) => {
        part("predicted").setAttribute(`x${i + 1}`, x.place(end));
        part("predicted").setAttribute(`y${i + 1}`, y.place(predicted(put(end))));
      });
      for (const [name, number] of [["result", result(here)], ["guess", predicted(here)]]) {
        part(name).setAttribute("cx", x.place(here[k]));
        part(name).setAttribute("cy", y.place(number));
      }
    });
    say(words, told(here));
  }

  function told(here) {
    const [change, guess] = [result(here) - root.data, predicted(here) - root.data];
    const moves = leaves.map(({ name }, k) => `${name} = ${digits(here[k])}`);
    const parts = leaves.filter((leaf, k) => here[k] !== leaf.data).map((leaf) =>
      `${signed(leaf.grad)} · ${signed(here[leaves.indexOf(leaf)] - leaf.data)}`);
    const off = change - guess;
    return [
      `${moves.join(", ")}: ${root.name} = ${digits(result(here))}`,
      `${root.name} has changed by ${digits(change)}. The gradients predict`
        + ` ${parts.length ? `${parts.join(" + ")} = ` : ""}${digits(guess)}.`,
      Math.abs(off) < 1e-9 ? "They agree." : `They are ${digits(Math.abs(off))} apart.`,
    ];
  }
}

function digits(number) {
  return String(Number(number.toPrecision(12)) || 0).replace(/(?<!e)-/, "−");
}

function signed(number) {
  return number < 0 ? `(${digits(number)})` : digits(number);
}
