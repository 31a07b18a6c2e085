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
  return {
    oval,
    aspect: width / height,
    boxes: course.map(({ videoMs, faceBox }) => ({ videoMs, ...faceBox })),
    overlaps: around && course.map(({ videoMs, faceBox }) => ({ videoMs, overlap: overlap(faceBox, around) })),
    colors: check.shown ? { start: check.shown.beginMs, end: check.shown.endMs } : null,
  };
}

function overlap(one, other) {
  const wide = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const high = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  const common = Math.max(0, wide) * Math.max(0, high);
  return common / (one.width * one.height + other.width * other.height - common);
}
