// Detection error trade-off: APCER against BPCER on normal-deviate axes, as ISO/IEC 19795 draws it.

import { percent } from '../formats.js';
import { probit } from './probit.js';
import { linear, lineThrough } from './scale.js';
import { useWidth } from './useWidth.js';

const MARKS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95];
const [LEAST, MOST] = [0.005, 0.98];
const LEFT = 52;
const FOOT = 40;

const held = (rate) => probit(Math.min(MOST, Math.max(LEAST, rate)));

export function Det({ points, point }) {
  const [ref, width] = useWidth(360);
  const height = Math.min(360, width);
  const x = linear(probit(LEAST), probit(MOST), LEFT, width - 8);
  const y = linear(probit(MOST), probit(LEAST), 8, height - FOOT);
  const shown = points.map(({ bpcer, apcerMax }) => ({ x: x(held(bpcer)), y: y(held(apcerMax)) }));
  const marks = width < 320 ? MARKS.filter((_, place) => place % 2 === 0) : MARKS;
  return (
    <div ref={ref} className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={`DET curve; at the threshold BPCER ${percent(point.bpcer)}, worst APCER ${percent(point.apcerMax)}`}>
        {marks.map((mark) => (
          <g key={mark}>
            <path className="grid" d={`M${x(probit(mark))} 8V${height - FOOT}M${LEFT} ${y(probit(mark))}H${width - 8}`} />
            <text className="axis" x={x(probit(mark))} y={height - FOOT + 15} textAnchor="middle">{mark * 100}</text>
            <text className="axis" x={LEFT - 6} y={y(probit(mark)) + 4} textAnchor="end">{mark * 100}</text>
          </g>
        ))}
        <text className="axis" x={(LEFT + width) / 2} y={height - 6} textAnchor="middle">BPCER, %</text>
        <text className="axis" transform={`translate(12 ${(height - FOOT) / 2}) rotate(-90)`} textAnchor="middle">worst APCER, %</text>
        <path className="line-det" d={lineThrough(shown)} />
        <circle className="det-point" cx={x(held(point.bpcer))} cy={y(held(point.apcerMax))} r="5.5" />
      </svg>
    </div>
  );
}
