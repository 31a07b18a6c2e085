// Messages of an event stream by hand, whole or broken on purpose.

import { EventChain } from './sigv4.js';

const STRING = 7;
const BYTES = 6;
const TIMESTAMP = 8;

function header(name, type, value) {
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([type]), value]);
}

function sized(bytes) {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const text = (name, value) => header(name, STRING, sized(Buffer.from(value)));

function date(milliseconds) {
  const value = Buffer.alloc(8);
  value.writeBigInt64BE(BigInt(Math.floor(milliseconds)));
  return header(':date', TIMESTAMP, value);
}

function message(headers, payload) {
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(checksum(prelude.subarray(0, 8)), 8);
  const body = Buffer.concat([prelude, headers, payload]);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(checksum(body));
  return Buffer.concat([body, end]);
}

const TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value >>> 0;
});

// CRC-32 of IEEE 802.3.
function checksum(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  }
  return (value ^ 0xffffffff) >>> 0;
}

// An event as it is before it is signed; `members` may be any text instead of JSON.
export function event(type, members) {
  const headers = [text(':event-type', type), text(':message-type', 'event'), text(':content-type', 'application/json')];
  const payload = typeof members === 'string' ? members : JSON.stringify(members);
  return message(Buffer.concat(headers), Buffer.from(payload));
}

// What a service sends instead of an event.
export function exception(name, members) {
  const headers = [text(':message-type', 'exception'), text(':exception-type', name), text(':content-type', 'application/json')];
  return message(Buffer.concat(headers), Buffer.from(JSON.stringify(members)));
}

// Wraps events one after the other into signed messages.
export class Signing {
  constructor(signature, by) {
    this.chain = new EventChain(signature, by);
  }

  // `shiftMs` moves the date of the event.
  wrap(inner, shiftMs = 0) {
    const at = Date.now() + shiftMs;
    const dated = date(at);
    const signature = this.chain.sign(at, dated, inner);
    return message(Buffer.concat([dated, header(':chunk-signature', BYTES, sized(signature))]), inner);
  }
}

// One message of the server: its name and its members. Throws when it is not one whole message.
export function read(bytes) {
  const [total, headersLength] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
  if (total !== bytes.length || bytes.readUInt32BE(total - 4) !== checksum(bytes.subarray(0, total - 4))) {
    throw new Error('the server sent no whole message');
  }
  const headers = {};
  for (let place = 12; place < 12 + headersLength; ) {
    const name = bytes.toString('utf8', place + 1, place + 1 + bytes[place]);
    place += 1 + bytes[place];
    if (bytes[place] !== STRING) {
      throw new Error(`the header ${name} is of type ${bytes[place]}`);
    }
    const length = bytes.readUInt16BE(place + 1);
    headers[name] = bytes.toString('utf8', place + 3, place + 3 + length);
    place += 3 + length;
  }
  const members = JSON.parse(bytes.toString('utf8', 12 + headersLength, total - 4));
  return { name: headers[':event-type'] ?? headers[':exception-type'], type: headers[':message-type'], members };
}
