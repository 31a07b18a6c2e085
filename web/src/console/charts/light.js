// The course of a check as chroma: which share of the light is red, green, blue.
//
// In: a check's course and the colours shown. Out: rows for the plot, in percentage points about the mean of each. Brightness
// drops out, so that a person who moves does not hide the colours. Never: judges; the signals do that in the server.

export const CHANNELS = ['Red', 'Green', 'Blue'];

export function lightOf(check) {
  const course = (check.course ?? []).filter(({ skin }) => skin);
  if (course.length < 3) {
    return null;
  }
  const skin = course.map((point) => chroma(point.skin));
  const room = course.map((point) => (point.background ? chroma(point.background) : null));
  const times = course.map(({ videoMs }) => videoMs);
  const bands = bandsOf(check.shown, times.at(-1));
  const [from, to] = [times[0], times.at(-1)];
  const channels = CHANNELS.map((name, channel) => ({
    name,
    skin: centred(skin, channel),
    room: centred(room, channel),
    shown: bands.map((band) => chroma(linearOf(band.rgb))[channel]),
  }));
  return { times, from, to, bands, channels, hasBackground: room.some(Boolean) };
}

function chroma([red, green, blue]) {
  const sum = red + green + blue;
  return sum > 1e-6 ? [red / sum, green / sum, blue / sum] : [1 / 3, 1 / 3, 1 / 3];
}

const linearOf = (rgb) => rgb.map((value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

function centred(rows, channel) {
  const values = rows.map((row) => row?.[channel] ?? null);
  const known = values.filter((value) => value !== null).sort((one, other) => one - other);
  const middle = known[Math.floor(known.length / 2)] ?? 0;
  return values.map((value) => (value === null ? null : (value - middle) * 100));
}

// When each colour stood, up to the end of the video. Where the client did not report it, nothing is drawn.
function bandsOf(shown, end) {
  const bands = (shown?.colors ?? []).map(({ rgb, fromMs, coveredMs, untilMs }) => (
    { rgb, start: fromMs, covered: coveredMs, end: Math.min(untilMs, end) }
  ));
  return bands.filter(({ start, end: until }) => until > start);
}
