// Watches the component's socket from inside the page and says what the wire demanded of the server.
//
// In: a tab before it opens its page. Out: what was received and how it was closed. Never: changes a byte
// that was not asked to be spoiled.

import { EventStreamCodec } from '@smithy/core/event-streams';
import { expect } from './reporting.js';

const STRING = 'string';
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

// Must be called before the tab opens its page.
export async function watchSockets(tab) {
  await tab.addInitScript(() => {
    const sockets = [];
    window.witnessedSockets = sockets;
    const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    window.WebSocket = class extends WebSocket {
      constructor(...words) {
        super(...words);
        const seen = { received: [], text: 0, asked: null, closed: null };
        sockets.push(seen);
        this.witnessed = seen;
        this.addEventListener('message', async ({ data }) => {
          if (typeof data === 'string') {
            seen.text += 1;
          } else {
            // The place is taken before waiting, so that the order stays.
            const place = seen.received.push('') - 1;
            seen.received[place] = hex(data instanceof Blob ? await data.arrayBuffer() : data);
          }
        });
        this.addEventListener('close', ({ code, wasClean }) => {
          seen.closed = { code, wasClean };
        });
      }

      close(...words) {
        this.witnessed.asked ??= words[0] ?? null;
        super.close(...words);
      }
    };
  });
}

// From now on every message of the component arrives with a flipped bit, as from a broken network card.
export async function spoilMessages(tab) {
  await tab.evaluate(() => {
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      const bytes = new Uint8Array(ArrayBuffer.isView(data) ? data.buffer : data).slice();
      bytes[bytes.length - 1] ^= 1;
      send.call(this, bytes);
    };
  });
}

// What the tab's only socket saw: the messages in order, and the close codes of both sides.
export async function testimony(tab) {
  const sockets = await tab.evaluate(() => window.witnessedSockets);
  expect(sockets.length === 1, `the page opened ${sockets.length} sockets`);
  const [{ received, text, asked, closed }] = sockets;
  expect(text === 0, `${text} messages came as text`);
  const messages = received.map((message) => codec.decode(Buffer.from(message, 'hex')));
  for (const { headers } of messages) {
    for (const [name, { type }] of Object.entries(headers)) {
      expect(type === STRING, `the header ${name} is of type ${type}`);
    }
  }
  const bodies = messages.map(({ body }) => JSON.parse(Buffer.from(body).toString('utf8')));
  const names = messages.map(({ headers }) => (headers[':event-type'] ?? headers[':exception-type'])?.value);
  return { names, bodies, asked, closed };
}

// A check that ran to its end: the challenge, its parameters, the farewell, in messages and then as a close frame.
export function expectWholeExchange({ names, bodies, closed }, challenge) {
  const wanted = ['ChallengeEvent', 'ServerSessionInformationEvent', 'DisconnectionEvent'];
  expect(JSON.stringify(names) === JSON.stringify(wanted), `the server sent ${names}`);
  expect(bodies[0].Type === challenge, `the challenge is ${bodies[0].Type}`);
  const parameters = bodies[1].SessionInformation.Challenge[challenge];
  expect(parameters, 'the parameters are of another challenge');
  expectParameters(parameters);
  expect(closed?.code === 1000, `the socket was closed with ${closed?.code}`);
}

// The server's answer to the close code `asked` of the client.
export function expectPoliteClose({ asked, closed }, wanted) {
  expect(asked === wanted, `the component closed with ${asked}, not ${wanted}`);
  expect(closed?.code === 1000, `the server answered with ${closed?.code}`);
}

function expectParameters({ OvalParameters, ChallengeConfig, ColorSequences }) {
  const mayBeZero = ['FaceDistanceThresholdMax'];
  for (const [name, value] of Object.entries({ ...OvalParameters, ...ChallengeConfig })) {
    expect(typeof value === 'number' && (value !== 0 || mayBeZero.includes(name)), `${name} is ${value}`);
  }
  expect(Object.keys(ChallengeConfig).length === 11, `the ChallengeConfig is ${JSON.stringify(ChallengeConfig)}`);
  const fit = ChallengeConfig.OvalFitTimeout;
  expect(Number.isInteger(fit) && fit % 1000 === 0, `OvalFitTimeout is ${fit}`);
  if (ColorSequences) {
    const [first, ...others] = ColorSequences;
    expect(first.DownscrollDuration === 0 && first.FlatDisplayDuration > 0, 'the first colour scrolls');
    const scrolls = (entry) => entry.DownscrollDuration > 0 && entry.FlatDisplayDuration === 0;
    expect(others.length > 0 && others.every(scrolls), 'a later colour is flat');
    expect(ColorSequences.length <= 51, `${ColorSequences.length} colours`);
  }
}
