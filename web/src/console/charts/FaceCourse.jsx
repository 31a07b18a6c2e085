// The way of the face: on the picture, and as overlap over time.

import { linear, lineThrough, ticks } from './scale.js';
import { useWidth } from './useWidth.js';

const MOST_BOXES = 14;
const HEIGHT = 210;

export function OvalPlot({ course }) {
  const height = 300;
  const width = Math.round(height * course.aspect);
  const every = Math.max(1, Math.ceil(course.boxes.length / MOST_BOXES));
  const boxes = course.boxes.filter((_, place) => place % every === 0 || place === course.boxes.length - 1);
  const { oval } = course;
  const middles = course.boxes.map(({ left, top, width: wide, height: high }) => ({ x: (left + wide / 2) * width, y: (top + high / 2) * height }));
  return (
    <svg className="oval-plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Course of the face box in ${course.boxes.length} frames${oval ? ' and the oval' : ''}`}>
      <rect className="plot-frame" x="0.5" y="0.5" width={width - 1} height={height - 1} />
      {boxes.map((box, place) => (
        <rect
          key={box.videoMs}
          className={place === boxes.length - 1 ? 'face-box face-box-last' : 'face-box'}
          strokeOpacity={0.15 + (0.85 * (place + 1)) / boxes.length}
          x={box.left * width} y={box.top * height} width={box.width * width} height={box.height * height} rx="3"
        />
      ))}
      <path className="face-way" d={lineThrough(middles)} />
      {oval ? <ellipse className="oval" cx={oval.centerX * width} cy={oval.centerY * height} rx={(oval.width / 2) * width} ry={(oval.height / 2) * height} /> : null}
    </svg>
  );
}

export function OverlapPlot({ course }) {
  const [ref, width] = useWidth(320);
  const [from, to] = [course.overlaps[0].videoMs, course.overlaps.at(-1).videoMs];
  const x = linear(from, to, 30, width - 6);
  const y = linear(1, 0, 8, HEIGHT - 24);
  const last = course.overlaps.at(-1).overlap;
  return (
    <div ref={ref} className="chart">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role="img" aria-label={`Overlap of face and oval, ${last.toFixed(2)} at the end`}>
        {course.colors ? (
          <rect className="shade" x={x(Math.max(from, course.colors.start))} y={y(1)} width={Math.max(0, x(Math.min(to, course.colors.end)) - x(Math.max(from, course.colors.start)))} height={y(0) - y(1)} />
        ) : null}
        {[0, 0.5, 1].map((mark) => (
          <g key={mark}>
            <path className="grid" d={`M30 ${y(mark)}H${width - 6}`} />
            <text className="axis" x="24" y={y(mark) + 4} textAnchor="end">{mark}</text>
          </g>
        ))}
        {ticks(from / 1000, to / 1000, width / 90).map((mark) => (
          <text key={mark} className="axis" x={x(mark * 1000)} y={HEIGHT - 6} textAnchor="middle">{mark} s</text>
        ))}
        <path className="line-skin" d={lineThrough(course.overlaps.map(({ videoMs, overlap }) => ({ x: x(videoMs), y: y(overlap) })))} />
      </svg>
    </div>
  );
}
