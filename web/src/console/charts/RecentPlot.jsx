// How the Confidence of recent checks is spread, in steps of five, and where the threshold cuts.

import { count } from '../formats.js';
import { linear } from './scale.js';
import { useWidth } from './useWidth.js';

const HEIGHT = 200;
const LEFT = 8;
const FOOT = 40;
const STEP = 5;

export function RecentPlot({ recent, at }) {
  const [ref, width] = useWidth(480);
  if (!recent?.total) {
    return <p className="faint" ref={ref}>No check has a verdict yet.</p>;
  }
  const x = linear(0, 100, LEFT, width - 8);
  const bins = [];
  for (let from = 0; from < 100; from += STEP) {
    const beyond = from + STEP >= 100 ? 0 : recent.passedAt[from + STEP];
    bins.push({ from, number: recent.passedAt[from] - beyond });
  }
  const most = Math.max(1, ...bins.map(({ number }) => number));
  const y = linear(most, 0, 22, HEIGHT - FOOT);
  return (
    <div ref={ref} className="chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={`${count(recent.passedAt[at])} of ${count(recent.total)} recent checks have a Confidence of ${at} or more`}>
        <path className="grid" d={`M${LEFT} ${y(0)}H${width - 8}`} />
        {bins.map(({ from, number }) => (
          <g key={from}>
            <rect className={from + STEP <= at ? 'column column-out' : 'column'} x={x(from) + 1} y={y(number)} width={Math.max(1, x(STEP) - x(0) - 2)} height={y(0) - y(number)} />
            {number && width > 420 ? <text className="axis axis-small" x={x(from + STEP / 2)} y={y(number) - 4} textAnchor="middle">{count(number)}</text> : null}
          </g>
        ))}
        {[0, 25, 50, 75, 100].map((mark) => (
          <text key={mark} className="axis" x={x(mark)} y={HEIGHT - FOOT + 16} textAnchor={mark === 0 ? 'start' : mark === 100 ? 'end' : 'middle'}>{mark}</text>
        ))}
        <text className="axis" x={width / 2} y={HEIGHT - 6} textAnchor="middle">Confidence</text>
        <path className="here" d={`M${x(at)} 8V${HEIGHT - FOOT}`} />
      </svg>
    </div>
  );
}
