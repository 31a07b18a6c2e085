// The face's boxes over time, and how far each covers the oval.
//
// In: a check. Out: boxes and the oval in shares of the picture, overlaps (intersection over union of the boxes).

export function courseOf(check) {
  const course = (check.course ?? []).filter(({ faceBox }) => faceBox);
  if (course.length < 2) {
    return null;
  }
  const oval = check.challengeDetail?.oval ?? null;
  const around = oval && {
    left: oval.centerX - oval.width / 2,
    top: oval.centerY - oval.height / 2,
    width: oval.width,
    height: oval.height,
  };
  const width = check.client?.videoWidthPx ?? check.stream?.widthPx ?? 640;
  const height = check.client?.videoHeightPx ?? check.stream?.heightPx ?? 480;
  const first = check.challengeDetail?.colors?.find(({ startMs }) => typeof startMs === 'number');
  const length = (check.challengeDetail?.colors ?? []).reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    oval,
    aspect: width / height,
    boxes: course.map(({ videoMs, faceBox }) => ({ videoMs, ...faceBox })),
    overlaps: around && course.map(({ videoMs, faceBox }) => ({ videoMs, overlap: overlap(faceBox, around) })),
    colors: first ? { start: first.startMs, end: first.startMs + length } : null,
  };
}

function overlap(one, other) {
  const wide = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const high = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  const common = Math.max(0, wide) * Math.max(0, high);
  return common / (one.width * one.height + other.width * other.height - common);
}
