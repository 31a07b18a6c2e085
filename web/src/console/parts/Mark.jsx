// Small marks: a verdict, a state, a role. Every one has words and a shape beside its colour.

import { FAILURES, named, STATUSES } from '../words.js';

const SHAPES = {
  __proto__: null,
  live: 'M3 8.5l3.2 3.2L13 4.8',
  attack: 'M4 4l8 8M12 4l-8 8',
  unsure: 'M8 3.5v5.5M8 12v.4',
  quiet: 'M4 8h8',
  running: 'M8 3.2a4.8 4.8 0 104.8 4.8',
};

export function Glyph({ tone }) {
  return (
    <svg className={`glyph tone-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[tone] ?? SHAPES.quiet} />
    </svg>
  );
}

export function toneOf(check) {
  if (check.confidence === null || check.confidence === undefined) {
    return check.status === 'IN_PROGRESS' ? 'running' : 'quiet';
  }
  if (check.passed) {
    return 'live';
  }
  return check.strongest?.direction === 'attack' ? 'attack' : 'unsure';
}

// The verdict of a row: its words, and the reason of a failure.
export function Verdict({ check }) {
  const tone = toneOf(check);
  const words = { live: 'Passed', attack: 'Attack', unsure: 'Refused' }[tone] ?? named(STATUSES, check.status);
  const title = check.failure ? (FAILURES[check.failure] ?? check.failure) : undefined;
  return (
    <span className="verdict" title={title}>
      <Glyph tone={tone} />
      {words}
    </span>
  );
}

export function Chip({ tone = 'quiet', children, title }) {
  return <span className={`chip chip-${tone}`} title={title}>{children}</span>;
}
