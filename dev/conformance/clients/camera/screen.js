// What the screen shows, read from the page as it is painted.
//
// In: the elements of the page. Out: the mean linear light of the upper and the lower half of the window, 1 for white.
// Never: the challenge, or anything else that the component knows and does not paint.
//
// The window stands for the screen. Under everything lies the page, looked at through a grid of points a few times a
// second; over it the component paints its colours on a canvas as large as the window, whose pixels are read each time.

const GRID = { columns: 8, rows: 12 };
const PAGE_LASTS_MS = 250;
const STRIPS = [0.12, 0.5, 0.88];
const COLOURS = '.amplify-liveness-freshness-canvas';
// From a painted pixel to light: a panel needs one or two refreshes.
const DISPLAY_LAG_MS = 40;
// A camera that takes 30 pictures a second leaves its shutter open nearly as long.
const SHUTTER_MS = 30;
const KEPT_MS = 500;

const linearOf = Float32Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

class Screen {
  // `mirror` tells the mean colour of the camera's own picture, which the page shows.
  constructor(mirror) {
    this.mirror = mirror;
    this.page = [];
    this.pageReadAt = -Infinity;
    this.readings = [];
  }

  // Reads what is painted now.
  look(now) {
    if (now - this.pageReadAt > PAGE_LASTS_MS) {
      this.page = this.readPage();
      this.pageReadAt = now;
    }
    this.readings.push({ now, ...this.halves(this.readColours()) });
    while (this.readings[0].now < now - KEPT_MS) {
      this.readings.shift();
    }
  }

  // The light on the person in a picture that is taken now.
  lightAt(now) {
    const [from, to] = [now - DISPLAY_LAG_MS - SHUTTER_MS, now - DISPLAY_LAG_MS];
    const during = this.readings.filter((reading) => reading.now > from && reading.now <= to);
    const before = this.readings.filter((reading) => reading.now <= from).slice(-1);
    const counted = during.length > 0 ? during : before.length > 0 ? before : this.readings.slice(0, 1);
    const mean = (half) =>
      [0, 1, 2].map((channel) => counted.reduce((sum, reading) => sum + reading[half][channel], 0) / counted.length);
    return { upper: mean('upper'), lower: mean('lower') };
  }

  // The colour at each point of the grid, whatever lies there, without the canvas of the colours.
  readPage() {
    return Array.from({ length: GRID.columns * GRID.rows }, (_, number) => {
      const x = ((number % GRID.columns) + 0.5) / GRID.columns;
      const y = (Math.floor(number / GRID.columns) + 0.5) / GRID.rows;
      return this.colourAt(x * innerWidth, y * innerHeight);
    });
  }

  colourAt(x, y) {
    const mixed = [0, 0, 0];
    let left = 1;
    for (const element of document.elementsFromPoint(x, y)) {
      const [red, green, blue, alpha] = this.paintOf(element, x, y);
      mixed[0] += left * alpha * red;
      mixed[1] += left * alpha * green;
      mixed[2] += left * alpha * blue;
      left *= 1 - alpha;
      if (left < 0.01) {
        break;
      }
    }
    // Under everything a browser paints white.
    return mixed.map((value) => value + left * 255);
  }

  paintOf(element, x, y) {
    const style = getComputedStyle(element);
    const opacity = Number(style.opacity);
    if (element instanceof HTMLVideoElement) {
      return [...this.mirror(), element.srcObject ? opacity : 0];
    }
    if (element instanceof HTMLCanvasElement) {
      const place = element.getBoundingClientRect();
      const column = Math.floor(((x - place.left) / place.width) * element.width);
      const row = Math.floor(((y - place.top) / place.height) * element.height);
      if (element.width === 0 || element.height === 0) {
        return [0, 0, 0, 0];
      }
      const [red, green, blue, alpha] = element.getContext('2d').getImageData(column, row, 1, 1).data;
      return [red, green, blue, (opacity * alpha) / 255];
    }
    const [red, green, blue, alpha = 1] = (style.backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    return [red, green, blue, opacity * alpha];
  }

  // Strips of the canvas of the colours from top to bottom, or nothing when it is not shown.
  readColours() {
    const canvas = document.querySelector(COLOURS);
    if (!canvas || canvas.width === 0 || canvas.height === 0 || getComputedStyle(canvas).display === 'none') {
      return null;
    }
    const context = canvas.getContext('2d');
    return STRIPS.map((share) => context.getImageData(Math.floor(share * canvas.width), 0, 1, canvas.height).data);
  }

  // Browsers mix colours as they are written; light is what comes of it.
  halves(strips) {
    const upper = [0, 0, 0];
    const lower = [0, 0, 0];
    for (let row = 0; row < GRID.rows; row += 1) {
      for (let column = 0; column < GRID.columns; column += 1) {
        const page = this.page[row * GRID.columns + column];
        const light = strips
          ? this.under(strips[Math.floor((column / GRID.columns) * STRIPS.length)], row, page)
          : page.map((value) => linearOf[Math.round(value)]);
        const half = row < GRID.rows / 2 ? upper : lower;
        light.forEach((value, channel) => (half[channel] += value));
      }
    }
    const points = (GRID.columns * GRID.rows) / 2;
    return { upper: upper.map((sum) => sum / points), lower: lower.map((sum) => sum / points) };
  }

  // Mean light of a strip along one row of the grid, with the page shining through.
  under(strip, row, page) {
    const length = strip.length / 4;
    const [from, to] = [Math.floor((row / GRID.rows) * length), Math.floor(((row + 1) / GRID.rows) * length)];
    const light = [0, 0, 0];
    for (let place = from; place < to; place += 1) {
      const alpha = strip[4 * place + 3] / 255;
      for (let channel = 0; channel < 3; channel += 1) {
        light[channel] += linearOf[Math.round(alpha * strip[4 * place + channel] + (1 - alpha) * page[channel])];
      }
    }
    return light.map((value) => value / Math.max(1, to - from));
  }
}
