// A player: a live graph, buttons and keys in place of the still picture. What it shows comes from
// player.py; live.js calls it, and has what it calls.
const PAUSE = 2000; // milliseconds from step to step while it plays
const KEYS = { ArrowLeft: "back", ArrowRight: "forward", " ": "play" };
const STYLE = `
  .micrograd-player .player-open > polygon { stroke: var(--accent); stroke-width: 2; }
  .micrograd-player .player-down > polygon { fill: var(--shade); fill-opacity: 0.7; }
  .micrograd-player .player-got > polygon { stroke: var(--accent); stroke-width: 2;
    stroke-dasharray: 5 3; }
  .micrograd-player .player-got > text:last-of-type { font-weight: bold; }
  .micrograd-player .player-lit > polygon { stroke: var(--accent); stroke-width: 3.5; }
  .micrograd-player .player-way > :is(path, ellipse) { stroke: var(--accent);
    stroke-width: 2.5; }
  .micrograd-player .player-way > polygon { stroke: var(--accent); fill: var(--accent); }`;

function start(player, live, image) {
  player.tabIndex = 0;
  const svg = addGraph(live, image, "The graph. What each step does is said below it.");
  const controls = add(live, "div", "player-controls");
  const below = add(live, "div", "player-below");
  const words = addWords(live, Math.max(...data.steps.map((step) => step.words.length)));
  below.hidden = !data.steps.some((step) => step.below);

  const last = data.steps.length - 1;
  let at = 0;
  let timer = null;

  const moves = {
    start: () => { pause(); show(0); },
    back: () => { pause(); show(at - 1); },
    play: () => (timer ? pause() : play()),
    forward: () => { pause(); show(at + 1); },
  };
  const buttons = {};
  for (const move of Object.keys(moves)) {
    buttons[move] = addButton(controls, move[0].toUpperCase() + move.slice(1), moves[move]);
    buttons[move].dataset.move = move;
  }
  const count = add(controls, "span", "player-count");
  add(controls, "span", "player-keys").textContent = "Keys: ← → and space";

  onKeys(player, (event) => {
    const onButton = event.target.closest("button");
    const move = KEYS[event.key];
    if (move || (onButton && event.key === "Enter")) event.stopPropagation();
    if (!move || (onButton && event.key === " ")) return; // a button's own key presses it
    event.preventDefault();
    moves[move]();
  });

  function play() {
    show(at < last ? at + 1 : 0);
    timer = setInterval(() => {
      if (at < last && player.isConnected) show(at + 1);
      else pause();
    }, PAUSE);
    buttons.play.textContent = "Pause";
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    buttons.play.textContent = "Play";
  }

  // Show a step: all texts and states up to it, and what is lit in it alone.
  function show(step) {
    at = Math.min(Math.max(step, 0), last);
    player.dataset.step = at;
    const now = data.steps[at];
    const past = data.steps.slice(0, at + 1);
    const text = Object.assign({}, ...past.map((each) => each.text));
    const state = Object.assign({}, ...past.map((each) => each.state));
    for (const box of svg.querySelectorAll("g.node, g.edge")) {
      const key = box.classList[1];
      const got = (now.got || []).includes(key);
      box.classList.toggle("player-lit", key === now.lit);
      box.classList.toggle("player-got", got);
      box.classList.toggle("player-way", Boolean(now.got) && key === `of-${now.lit}`);
      box.classList.toggle("player-open", state[key] === "open");
      box.classList.toggle("player-down", state[key] === "down");
      if (key in text) box.querySelector("text:last-of-type").textContent = text[key];
      if (key === now.lit) bringIntoView(box);
    }
    below.textContent = past.map((each) => each.below).filter(Boolean).pop() || "";
    say(words, now.words);
    count.textContent = `Step ${at + 1} of ${last + 1}`;
    for (const move of ["start", "back"]) disable(buttons[move], at === 0);
    disable(buttons.forward, at === last);
  }

  show(0);
}
