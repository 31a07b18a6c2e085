// What happened when, from the order to the stored result.

import { clock, seconds } from '../formats.js';
import { Section } from '../parts/Page.jsx';
import { named, STEPS } from '../words.js';

export function Timeline({ check }) {
  const begun = check.createdAtMs;
  return (
    <Section id="timeline" title="Timeline">
      <ol className="timeline">
        {check.timeline.map((step, place) => (
          <li key={`${step.name} ${place}`} className={step.name === 'failed' ? 'timeline-failed' : undefined}>
            <span className="timeline-time number" title={step.atMs ? clock(step.atMs) : undefined}>{timeOf(step, begun)}</span>
            <span>
              {named(STEPS, step.name)}
              {step.detail ? <span className="faint"> {step.detail}</span> : null}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function timeOf({ atMs, videoMs }, begun) {
  if (atMs !== null && atMs !== undefined) {
    return `+${seconds(Math.max(0, atMs - begun), 1)}`;
  }
  return videoMs === null || videoMs === undefined ? '\u2013' : `video ${seconds(videoMs, 1)}`;
}
