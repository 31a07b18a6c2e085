// The verdict of a check in one look: in words, as a number, and links to other checks.

import { useEffect, useRef } from 'react';
import { confidence, moment, shortId } from '../formats.js';
import { Copy } from '../parts/Copy.jsx';
import { Chip, Glyph } from '../parts/Mark.jsx';
import { Link } from '../parts/Link.jsx';
import { withQuery } from '../router.js';
import { CHALLENGES, headline, named, STATUSES } from '../words.js';
import { useNeighbours } from './useNeighbours.js';

export function Head({ check, filters }) {
  const heading = useRef(null);
  const { tone, title, text } = headline(check);
  useEffect(() => {
    document.title = `${title}: check ${shortId(check.id)} · Catchlight console`;
    heading.current?.focus({ preventScroll: true });
  }, [check.id, title]);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <header className="check-head">
      <nav className="check-nav" aria-label="Checks of the list">
        <Link to={withQuery('/checks', filters)}><span aria-hidden="true">←</span> {isFiltered ? 'Filtered checks' : 'All checks'}</Link>
        <Neighbours check={check} filters={filters} />
      </nav>
      <div className={`headline headline-${tone}`}>
        <Glyph tone={tone} />
        <div className="headline-words">
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          <p>{text}</p>
        </div>
        {check.confidence === null ? null : <Scale value={check.confidence} threshold={check.threshold} />}
      </div>
      <div className="check-tags">
        <span className="check-id"><code>{check.id}</code><Copy text={check.id} label="Copy id" /></span>
        <Chip>{named(STATUSES, check.status)}</Chip>
        {check.challenge ? <Chip>{named(CHALLENGES, check.challenge)}</Chip> : null}
        {check.reference ? <Chip title="Reference of the application">{check.reference}</Chip> : null}
        <span className="faint">{moment(check.createdAtMs)}</span>
      </div>
    </header>
  );
}

// The Confidence on its scale with the threshold.
function Scale({ value, threshold }) {
  const at = (percent) => 4 + percent * 2.32;
  return (
    <figure className="scale">
      <figcaption><span className="scale-value">{confidence(value)}</span> Confidence</figcaption>
      <svg viewBox="0 0 240 26" role="img" aria-label={`Confidence ${confidence(value)} of 100, the threshold is ${threshold}`}>
        <rect className="scale-ground" x="4" y="6" width="232" height="5" rx="2.5" />
        <rect className="scale-fill" x="4" y="6" width={Math.max(2, value * 2.32)} height="5" rx="2.5" />
        <path className="scale-threshold" d={`M${at(threshold)} 2v13`} />
        <text x={at(threshold)} y="25" textAnchor="middle">threshold {threshold}</text>
        <text x="4" y="25">0</text>
        <text x="236" y="25" textAnchor="end">100</text>
      </svg>
    </figure>
  );
}

function Neighbours({ check, filters }) {
  const { newer, older } = useNeighbours(check, filters);
  const link = (neighbour, words) =>
    neighbour ? <Link to={withQuery(`/checks/${neighbour}`, filters)}>{words}</Link> : <span className="faint">{words}</span>;
  return (
    <span className="neighbours">
      {link(newer, 'Newer')}
      {link(older, 'Older')}
    </span>
  );
}
