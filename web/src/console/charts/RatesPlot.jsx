// Worst APCER and BPCER over the thresholds, with their intervals, and where the slider stands.

import { linear, stepsThrough } from './scale.js';
import { useWidth } from './useWidth.js';

const HEIGHT = 330;
const LEFT = 44;
const FOOT = 40;

export function RatesPlot({ points, at }) {
  const [ref, width] = useWidth(480);
  const x = linear(0, 100, LEFT, width - 14);
  const y = linear(1, 0, 8, HEIGHT - FOOT);
  const staircase = (name) => stepsThrough(points.map((point) => ({ x: x(point.threshold), y: y(point[name]) })));
  const band = (low, high) => {
    const up = points.map((point) => ({ x: x(point.threshold), y: y(point[high] ?? 0) }));
    const down = points.map((point) => ({ x: x(point.threshold), y: y(point[low] ?? 0) })).reverse();
    return `M${[...up, ...down].map((place) => `${place.x.toFixed(1)} ${place.y.toFixed(1)}`).join('L')}Z`;
  };
  return (
    <div ref={ref} className="chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label="Worst APCER falls and BPCER rises with the threshold">
        {[0, 0.25, 0.5, 0.75, 1].map((mark) => (
          <g key={mark}>
            <path className="grid" d={`M${LEFT} ${y(mark)}H${width - 14}`} />
            <text className="axis" x={LEFT - 6} y={y(mark) + 4} textAnchor="end">{mark * 100} %</text>
          </g>
        ))}
        {[0, 20, 40, 60, 80, 100].map((mark) => (
          <text key={mark} className="axis" x={x(mark)} y={HEIGHT - FOOT + 16} textAnchor="middle">{mark}</text>
        ))}
        <text className="axis" x={(LEFT + width) / 2} y={HEIGHT - 6} textAnchor="middle">threshold</text>
        <path className="area-attack" d={band('worstLow', 'worstHigh')} />
        <path className="area-live" d={band('bpcerLow', 'bpcerHigh')} />
        <path className="line-attack" d={staircase('apcerMax')} />
        <path className="line-live" d={staircase('bpcer')} />
        <path className="here" d={`M${x(at)} 8V${HEIGHT - FOOT}`} />
      </svg>
    </div>
  );
}
