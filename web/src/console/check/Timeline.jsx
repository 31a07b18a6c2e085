// What happened when, from the request to the stored result.

import { clock, seconds } from '../formats.js';
import { Section } from '../parts/Page.jsx';
import { FAILURES, named, STEPS } from '../words.js';

export function Timeline({ check }) {
  const begun = check.createdAtMs;
  // A step without a time of its own stays behind the one reported before it.
  const steps = check.timeline.reduce((told, step) => [...told, { ...step, order: step.atMs ?? told.at(-1)?.order ?? begun }], []);
  steps.sort((one, other) => one.order - other.order);
  return (
    <Section id="timeline" title="Timeline">
      <ol className="timeline">
        {steps.map((step, place) => (
          <li key={`${step.name} ${place}`} className={step.name === 'failed' ? 'timeline-failed' : undefined}>
            <span className="timeline-time number" title={step.atMs ? clock(step.atMs) : undefined}>{timeOf(step, begun)}</span>
            <span>
              {named(STEPS, step.name)}
              {step.detail ? <span className="faint"> {FAILURES[step.detail] ?? step.detail}</span> : null}
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
