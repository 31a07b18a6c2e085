// The AWS SDK for JavaScript as a driver of the control plane: requests as JSON lines in, answers as JSON lines out.
// See driver.py for the form of the lines.

import { createInterface } from 'node:readline';
import * as sdk from '@aws-sdk/client-rekognition';
import * as streamingSdk from '@aws-sdk/client-rekognitionstreaming';
import { describe } from './schemas.js';
import { versionOf } from './reporting.js';

const clients = new Map();

function client(caller) {
  const key = JSON.stringify(caller);
  if (!clients.has(key)) {
    const { endpoint, region, access_key, secret_key, session_token, max_attempts: maxAttempts } = caller;
    const credentials = { accessKeyId: access_key, secretAccessKey: secret_key };
    if (session_token) {
      credentials.sessionToken = session_token;
    }
    clients.set(key, new sdk.RekognitionClient({ endpoint, region, maxAttempts, credentials }));
  }
  return clients.get(key);
}

async function answer({ operation, members, caller }) {
  if (operation === 'Describe') {
    return describe(members.Operation.startsWith('Start') ? streamingSdk : sdk, members.Operation, members.Part);
  }
  try {
    const command = new sdk[`${operation}Command`](members);
    const { $metadata, ...told } = await client(caller).send(command);
    return { status: $metadata.httpStatusCode, request_id: $metadata.requestId, members: told };
  } catch (error) {
    if (!error.$metadata?.httpStatusCode) {
      return { broken: `${error.name}: ${error.message}` };
    }
    const { httpStatusCode: status, requestId: request_id } = error.$metadata;
    return { status, request_id, error: error.name, message: error.message };
  }
}

// Bytes as they are on the wire.
const encoded = (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
const tell = (told) => process.stdout.write(`${JSON.stringify(told, encoded)}\n`);

tell({ version: versionOf('@aws-sdk/client-rekognition') });
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  answer(asked).then((told) => tell({ id: asked.id, ...told }));
}
