// The numbers behind each reading, for anyone who wants to recompute it.

import { plain } from '../formats.js';
import { Section } from '../parts/Page.jsx';
import { named, NOT_TAKEN, QUESTIONS, SIGNALS, spaced } from '../words.js';

export function Measurements({ check }) {
  return (
    <Section id="measurements" title="Numbers behind the readings">
      <div className="measurements">
        {check.result.measurements.map(({ signal, reading, details }) => (
          <details key={signal}>
            <summary>
              <span>{named(SIGNALS, signal)}</span>
              <span className="number">{reading.raw === undefined ? (NOT_TAKEN[reading.notTaken] ?? spaced(reading.notTaken)) : plain(reading.raw, 3)}</span>
            </summary>
            <p className="panel-note">{QUESTIONS[signal]}</p>
            {details.length ? (
              <dl className="facts">
                {details.map(({ name, value }) => (
                  <div key={name}>
                    <dt>{spaced(name)}</dt>
                    <dd className="number">{Number.isInteger(value) ? value : plain(value, 4)}</dd>
                  </div>
                ))}
              </dl>
            ) : <p className="faint">No further numbers.</p>}
          </details>
        ))}
      </div>
    </Section>
  );
}
