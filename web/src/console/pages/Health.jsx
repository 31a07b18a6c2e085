// Whether the service is well: what it depends on, how busy it is, the results of the last day.

import { useEffect } from 'react';
import { get } from '../api.js';
import { isAttended } from '../attention.js';
import { count, moment, percent, span } from '../formats.js';
import { Glyph } from '../parts/Mark.jsx';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page, Section } from '../parts/Page.jsx';
import { useAnswer } from '../session.jsx';

const POLL_MS = 5000;
const NEEDS = { database: 'Database', images: 'Image store', models: 'Models' };

export default function Health() {
  const { value, problem, reload } = useAnswer((signal) => get('health', { signal }), 'health');
  useEffect(() => {
    const timer = setInterval(() => isAttended() && reload(), POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Page title="System health" lead="What the server reports about itself, refreshed every few seconds.">
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {value ? <State health={value} /> : problem ? null : <Loading what="the state" />}
    </Page>
  );
}

function State({ health }) {
  const { checks } = health;
  const share = health.concurrentChecks ? health.runningChecks / health.concurrentChecks : 0;
  const verdicts = checks.passed24h + Math.max(0, checks.last24h - checks.failed24h - checks.passed24h);
  return (
    <>
      <ul className="needs">
        {Object.entries(NEEDS).map(([name, words]) => {
          const need = health[name];
          return (
            <li key={name} className="panel">
              <Glyph tone={need?.ok ? 'live' : 'attack'} />
              <div>
                <h2>{words}</h2>
                <p className={need?.ok ? 'faint' : 'field-problem'}>{need?.detail ?? (need?.ok ? 'responds' : 'does not respond')}</p>
              </div>
            </li>
          );
        })}
      </ul>
      <div className="figures">
        <div className="figure panel">
          <h2>Running now</h2>
          <p className="figure-value">{count(health.runningChecks)}<small> of {count(health.concurrentChecks)}</small></p>
          <progress className="meter" aria-label="Checks running at once" value={share} max="1" />
        </div>
        <div className="figure panel">
          <h2>Last 24 hours</h2>
          <p className="figure-value">{count(checks.last24h)}<small> checks</small></p>
          <p className="faint">{count(checks.failed24h)} were not completed</p>
        </div>
        <div className="figure panel">
          <h2>Passed</h2>
          <p className="figure-value">{verdicts ? percent(checks.passed24h / verdicts) : '\u2013'}</p>
          <p className="faint">{count(checks.passed24h)} of {count(verdicts)} with a verdict</p>
        </div>
      </div>
      <Section id="build" title="This server">
        <dl className="facts">
          <div><dt>Version</dt><dd>{health.version}</dd></div>
          <div><dt>Calibration</dt><dd>{health.calibration}</dd></div>
          <div><dt>Started</dt><dd>{moment(health.startedAtMs)}</dd></div>
          <div><dt>Uptime</dt><dd>{span(Date.now() - health.startedAtMs)}</dd></div>
        </dl>
      </Section>
    </>
  );
}
