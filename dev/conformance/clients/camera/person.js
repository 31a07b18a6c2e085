// How a person moves who does what the page asks.
//
// In: the words and the oval that the page shows. Out: distance, place in the picture, lids. Never: the challenge.
//
// The person sits far away. When the page shows an oval and asks to come closer, they do after a moment, along the way
// of a head between two rests, until their face fills the oval; asked to move back, they lean back; asked to hold still,
// they end their move. They sway and blink all the while.

const HINT = '.amplify-liveness-hint';
const OVAL = '.amplify-liveness-oval-canvas canvas';
const VIDEO = '.amplify-liveness-video';
const REACTION_MS = 350;
const LOOK_MS = 120;
// The simulator's people take 1.7 to 2.6 s; who has to meet an oval is no faster than most.
const APPROACH_MS = 2300;
const CORRECTION_MS = 700;
// Where the person waits: share of the way from the farthest picture to the nearest.
const START = 0.12;
const TOO_NEAR = 0.75;
// From hairline to chin a face has this share of the height of an oval that it fills.
const FACE_IN_OVAL = 0.8;

// The way of a head between two rests, share of the way by share of the time.
const minimumJerk = (share) => share ** 3 * (10 + share * (6 * share - 15));

class Person {
  // `behaviour`: "follows" does what is asked; "stays" never comes near; "leaves" goes away when the oval appears; "near"
  // sits too near and stays there.
  constructor(basis, words, behaviour, seed) {
    this.placings = basis.placings;
    this.video = basis.about.video;
    this.words = words;
    this.behaviour = behaviour;
    const random = randomOf(seed);
    this.phases = Array.from({ length: 6 }, () => 2 * Math.PI * random());
    this.blinksMs = [];
    for (let at = 800 + 1500 * random(); at < 600_000; at += 1600 + 3400 * random()) {
      this.blinksMs.push(at);
    }
    this.beganAt = null;
    this.from = this.goal = {
      way: behaviour === 'near' ? TOO_NEAR : START,
      x: 0.02 - 0.04 * random(),
      y: 0.02 * random(),
    };
    this.movedAt = -Infinity;
    this.lasts = 1;
    this.pending = null;
    this.lookedAt = -Infinity;
    this.isAway = false;
  }

  // Where the person is; `x` and `y` are shares of the picture from its middle.
  at(now) {
    this.beganAt ??= now;
    if (now - this.lookedAt > LOOK_MS) {
      this.lookedAt = now;
      this.look(now);
    }
    const share = minimumJerk(clamp((now - this.movedAt) / this.lasts, 0, 1));
    const between = (from, to) => from + (to - from) * share;
    const seconds = (now - this.beganAt) / 1000;
    const sway = (number, hertz) =>
      Math.sin(2 * Math.PI * hertz * seconds + this.phases[number]) +
      0.4 * Math.sin(5.2 * hertz * 2 * seconds + this.phases[number + 3]);
    return {
      way: clamp(between(this.from.way, this.goal.way) + 0.003 * sway(0, 0.21), 0, 1),
      x: between(this.from.x, this.goal.x) + 0.004 * sway(1, 0.16),
      y: between(this.from.y, this.goal.y) + 0.002 * sway(2, 0.27),
      blink: this.lidsAt(now - this.beganAt),
      isAway: this.isAway,
    };
  }

  // Share of the eyes that the lids cover: closed within 80 ms, open again after 260.
  lidsAt(ms) {
    const lid = (start) => clamp((ms - start) / 80, 0, 1) * (1 - clamp((ms - start - 110) / 150, 0, 1));
    return this.blinksMs.reduce((most, start) => Math.max(most, lid(start)), 0);
  }

  look(now) {
    const asked = this.asked();
    if (this.pending && now >= this.pending.due) {
      this.move(now, this.pending.goal, this.pending.lasts);
      this.pending = null;
    }
    const isMoving = now < this.movedAt + this.lasts;
    if (this.pending || isMoving || !asked) {
      return;
    }
    const plan = (goal, lasts) => (this.pending = { due: now + REACTION_MS, goal, lasts });
    if (asked === 'back' && this.behaviour !== 'near') {
      plan({ ...this.goal, way: Math.max(0, this.goal.way - 0.06) }, CORRECTION_MS);
    } else if (asked === 'closer' && this.behaviour === 'leaves') {
      this.isAway = true;
    } else if (asked === 'closer' && this.behaviour === 'follows') {
      const oval = this.oval();
      if (!oval) {
        return;
      }
      const filling = this.filling(oval);
      const isThere = Math.abs(filling.way - this.goal.way) < 0.02;
      // Who fills the oval and is still asked to come closer leans in a little more.
      const goal =
        isThere || this.goal.way > filling.way ? { ...filling, way: Math.min(1, this.goal.way + 0.02) } : filling;
      plan(goal, isThere ? CORRECTION_MS : APPROACH_MS);
    }
  }

  move(now, goal, lasts) {
    this.from = this.goal;
    this.goal = goal;
    this.movedAt = now;
    this.lasts = lasts;
  }

  // What the page asks for in words that can be seen.
  asked() {
    const lines = (document.querySelector(HINT)?.innerText ?? '').trim().split('\n');
    const words = lines[lines.length - 1].trim();
    return Object.keys(this.words).find((what) => this.words[what] === words) ?? null;
  }

  // The place at which the face fills the oval.
  filling(oval) {
    const wanted = FACE_IN_OVAL * oval.height * this.video.heightPx;
    const heights = this.placings.map(({ face }) => face.heightPx);
    const above = heights.findIndex((height) => height >= wanted);
    const last = heights.length - 1;
    const upper = above < 0 ? last : Math.max(1, above);
    const share = (wanted - heights[upper - 1]) / (heights[upper] - heights[upper - 1]);
    return { way: clamp((upper - 1 + share) / last, 0, 1), x: oval.x, y: oval.y };
  }

  // The oval that the page leaves open, as shares of the camera's picture from its middle; the page mirrors that picture.
  oval() {
    const canvas = document.querySelector(OVAL);
    const video = document.querySelector(VIDEO)?.getBoundingClientRect();
    if (!canvas || !video || video.width === 0 || canvas.width === 0 || canvas.height === 0) {
      return null;
    }
    const context = canvas.getContext('2d');
    const open = (data) => {
      const holes = [];
      for (let place = 0; place < data.length / 4; place += 1) {
        if (data[4 * place + 3] < 128) {
          holes.push(place);
        }
      }
      return { from: holes[0], to: holes[holes.length - 1], count: holes.length };
    };
    const across = (row) => open(context.getImageData(0, row, canvas.width, 1).data);
    const down = (column) => open(context.getImageData(column, 0, 1, canvas.height).data);
    const first = across(Math.floor(canvas.height / 2));
    // A canvas that is clear from side to side shows no oval yet.
    if (first.count === 0 || first.count === canvas.width) {
      return null;
    }
    const tall = down(Math.floor((first.from + first.to) / 2));
    const wide = across(Math.floor((tall.from + tall.to) / 2));
    const place = canvas.getBoundingClientRect();
    const clientX = place.left + (((wide.from + wide.to) / 2) * place.width) / canvas.width;
    const clientY = place.top + (((tall.from + tall.to) / 2) * place.height) / canvas.height;
    return {
      x: 0.5 - (clientX - video.left) / video.width,
      y: (clientY - video.top) / video.height - 0.5,
      width: ((wide.to - wide.from) * place.width) / canvas.width / video.width,
      height: ((tall.to - tall.from) * place.height) / canvas.height / video.height,
    };
  }
}
