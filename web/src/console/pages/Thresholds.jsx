// What a threshold would do: errors on the evaluated set, and how many of the recent checks it would let pass.

import { useState } from 'react';
import { get } from '../api.js';
import { Det } from '../charts/Det.jsx';
import { RatesPlot } from '../charts/RatesPlot.jsx';
import { RecentPlot } from '../charts/RecentPlot.jsx';
import { count, percent } from '../formats.js';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page, Section } from '../parts/Page.jsx';
import { go, withQuery } from '../router.js';
import { useAnswer } from '../session.jsx';
import { spaced } from '../words.js';
import '../css/thresholds.css';

export default function Thresholds({ query }) {
  const { value, problem, reload } = useAnswer((signal) => get('thresholds', { signal }), 'thresholds');
  return (
    <Page title="Thresholds" lead="Choose the Confidence from which your app accepts a person, and see what that costs." wide>
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {value ? <Explorer thresholds={value} query={query} /> : problem ? null : <Loading what="the figures" />}
    </Page>
  );
}

function Explorer({ thresholds, query }) {
  const { evaluated, recent, passMark } = thresholds;
  const asked = Number(query.get('at') ?? passMark);
  const [at, setAt] = useState(Number.isInteger(asked) && asked >= 0 && asked <= 100 ? asked : passMark);
  const move = (threshold) => {
    setAt(threshold);
    go(withQuery('/thresholds', { at: threshold === passMark ? null : threshold }), { replace: true });
  };
  const points = withWorst(evaluated);
  const point = points.find(({ threshold }) => threshold === at) ?? points.filter(({ threshold }) => threshold <= at).at(-1);
  return (
    <>
      <Origin evaluated={points.length ? evaluated : null} />
      <div className="threshold-bar panel">
        <label htmlFor="threshold">Accept from Confidence</label>
        <input id="threshold" type="range" min="0" max="100" step="1" value={at} onChange={(event) => move(Number(event.target.value))} />
        <output htmlFor="threshold">{at}</output>
        <button type="button" className="small" disabled={at === passMark} onClick={() => move(passMark)}>Back to {passMark}</button>
      </div>
      <div className="figures">
        {point ? (
          <>
            <Figure name="Worst APCER" value={share(point.apcerMax)} tone="attack" title="Attack presentation classification error rate of the species that passes most often">
              attacks accepted of <strong>{spaced(point.apcerMaxSpecies)}</strong>{interval(point.worstLow, point.worstHigh)}
            </Figure>
            <Figure name="BPCER" value={share(point.bpcer)} tone="unsure" title="Bona fide presentation classification error rate">
              live people refused{interval(point.bpcerLow, point.bpcerHigh)}
            </Figure>
          </>
        ) : null}
        <Recent recent={recent} at={at} />
      </div>
      <div className="threshold-grid">
        {point ? <Errors points={points} point={point} species={evaluated.species ?? []} at={at} /> : null}
        <Section id="recent" title="Recent checks by Confidence" note="Checks with a verdict; those to the right of the line would pass.">
          <RecentPlot recent={recent} at={at} />
        </Section>
      </div>
    </>
  );
}

// What the errors rest on, said before any of them.
function Origin({ evaluated }) {
  if (!evaluated) {
    return <Notice tone="plain">This server has no evaluation of its calibration, so only recent checks are shown.</Notice>;
  }
  return (
    <Notice tone="plain">
      The errors come from a <strong>synthetic</strong> set{evaluated.set ? ` (${evaluated.set})` : ''}: simulated people and attacks in
      simulated rooms, calibration {evaluated.calibration}. They allow thresholds to be compared; they do not say how often attackers succeed in the real world.
    </Notice>
  );
}

function Errors({ points, point, species, at }) {
  return (
    <>
      <Section id="rates" title="Errors by threshold" note="Raising the threshold refuses more attacks and more live people. Bands are 95 % Clopper-Pearson intervals.">
        <RatesPlot points={points} at={at} />
        <ul className="legend">
          <li><span className="key key-attack" />worst APCER</li>
          <li><span className="key key-live" />BPCER</li>
        </ul>
      </Section>
      <Section id="det" title="DET curve" note="Both error rates on normal-deviate axes, one point per threshold; closer to the lower left is better. Rates of 0 lie on the edge.">
        <Det points={points} point={point} />
      </Section>
      <Section id="species" title={`By species at ${at}`} note="Attack presentations that would be accepted.">
        <Species species={species} at={at} />
      </Section>
    </>
  );
}

const isKnown = (value) => value !== null && value !== undefined;
const share = (value) => (isKnown(value) ? percent(value) : '\u2013');
const interval = (low, high) => (isKnown(low) ? `, 95 %: ${percent(low)} to ${percent(high)}` : '');

// The points with the bounds of the species that is the worst at each.
function withWorst(evaluated) {
  const species = new Map((evaluated?.species ?? []).map((one) => [one.name, one.points ?? []]));
  return (evaluated?.points ?? []).map((point) => {
    const worst = species.get(point.apcerMaxSpecies)?.find(({ threshold }) => threshold === point.threshold);
    return { ...point, worstLow: worst?.apcerLow, worstHigh: worst?.apcerHigh };
  });
}

function Figure({ name, value, tone, title, children }) {
  return (
    <div className={`figure panel figure-${tone}`} title={title}>
      <h2>{name}</h2>
      <p className="figure-value">{value}</p>
      <p className="faint">{children}</p>
    </div>
  );
}

function Recent({ recent, at }) {
  if (!recent?.total) {
    return <Figure name="Recent checks that pass" value={'\u2013'} tone="live">no check has a verdict yet</Figure>;
  }
  const passed = recent.passedAt[at];
  return (
    <Figure name="Recent checks that pass" value={percent(passed / recent.total)} tone="live">
      {count(passed)} of {count(recent.total)} since {new Date(recent.fromMs).toLocaleDateString()}
    </Figure>
  );
}

function Species({ species, at }) {
  return (
    <table className="table compact">
      <thead>
        <tr><th scope="col">Species</th><th scope="col" className="right">Attempts</th><th scope="col" className="right">APCER</th><th scope="col" className="right">95 %</th></tr>
      </thead>
      <tbody>
        {species.map((one) => {
          const found = one.points?.find(({ threshold }) => threshold === at);
          return (
            <tr key={one.name}>
              <th scope="row">{spaced(one.name)}</th>
              <td className="number">{count(one.attempts)}</td>
              <td className="number">{share(found?.apcer)}</td>
              <td className="number faint">{isKnown(found?.apcerLow) ? `${percent(found.apcerLow)} to ${percent(found.apcerHigh)}` : ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
