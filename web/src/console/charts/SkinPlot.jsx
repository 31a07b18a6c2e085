// Three rows, red, green, blue: the share of the light over time, with the screen's colours as bands behind it.

import { linear, lineThrough, ticks } from './scale.js';
import { useWidth } from './useWidth.js';

const LEFT = 46;
const RIGHT = 8;
const STRIP = 20;
const ROW = 76;
const GAP = 10;
const FOOT = 24;
const LEAST_SWING = 0.6;

export function SkinPlot({ light }) {
  const [ref, width] = useWidth(640);
  const x = linear(light.from, light.to, LEFT, width - RIGHT);
  const hasBands = light.bands.length > 0;
  const top = hasBands ? STRIP + 22 : 4;
  const height = top + 3 * ROW + 2 * GAP + FOOT;
  // One scale for all three, so that swings can be compared.
  const swing = Math.max(LEAST_SWING, ...light.channels.flatMap(({ skin }) => skin.map((value) => Math.abs(value ?? 0)))) * 1.1;
  const marks = ticks(light.from / 1000, light.to / 1000, width / 110);
  return (
    <div ref={ref} className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={spoken(light)}>
        {hasBands ? (
          <>
            <text className="axis" x={LEFT} y={11}>planned colours</text>
            <Bands light={light} x={x} y={17} height={STRIP} />
          </>
        ) : null}
        {light.channels.map((channel, place) => (
          <Row key={channel.name} channel={channel} light={light} x={x} top={top + place * (ROW + GAP)} swing={swing} width={width} />
        ))}
        {marks.map((mark) => (
          <text key={mark} className="axis" x={x(mark * 1000)} y={height - 8} textAnchor="middle">{mark} s</text>
        ))}
      </svg>
    </div>
  );
}

function Bands({ light, x, y, height, faint }) {
  return light.bands.map(({ rgb, start, end }) => (
    <rect key={start} className={faint ? 'band-faint' : undefined} x={x(start)} y={y} width={Math.max(0, x(end) - x(start))} height={height} fill={`rgb(${rgb.join(' ')})`} />
  ));
}

function Row({ channel, light, x, top, swing, width }) {
  const y = linear(swing, -swing, top + 4, top + ROW - 4);
  const lines = (values) => lineThrough(values.map((value, place) => (value === null ? null : { x: x(light.times[place]), y: y(value) })));
  const mean = channel.shown.reduce((sum, value) => sum + value, 0) / (channel.shown.length || 1);
  const most = Math.max(1e-6, ...channel.shown.map((value) => Math.abs(value - mean)));
  // A colour that wipes down the screen grows until it covers it; the next one starts from there.
  const steps = light.bands.map(({ start, covered, end }, place) => {
    const level = y(((channel.shown[place] - mean) / most) * swing * 0.75).toFixed(1);
    const full = Math.min(covered, end);
    return place === 0 ? `M${x(start).toFixed(1)} ${level}H${x(end).toFixed(1)}` : `L${x(full).toFixed(1)} ${level}H${x(end).toFixed(1)}`;
  });
  return (
    <g>
      <Bands light={light} x={x} y={top} height={ROW} faint />
      <rect className="plot-frame" x={LEFT} y={top} width={width - LEFT - RIGHT} height={ROW} />
      <path className="grid" d={`M${LEFT} ${y(0)}H${width - RIGHT}`} />
      <text className="axis" x={LEFT - 6} y={top + ROW / 2 + 4} textAnchor="end">{channel.name}</text>
      <text className="axis axis-small" x={width - RIGHT - 4} y={top + 12} textAnchor="end">±{swing.toFixed(1)} pp</text>
      <path className="line-step" d={steps.join('')} />
      <path className="line-room" d={lines(channel.room)} />
      <path className="line-skin" d={lines(channel.skin)} />
    </g>
  );
}

function spoken({ bands, channels, from, to }) {
  const swings = channels.map(({ name, skin }) => {
    const known = skin.filter((value) => value !== null);
    return `${name.toLowerCase()} ${(Math.max(...known) - Math.min(...known)).toFixed(1)}`;
  });
  return `${bands.length} colours over ${((to - from) / 1000).toFixed(1)} seconds; swing of the skin's chroma in percentage points: ${swings.join(', ')}`;
}
