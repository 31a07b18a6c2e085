// The rows of the list: a table at a desk, cards on a phone.

import { useEffect, useState } from 'react';
import { ago, confidence, moment, shortId } from '../formats.js';
import { Chip, Verdict } from '../parts/Mark.jsx';
import { Link } from '../parts/Link.jsx';
import { withQuery } from '../router.js';
import { FAILURES, FEEDBACK, named, SHORT_CHALLENGES, spaced } from '../words.js';
import { REVIEWS } from './filters.js';

const TICK_MS = 10_000;

export function Rows({ rows, fresh, filters }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="table-frame">
      <table className="table checks-table">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Verdict</th>
            <th scope="col">Confidence</th>
            <th scope="col">Strongest reason</th>
            <th scope="col">Challenge</th>
            <th scope="col">Review</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((check) => (
            <Row key={check.id} check={check} now={Math.max(now, check.createdAtMs)} isFresh={fresh.has(check.id)} filters={filters} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ check, now, isFresh, filters }) {
  return (
    <tr className={isFresh ? 'row-fresh' : undefined}>
      <th scope="row" className="cell-id">
        <Link to={withQuery(`/checks/${check.id}`, filters)} aria-label={`Check ${shortId(check.id)}`}>
          <code>{shortId(check.id)}</code>
        </Link>
        {check.reference ? <span className="reference" title={check.reference}>{check.reference}</span> : null}
      </th>
      <td className="cell-verdict"><Verdict check={check} /></td>
      <td className="cell-confidence"><Confidence value={check.confidence} passed={check.passed} threshold={check.threshold} /></td>
      <td className="cell-reason">
        <div className="reason">
          {check.strongest ? (
            <span className="reason-words" title={check.strongest.reason}>{check.strongest.label ? <strong>{check.strongest.label}</strong> : null} {check.strongest.reason}</span>
          ) : null}
          {check.failure ? <span className="reason-words">{FAILURES[check.failure] ?? check.failure}</span> : null}
          {check.feedback.map((code) => <Chip key={code}>{named(FEEDBACK, code)}</Chip>)}
        </div>
      </td>
      <td className="cell-challenge">{check.challenge ? named(SHORT_CHALLENGES, check.challenge) : '\u2013'}</td>
      <td className="cell-review">{check.review ? <Chip tone={check.review.outcome}>{REVIEWS[check.review.outcome] ?? spaced(check.review.outcome)}</Chip> : null}</td>
      <td className="cell-time"><time dateTime={new Date(check.createdAtMs).toISOString()} title={moment(check.createdAtMs)}>{ago(check.createdAtMs, now)}</time></td>
    </tr>
  );
}

// The Confidence as a number next to a bar with the threshold.
export function Confidence({ value, passed, threshold }) {
  if (value === null || value === undefined) {
    return <span className="faint">{'\u2013'}</span>;
  }
  return (
    <span className="confidence">
      <span className="number">{confidence(value)}</span>
      <svg className={passed ? 'confidence-bar tone-live' : 'confidence-bar tone-attack'} viewBox="0 0 60 8" aria-hidden="true">
        <rect className="confidence-ground" x="0" y="2" width="60" height="4" rx="2" />
        <rect className="confidence-value" x="0" y="2" width={Math.max(1.5, value * 0.6)} height="4" rx="2" />
        <path className="confidence-threshold" d={`M${threshold * 0.6} 0v8`} />
      </svg>
    </span>
  );
}
