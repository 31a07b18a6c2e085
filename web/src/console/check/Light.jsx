// Did the skin follow the screen? The colours that were planned above, what the skin made of them below.

import { SkinPlot } from '../charts/SkinPlot.jsx';
import { lightOf } from '../charts/light.js';
import { Section } from '../parts/Page.jsx';

export function Light({ check }) {
  const light = lightOf(check);
  if (!light) {
    return null;
  }
  const sentence = light.bands.length
    ? 'A live face takes the tint of each colour on the screen a moment after it appears; the room behind it hardly does.'
    : 'This challenge shows no colours; the plot shows how the light on the skin drifted by itself.';
  return (
    <Section id="light" title="Screen and skin" note={sentence}>
      <SkinPlot light={light} />
      <ul className="legend">
        {light.bands.length ? <li><span className="key key-step" />shown by the screen, scaled</li> : null}
        <li><span className="key key-skin" />skin</li>
        {light.hasBackground ? <li><span className="key key-room" />background</li> : null}
      </ul>
    </Section>
  );
}
