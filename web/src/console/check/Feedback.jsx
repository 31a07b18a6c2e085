// What would help at the next attempt.

import { Section } from '../parts/Page.jsx';
import { FEEDBACK, named } from '../words.js';

export function Feedback({ codes }) {
  return (
    <Section id="feedback" title="Feedback">
      <dl className="advice">
        {codes.map((code) => (
          <div key={code}>
            <dt>{named(FEEDBACK, code)} <code>{code}</code></dt>
            <dd>{FEEDBACK[code]?.[1] ?? 'No advice is known for this code.'}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
