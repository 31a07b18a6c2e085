// Maps values to places on a drawing.

export function linear(from, to, start, end) {
  const factor = to === from ? 0 : (end - start) / (to - from);
  return (value) => start + (value - from) * factor;
}

// Round values between two ends, about `wanted` of them.
export function ticks(from, to, wanted) {
  const rough = (to - from) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to + step * 1e-9; at += step) {
    found.push(Number(at.toFixed(10)));
  }
  return found;
}

// A path through points, broken where one is missing.
export function lineThrough(points) {
  let isOpen = false;
  let path = '';
  for (const point of points) {
    if (!point || !Number.isFinite(point.x) || !Number.isFinite(point.y)) {
      isOpen = false;
      continue;
    }
    path += `${isOpen ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    isOpen = true;
  }
  return path;
}

// The same as a staircase.
export function stepsThrough(points) {
  return points.map(({ x, y }, place) => (place === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : `H${x.toFixed(1)}V${y.toFixed(1)}`)).join('');
}
