// The numbers behind each reading, for anyone who wants to recompute it.

import { plain } from '../formats.js';
import { Section } from '../parts/Page.jsx';
import { spaced } from '../words.js';
import { asked } from './asked.js';

export function Measurements({ check }) {
  return (
    <Section id="measurements" title="Numbers behind the readings">
      <div className="measurements">
        {check.result.measurements.map(({ signal, label, question, unit, reading, details }) => (
          <details key={signal}>
            <summary>
              <span>{label}</span>
              <span className="number">{reading.raw === undefined ? reading.words : plain(reading.raw, 3)}</span>
            </summary>
            <p className="panel-note">{asked({ question, unit })}</p>
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
