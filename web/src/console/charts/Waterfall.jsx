// The bars of a waterfall, one a row of a table, and their shared axis: odds, written as the Confidence they are.

import { signed } from '../formats.js';
import { oddsOf } from './waterfall.js';

const WIDTH = 260;
const HEIGHT = 22;
// Confidences that are marked where the odds have room for them.
const MARKS = [0.001, 0.1, 1, 10, 50, 90, 99, 99.9, 99.999];
const LEAST_GAP = 34;

const place = (odds, { least, most }) => ((odds - least) / (most - least)) * WIDTH;

function marksIn(range) {
  const kept = [];
  const wanted = [50, 10, 90, 1, 99, 0.1, 99.9, 0.001, 99.999].filter((mark) => MARKS.includes(mark));
  for (const mark of wanted) {
    const x = place(oddsOf(mark), range);
    if (x >= 8 && x <= WIDTH - 8 && kept.every((other) => Math.abs(other.x - x) >= LEAST_GAP)) {
      kept.push({ mark, x });
    }
  }
  return kept;
}

export function Axis({ range }) {
  return (
    <>
      <span className="unseen">Effect on the odds</span>
      <svg className="waterfall waterfall-axis" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {marksIn(range).map(({ mark, x }) => (
          <text key={mark} x={x} y={15} textAnchor="middle" className={mark === 50 ? 'axis-strong' : undefined}>{mark}</text>
        ))}
      </svg>
    </>
  );
}

export function Step({ from, to, range, kind }) {
  const [left, right] = [place(Math.min(from, to), range), place(Math.max(from, to), range)];
  const isTotal = kind === 'total' || kind === 'held';
  const tone = ['prior', 'ceiling', 'held'].includes(kind) ? kind : to >= from ? 'live' : 'attack';
  return (
    <svg className="waterfall" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${signed(to - from)}, then ${signed(to)}`}>
      {marksIn(range).map(({ mark, x }) => (
        <path key={mark} className={mark === 50 ? 'grid grid-strong' : 'grid'} d={`M${x} 0v${HEIGHT}`} />
      ))}
      <rect className={`bar bar-${tone}`} x={left} y={isTotal ? 4 : 6} width={Math.max(1.5, right - left)} height={isTotal ? 14 : 10} rx="1.5" />
      {isTotal ? null : <path className="bar-end" d={`M${place(to, range)} 4v${HEIGHT - 4}`} />}
    </svg>
  );
}
