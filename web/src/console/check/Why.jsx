// Why the check scored as it did: from the odds before anything was measured to the final ones, a signal a row.

import { confidence, plain, signed } from '../formats.js';
import { Section } from '../parts/Page.jsx';
import { Axis, Step } from '../charts/Waterfall.jsx';
import { stepsOf } from '../charts/waterfall.js';
import { asked } from './asked.js';

export function Why({ check }) {
  const { result } = check;
  const { prior, steps, untaken, range, end, isHeld } = stepsOf(result);
  return (
    <Section
      id="why"
      title="Why it scored so"
      note={`Each signal moves the odds of a live person: to the right for live, to the left for an attack. Calibration ${result.calibration}; the check passes from Confidence ${result.threshold} on.`}
    >
      <table className="table why-table">
        <thead>
          <tr>
            <th scope="col">Signal and reason</th>
            <th scope="col" className="right">Reading</th>
            <th scope="col" className="right" title="Weight of the signal in the calibration">Weight</th>
            <th scope="col" className="right" title="Log-likelihood ratio: how much more likely this reading is from a live person">LLR</th>
            <th scope="col" className="why-bar"><Axis range={range} /></th>
          </tr>
        </thead>
        <tbody>
          <tr className="why-edge">
            <th scope="row"><Named name="Before measuring" reason="log-odds that the calibration starts from" /></th>
            <td /><td /><td className="number">{signed(prior)}</td>
            <td className="why-bar"><Step from={0} to={prior} range={range} kind="prior" /></td>
          </tr>
          {steps.map((step) => <Row key={step.name} step={step} range={range} />)}
          <tr className="why-edge why-total">
            <th scope="row">
              <Named
                name={`Confidence ${confidence(result.confidence)}`}
                reason={`log-odds in all; ${check.passed ? 'passes' : 'does not pass'} at ${result.threshold}`}
              />
            </th>
            <td /><td /><td className="number">{signed(end)}</td>
            <td className="why-bar"><Step from={0} to={end} range={range} kind={isHeld ? 'held' : 'total'} /></td>
          </tr>
        </tbody>
      </table>
      {untaken.length ? (
        <div className="untaken">
          <h3>Not measured</h3>
          <p className="panel-note">What could not be measured counts for nothing, neither for nor against.</p>
          <dl>
            {untaken.map((contribution) => (
              <div key={contribution.signal}>
                <dt title={asked(contribution)}>{contribution.label}</dt>
                <dd>{contribution.reading.words}</dd>
              </div>
            ))}
          </dl>
        </div>
      ) : null}
    </Section>
  );
}

function Row({ step, range }) {
  if (step.kind === 'ceiling') {
    return (
      <tr className="why-ceiling">
        <th scope="row"><Named name="Held down" reason={step.reason} /></th>
        <td /><td /><td className="number">{signed(step.to - step.from)}</td>
        <td className="why-bar"><Step {...step} range={range} /></td>
      </tr>
    );
  }
  const { contribution } = step;
  return (
    <tr>
      <th scope="row" title={asked(contribution)}><Named name={contribution.label} reason={contribution.reason} /></th>
      <td className="number">{plain(contribution.reading.raw, 3)}</td>
      <td className="number">{plain(contribution.weight, 1)}</td>
      <td className="number">{signed(contribution.logLikelihoodRatio)}</td>
      <td className="why-bar"><Step {...step} range={range} /></td>
    </tr>
  );
}

function Named({ name, reason }) {
  return (
    <>
      {name}
      <span className="why-reason">{reason}</span>
    </>
  );
}
