// A WebSocket by hand: what is sent and how it is closed is up to the case.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { target } from '../reporting.js';
import { read } from './messages.js';

const PATIENCE_MS = 90_000;
const ca = target.ca ? [readFileSync(target.ca)] : undefined;
export const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export class Socket {
  // Dials and sends the handshake. Out: a socket whose `head` is the answer to it.
  static async open(at, path, { headers = {} } = {}) {
    const host = `${at.hostname}${at.port ? `:${at.port}` : ''}`;
    const connection = tls.connect({ host: at.hostname, port: at.port || 443, ca, ALPNProtocols: ['http/1.1'] });
    connection.setTimeout(PATIENCE_MS, () => connection.destroy(new Error('no answer')));
    const asked = {
      Host: host,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      'Sec-WebSocket-Version': '13',
      ...headers,
    };
    const lines = Object.entries(asked).filter(([, value]) => value !== null);
    connection.write(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    const socket = new Socket(connection);
    socket.head = await socket.readHead();
    return socket;
  }

  constructor(connection) {
    this.connection = connection;
    this.buffer = Buffer.alloc(0);
    this.waiting = [];
    this.ended = undefined;
    connection.on('data', (data) => {
      this.buffer = Buffer.concat([this.buffer, data]);
      this.wake();
    });
    const end = (problem) => {
      this.ended ??= problem instanceof Error ? problem : new Error('the connection has ended');
      this.wake();
    };
    connection.on('end', end);
    connection.on('close', end);
    connection.on('error', end);
  }

  wake() {
    this.waiting.splice(0).forEach((resolve) => resolve());
  }

  // Waits until `take` finds something in the buffer.
  async until(take) {
    for (;;) {
      const found = take();
      if (found !== undefined) {
        return found;
      }
      if (this.ended) {
        throw this.ended;
      }
      await new Promise((resolve) => this.waiting.push(resolve));
    }
  }

  async readHead() {
    const text = await this.until(() => {
      const end = this.buffer.indexOf('\r\n\r\n');
      if (end < 0) {
        return undefined;
      }
      const head = this.buffer.toString('latin1', 0, end);
      this.buffer = this.buffer.subarray(end + 4);
      return head;
    });
    const [first, ...lines] = text.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    return { status: Number(first.split(' ')[1]), headers };
  }

  // The next frame: its opcode and payload. Frames of a server are not masked.
  async frame() {
    return this.until(() => {
      if (this.buffer.length < 2) {
        return undefined;
      }
      let [length, start] = [this.buffer[1] & 0x7f, 2];
      if (length === 126) {
        if (this.buffer.length < 4) {
          return undefined;
        }
        [length, start] = [this.buffer.readUInt16BE(2), 4];
      } else if (length === 127) {
        if (this.buffer.length < 10) {
          return undefined;
        }
        [length, start] = [Number(this.buffer.readBigUInt64BE(2)), 10];
      }
      if (this.buffer.length < start + length) {
        return undefined;
      }
      const frame = { opcode: this.buffer[0] & 0x0f, payload: this.buffer.subarray(start, start + length) };
      this.buffer = this.buffer.subarray(start + length);
      return frame;
    });
  }

  // The next message or close of the server.
  async next() {
    const { opcode, payload } = await this.frame();
    if (opcode === OPCODES.close) {
      return { closed: payload.length >= 2 ? payload.readUInt16BE(0) : null };
    }
    if (opcode !== OPCODES.binary) {
      throw new Error(`the server sent a frame of kind ${opcode}`);
    }
    return read(Buffer.from(payload));
  }

  frameOut(opcode, payload, { last = true, masked = true } = {}) {
    const mask = masked ? randomBytes(4) : Buffer.alloc(0);
    const long = payload.length > 125 ? (payload.length > 0xffff ? 127 : 126) : payload.length;
    const head = Buffer.alloc(long === 127 ? 10 : long === 126 ? 4 : 2);
    head[0] = (last ? 0x80 : 0) | opcode;
    head[1] = (masked ? 0x80 : 0) | long;
    if (long === 126) {
      head.writeUInt16BE(payload.length, 2);
    } else if (long === 127) {
      head.writeBigUInt64BE(BigInt(payload.length), 2);
    }
    const bytes = Buffer.from(payload);
    if (masked) {
      for (let index = 0; index < bytes.length; index += 1) {
        bytes[index] ^= mask[index % 4];
      }
    }
    this.connection.write(Buffer.concat([head, mask, bytes]));
  }

  send(message) {
    this.frameOut(OPCODES.binary, message);
  }

  close(code) {
    const payload = Buffer.alloc(code === undefined ? 0 : 2);
    if (code !== undefined) {
      payload.writeUInt16BE(code);
    }
    this.frameOut(OPCODES.close, payload);
  }

  // Cuts the connection without a word.
  cut() {
    this.connection.destroy();
  }
}
