// The client, the stream, and how the check was requested: plain facts in pairs.

import { bytes, count, moment, seconds } from '../formats.js';
import { Section } from '../parts/Page.jsx';

const known = (value) => value !== null && value !== undefined && value !== '';

function Pairs({ pairs }) {
  return (
    <dl className="facts">
      {pairs.filter(([, value]) => known(value)).map(([name, value, isBad]) => (
        <div key={name} className={isBad ? 'fact-bad' : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

// Clients send about one slice a second.
const LONG_GAP_MS = 2500;
const SLOW_FPS = 8;

export function Facts({ check }) {
  const { client, stream, settings, pageCheck } = check;
  return (
    <>
      {stream ? (
        <Section id="stream" title="Stream health">
          <Pairs
            pairs={[
              ['Video', [stream.codec?.toUpperCase(), stream.container].filter(known).join(' in ')],
              ['Size', known(stream.widthPx) ? `${stream.widthPx} × ${stream.heightPx} px` : null],
              ['Length', known(stream.durationMs) ? seconds(stream.durationMs, 1) : null],
              ['Frames', framesOf(stream)],
              ['With a face', known(stream.framesWithFace) ? shareOf(stream) : null],
              ['Rate', known(stream.framesPerSecond) ? `${stream.framesPerSecond.toFixed(1)} frames/s` : null, stream.framesPerSecond < SLOW_FPS],
              ['Received', known(stream.bytes) ? `${bytes(stream.bytes)}${known(stream.slices) ? ` in ${stream.slices} slices` : ''}` : null],
              ['Longest gap', known(stream.longestGapMs) ? seconds(stream.longestGapMs) : null, stream.longestGapMs > LONG_GAP_MS],
            ]}
          />
        </Section>
      ) : null}
      <Section id="client" title="Client and request">
        <Pairs
          pairs={[
            ['Client', client?.sdkType ?? check.sdkType],
            ['User agent', client?.userAgent],
            ['Supports', client?.challengeVersions?.map((offer) => (typeof offer === 'string' ? offer : `${offer.kind ?? offer.type} ${offer.version}`)).join(', ')],
            ['Camera', known(client?.videoWidthPx) ? `${client.videoWidthPx} × ${client.videoHeightPx} px` : null],
            ['Owner', check.owner],
            ['Reference', check.reference],
            ['Page check', pageCheck ? `${pageCheck.state}, ${attempts(pageCheck.attempts)}` : null],
            ['Audit images', known(settings?.auditImagesLimit) ? `at most ${settings.auditImagesLimit}` : null],
            ['Valid until', moment(check.expiresAtMs)],
          ]}
        />
      </Section>
    </>
  );
}

function attempts(value) {
  const number = Array.isArray(value) ? value.length : value;
  return number === 1 ? '1 attempt' : `${number ?? 'no'} attempts`;
}

function framesOf({ framesDecoded, framesAnalysed }) {
  if (!known(framesDecoded)) {
    return null;
  }
  return known(framesAnalysed) ? `${count(framesDecoded)} decoded, ${count(framesAnalysed)} analysed` : count(framesDecoded);
}

function shareOf({ framesWithFace, framesAnalysed }) {
  return framesAnalysed ? `${count(framesWithFace)} (${Math.round((framesWithFace / framesAnalysed) * 100)} %)` : count(framesWithFace);
}
