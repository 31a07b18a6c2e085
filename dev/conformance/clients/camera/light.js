// The light of a person, summed to what a camera sees.
//
// In: the pictures of `catchlight simulate --light-basis`, and the linear light of the upper and the lower half of the
// screen. Out: frames in sRGB. Never: what a frame is used for.
//
// Light adds up, so a person under any colours is the picture under the lamps of the room, plus that under a white upper
// half of the screen times its colour, plus that under a white lower half times its colour. The exposure follows as in
// crates/simulator/src/camera.rs: a meter with weight in the middle, a lag, a white balance that goes most of the way,
// sRGB with a shoulder, and noise that grows with the gain.

const CHANNELS = 3;
const LAYERS = 3;
const STEPS_PER_UNIT = 5461;
const TONES = 3 * STEPS_PER_UNIT + 1;
const KNEE = 0.6;
const METER_STEP_PX = 6;
const EXPOSURE = { target: 0.195, lagS: 0.8, deadZone: 0.12, least: 0.000005, most: 0.03 };
const BALANCE = { share: 0.7, lagS: 2.5, least: 0.4, most: 2.5 };
const NOISE = { sd: 1, atGain: 0.0016, least: 0.5, most: 3.5, grains: 1 << 16 };

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

// sRGB by linear signal; what is brighter than the knee is pressed together instead of cut.
const tones = Uint8Array.from({ length: TONES }, (_, step) => {
  const signal = step / STEPS_PER_UNIT;
  const above = (signal - KNEE) / (1 - KNEE);
  const pressed = signal <= KNEE ? signal : KNEE + (1 - KNEE) * (1 - Math.exp(-above));
  const shown = pressed <= 0.0031308 ? pressed * 12.92 : 1.055 * pressed ** (1 / 2.4) - 0.055;
  return Math.round(255 * clamp(shown, 0, 1));
});

// The same numbers at every run.
function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// Pictures as they are looked up: eight-bit roots of light, three channels a pixel.
class Picture {
  constructor(about, pixels) {
    Object.assign(this, about, { pixels });
  }

  // Decodes a JPEG; `layers` pictures lie in it one below the other.
  static async decode(bytes, layers) {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { width, height } = canvas;
    const { data } = context.getImageData(0, 0, width, height);
    const pixels = new Uint8Array(CHANNELS * width * height);
    for (let from = 0, to = 0; from < data.length; from += 4, to += CHANNELS) {
      pixels[to] = data[from];
      pixels[to + 1] = data[from + 1];
      pixels[to + 2] = data[from + 2];
    }
    return new Picture({ width, height: height / layers }, pixels);
  }

  layer(number) {
    const length = CHANNELS * this.width * this.height;
    return this.pixels.subarray(number * length, (number + 1) * length);
  }
}

// Everything that can be seen of one person, from far to near.
class LightBasis {
  // Reads a file of `catchlight simulate --light-basis`.
  static async read(bytes) {
    const end = bytes.indexOf(10);
    const about = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    let place = end + 1;
    const take = (length) => bytes.subarray(place, (place += length));
    const basis = new LightBasis();
    basis.about = about;
    basis.size = about.picture;
    basis.wall = await Picture.decode(take(about.wall.bytes), 1);
    basis.placings = [];
    for (const told of about.placings) {
      const whole = await Picture.decode(take(told.bytes), LAYERS + 1);
      const lids = await Picture.decode(take(told.lids.bytes), 2 * LAYERS);
      basis.placings.push(new Placing(told, whole, lids, basis));
    }
    return basis;
  }
}

// The person at one distance.
class Placing {
  constructor(told, whole, lids, basis) {
    this.depthCm = told.depthCm;
    this.face = told.face;
    this.levels = [told.levels.room, told.levels.upper, told.levels.lower];
    this.layers = [0, 1, 2].map((number) => whole.layer(number));
    // The mask came as grey; ringing of the encoder at its edges is neither skin nor wall.
    const grey = whole.layer(LAYERS);
    this.mask = Uint8Array.from({ length: grey.length / CHANNELS }, (_, place) => {
      const share = grey[CHANNELS * place];
      return share < 12 ? 0 : share > 243 ? 255 : share;
    });
    this.lids = { ...told.lids, picture: lids };
    this.metered = this.meter(basis);
  }

  // Mean light under each lamp, the middle of the picture counting most, for the exposure.
  meter({ size, wall, about }) {
    const sums = Array.from({ length: LAYERS }, () => [0, 0, 0]);
    const walls = [about.wall.light.room, about.wall.light.upper, about.wall.light.lower];
    let weights = 0;
    for (let y = 0; y < size.heightPx; y += METER_STEP_PX) {
      for (let x = 0; x < size.widthPx; x += METER_STEP_PX) {
        const [across, down] = [x / size.widthPx - 0.5, y / size.heightPx - 0.5];
        const weight = Math.max(0, 1 - 1.4 * (across * across + down * down));
        const place = y * size.widthPx + x;
        const share = this.mask[place] / 255;
        for (let layer = 0; layer < LAYERS; layer += 1) {
          for (let channel = 0; channel < CHANNELS; channel += 1) {
            const skin = (this.layers[layer][CHANNELS * place + channel] / 255) ** 2 * this.levels[layer];
            const behind = (wall.pixels[CHANNELS * place + channel] / 255) ** 2 * walls[layer][channel];
            sums[layer][channel] += weight * (share * skin + (1 - share) * behind);
          }
        }
        weights += weight;
      }
    }
    return sums.map((sum) => sum.map((value) => value / weights));
  }
}

// The camera: exposes, balances white, adds noise.
class Camera {
  constructor(basis, seed) {
    this.basis = basis;
    const { widthPx, heightPx } = basis.size;
    const random = randomOf(seed);
    const gaussian = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
    this.grains = Float32Array.from({ length: NOISE.grains }, gaussian);
    this.random = random;
    this.exposure = null;
    this.person = new ImageData(widthPx, heightPx);
    this.wall = new ImageData(widthPx, heightPx);
    this.tables = Array.from({ length: LAYERS * CHANNELS }, () => new Float32Array(256));
  }

  // Follows the light as a camera does, `passedS` after the frame before; `lights` are those of the two halves.
  expose(placing, lights, passedS) {
    const [room, upper, lower] = placing.metered;
    const seen = room.map(
      (value, channel) => value + upper[channel] * lights.upper[channel] + lower[channel] * lights.lower[channel],
    );
    const level = Math.max(luminance(seen), 1e-3);
    const balance = (value) => clamp((level / Math.max(value, 1e-3)) ** BALANCE.share, BALANCE.least, BALANCE.most);
    const goal = {
      gain: clamp(EXPOSURE.target / level, EXPOSURE.least, EXPOSURE.most),
      red: balance(seen[0]),
      blue: balance(seen[2]),
    };
    if (!this.exposure) {
      this.exposure = goal;
      return;
    }
    const now = this.exposure;
    const error = Math.log(goal.gain / now.gain);
    const wanted = Math.abs(error) < EXPOSURE.deadZone ? 0 : error - EXPOSURE.deadZone * Math.sign(error);
    const balanceStep = 1 - Math.exp(-passedS / BALANCE.lagS);
    this.exposure = {
      gain: now.gain * Math.exp(wanted * (1 - Math.exp(-passedS / EXPOSURE.lagS))),
      red: now.red + (goal.red - now.red) * balanceStep,
      blue: now.blue + (goal.blue - now.blue) * balanceStep,
    };
  }

  gains() {
    const { gain, red, blue } = this.exposure;
    return [gain * red, gain, gain * blue];
  }

  // Tables from the eight-bit root of a light to its share of the signal.
  prepare(levels, lights) {
    const gains = this.gains();
    const factors = [[1, 1, 1], lights.upper, lights.lower];
    for (let layer = 0; layer < LAYERS; layer += 1) {
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const factor = (levels[layer] * factors[layer][channel] * gains[channel] * STEPS_PER_UNIT) / (255 * 255);
        const table = this.tables[CHANNELS * layer + channel];
        for (let value = 0; value < 256; value += 1) {
          table[value] = value * value * factor;
        }
      }
    }
  }

  noise() {
    return NOISE.sd * clamp(Math.sqrt(this.exposure.gain / NOISE.atGain), NOISE.least, NOISE.most);
  }

  // Exposes the person in the part `view` of the wide picture, with lids closed by `blink`.
  developPerson(placing, lights, blink, view) {
    this.prepare(placing.levels, lights);
    const { data } = this.person;
    const { widthPx } = this.basis.size;
    for (let y = view.top; y < view.bottom; y += 1) {
      this.row(
        placing.layers,
        placing.mask,
        y * widthPx + view.left,
        y * widthPx + view.right,
        data,
        y * widthPx + view.left,
      );
    }
    if (blink > 0) {
      this.closeLids(placing, blink);
    }
  }

  // One row of pixels from `from` to `to` of the layers.
  row(layers, mask, from, to, data, target) {
    const [room, upper, lower] = layers;
    const [roomRed, roomGreen, roomBlue, upRed, upGreen, upBlue, lowRed, lowGreen, lowBlue] = this.tables;
    const noise = this.noise();
    const { grains } = this;
    let grain = (this.random() * NOISE.grains) | 0;
    for (let place = from, at = CHANNELS * from, out = 4 * target; place < to; place += 1, at += CHANNELS, out += 4) {
      const share = mask ? mask[place] : 255;
      data[out + 3] = share;
      if (share === 0) {
        continue;
      }
      grain = (grain + 1) & (NOISE.grains - 1);
      const both = noise * grains[grain];
      const tint = 0.5 * noise * grains[(grain * 7 + 11) & (NOISE.grains - 1)];
      const red = (roomRed[room[at]] + upRed[upper[at]] + lowRed[lower[at]]) | 0;
      const green = (roomGreen[room[at + 1]] + upGreen[upper[at + 1]] + lowGreen[lower[at + 1]]) | 0;
      const blue = (roomBlue[room[at + 2]] + upBlue[upper[at + 2]] + lowBlue[lower[at + 2]]) | 0;
      data[out] = tones[red < TONES ? red : TONES - 1] + both + tint;
      data[out + 1] = tones[green < TONES ? green : TONES - 1] + both;
      data[out + 2] = tones[blue < TONES ? blue : TONES - 1] + both - tint;
    }
  }

  // Lids half closed and closed are pictures of their own; what lies between is mixed.
  closeLids(placing, blink) {
    const { leftPx, topPx, widthPx, heightPx, picture } = placing.lids;
    const stage = blink < 0.5 ? 0 : 1;
    const share = stage === 0 ? 2 * blink : 2 * blink - 1;
    const at = (part) => [0, 1, 2].map((layer) => picture.layer(LAYERS * part + layer));
    const [less, more] = [stage === 0 ? null : at(0), at(stage)];
    const mixed = more.map((layer, number) => {
      const part = new Uint8Array(layer.length);
      for (let y = 0; y < heightPx; y += 1) {
        for (let x = 0; x < CHANNELS * widthPx; x += 1) {
          const to = y * CHANNELS * widthPx + x;
          const whole = CHANNELS * ((topPx + y) * this.basis.size.widthPx + leftPx) + x;
          const before = less ? less[number][to] : placing.layers[number][whole];
          part[to] = before + (layer[to] - before) * share;
        }
      }
      return part;
    });
    for (let y = 0; y < heightPx; y += 1) {
      const target = (topPx + y) * this.basis.size.widthPx + leftPx;
      this.row(mixed, null, y * widthPx, (y + 1) * widthPx, this.person.data, target);
    }
  }

  // Exposes the wall behind.
  developWall(lights, view) {
    const { light } = this.basis.about.wall;
    const { pixels } = this.basis.wall;
    const gains = this.gains();
    const tables = [0, 1, 2].map((channel) => {
      const falls =
        light.room[channel] +
        light.upper[channel] * lights.upper[channel] +
        light.lower[channel] * lights.lower[channel];
      const factor = (falls * gains[channel] * STEPS_PER_UNIT) / (255 * 255);
      return Float32Array.from({ length: 256 }, (_, root) => tones[Math.min(TONES - 1, (root * root * factor) | 0)]);
    });
    const [reds, greens, blues] = tables;
    const { data } = this.wall;
    const { widthPx } = this.basis.size;
    const noise = this.noise();
    const { grains } = this;
    for (let y = view.top; y < view.bottom; y += 1) {
      let grain = (this.random() * NOISE.grains) | 0;
      for (let x = view.left; x < view.right; x += 1) {
        const place = y * widthPx + x;
        grain = (grain + 1) & (NOISE.grains - 1);
        const both = noise * grains[grain];
        data[4 * place] = reds[pixels[CHANNELS * place]] + both;
        data[4 * place + 1] = greens[pixels[CHANNELS * place + 1]] + both;
        data[4 * place + 2] = blues[pixels[CHANNELS * place + 2]] + both;
        data[4 * place + 3] = 255;
      }
    }
  }
}
