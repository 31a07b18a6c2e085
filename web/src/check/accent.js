// Colours of the application, kept readable.
//
// In: `#rrggbb`. Out: CSS variables on the document. Never: text that has less than 4.5 to 1 against its ground.

export function applyAccent(accent) {
  if (!/^#[0-9a-f]{6}$/i.test(accent ?? '')) {
    return;
  }
  const style = document.documentElement.style;
  style.setProperty('--accent', accent);
  // Of black and white one always has more than 4.5 to 1.
  style.setProperty('--on-accent', luminance(accent) > 0.179 ? '#000000' : '#ffffff');
}

function luminance(color) {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const share = parseInt(color.slice(place, place + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
