// The first screen: what will happen, the warning about flashing colours with the choice to do without, the start.

import { useEffect } from 'react';
import { Choice } from './Choice.jsx';
import { Screen } from './Screen.jsx';
import { fill } from './words.js';

const hasPointer = window.matchMedia('(hover: hover) and (pointer: fine)').matches;

// Time that the first screen gets for itself.
const QUIET_MS = 500;

export function Intro({ words, view, choice, onStart, onPhone, onLeave }) {
  useEffect(() => {
    performance.mark('check-shown');
    // While the person reads, what the attempt needs comes along.
    const timer = setTimeout(() => import('./Attempt.jsx').catch(() => {}), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Screen title={words.title} wide>
      <div>
        <Portrait />
        <p className="lead">{words.intro}</p>
        <ul className="tips">
          <li><TipMark path="M12 4v2M12 18v2M4 12h2M18 12h2M6.3 6.3l1.4 1.4M16.3 16.3l1.4 1.4M6.3 17.7l1.4-1.4M16.3 7.7l1.4-1.4M12 9a3 3 0 100 6 3 3 0 000-6z" />{words.tipLight}</li>
          <li><TipMark path="M3.5 10h17M5 10c0 6 6 6 6 1 .5-1 1.5-1 2 0 0 5 6 5 6-1" />{words.tipFace}</li>
          <li><TipMark path="M4 8h3l2-2.5h6L17 8h3v11H4zM12 10.5a3 3 0 100 6 3 3 0 000-6z" />{words.tipDevice}</li>
        </ul>
      </div>
      <div>
        <section className="warning" aria-labelledby="flash-title">
          <h2 id="flash-title">{words.flashTitle}</h2>
          <p>{words.flashText}</p>
          <Choice words={words} choice={choice} isTitled />
        </section>
        <div className="actions">
          <button type="button" className="primary" disabled={view.busy} onClick={onStart}>
            {view.busy ? words.starting : words.start}
          </button>
          {hasPointer ? <button type="button" onClick={onPhone}>{words.phone}</button> : null}
          {onLeave ? <button type="button" className="plain" onClick={onLeave}>{words.cancel}</button> : null}
        </div>
        <p className="fine">{fill(words.privacy, { host: window.location.host })}</p>
      </div>
    </Screen>
  );
}

function TipMark({ path }) {
  return (
    <svg className="tip-mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

// A face in the oval that the check will show.
function Portrait() {
  return (
    <svg className="portrait" viewBox="0 0 160 120" aria-hidden="true">
      <path className="portrait-ground" d="M24 120c4-22 24-30 56-30s52 8 56 30z" />
      <ellipse className="portrait-face" cx="80" cy="56" rx="27" ry="35" />
      <path className="portrait-line" d="M68 51h.1M92 51h.1M70 70c6 6 14 6 20 0" />
      <ellipse className="portrait-oval" cx="80" cy="58" rx="42" ry="54" />
    </svg>
  );
}
