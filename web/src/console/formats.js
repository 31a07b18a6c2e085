// Numbers and times as the console writes them: in the operator's time zone, with the unit.

const DAY = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const WHOLE = new Intl.NumberFormat('en');

export const MINUS = '\u2212';

export const day = (ms) => DAY.format(ms);
export const clock = (ms) => CLOCK.format(ms);
export const moment = (ms) => (ms === null || ms === undefined ? '\u2013' : `${day(ms)}, ${clock(ms)}`);

export function ago(ms, now) {
  const seconds = Math.max(0, Math.round((now - ms) / 1000));
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

// A difference with its sign, a true minus.
export function signed(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) {
    return text;
  }
  return value < 0 ? `${MINUS}${text}` : `+${text}`;
}

export function plain(value, digits = 2) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `${MINUS}${text}` : text;
}

export const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;
export const count = (value) => WHOLE.format(value);
export const seconds = (ms, digits = 2) => `${(ms / 1000).toFixed(digits)} s`;

export function bytes(value) {
  if (value < 1000) {
    return `${value} B`;
  }
  return value < 1e6 ? `${(value / 1000).toFixed(0)} kB` : `${(value / 1e6).toFixed(1)} MB`;
}

// A Confidence never looks like certainty that it is not.
export function confidence(value) {
  if (value > 99.9 && value < 100) {
    return '>99.9';
  }
  return value > 0 && value < 0.1 ? '<0.1' : value.toFixed(1);
}

export const shortId = (id) => id.slice(0, 8);

const PARTS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
];

// The two largest units of a span.
export function span(ms) {
  let left = Math.round(ms / 1000);
  const parts = [];
  for (const [unit, length] of PARTS) {
    if (left >= length && parts.length < 2) {
      parts.push(`${Math.floor(left / length)} ${unit}`);
      left %= length;
    }
  }
  return parts.length ? parts.join(' ') : `${left} s`;
}
