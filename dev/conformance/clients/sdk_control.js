// The control plane through the AWS SDK for JavaScript.

import { randomUUID } from 'node:crypto';
import {
  CreateFaceLivenessSessionCommand,
  GetFaceLivenessSessionResultsCommand,
  RekognitionClient,
  SessionNotFoundException,
} from '@aws-sdk/client-rekognition';
import { expect, run, target, versionOf } from './reporting.js';

function client(secretAccessKey = target.secret_key) {
  return new RekognitionClient({
    endpoint: target.endpoint,
    region: target.region,
    maxAttempts: 1,
    credentials: { accessKeyId: target.access_key, secretAccessKey },
  });
}

async function errorOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('no error was raised');
}

async function createAndGet() {
  const rekognition = client();
  const { SessionId } = await rekognition.send(new CreateFaceLivenessSessionCommand({}));
  const results = await rekognition.send(new GetFaceLivenessSessionResultsCommand({ SessionId }));
  expect(results.Status === 'CREATED', `Status is ${results.Status}`);
  expect(results.$metadata.requestId, 'the answer carries no request id');
}

async function unknownSession() {
  const command = new GetFaceLivenessSessionResultsCommand({ SessionId: randomUUID() });
  const error = await errorOf(client().send(command));
  expect(error instanceof SessionNotFoundException, `the error is ${error.name}`);
}

async function wrongSecret() {
  const error = await errorOf(client('wrong').send(new CreateFaceLivenessSessionCommand({})));
  expect(error.name === 'InvalidSignatureException', `the error is ${error.name}`);
}

await run('js-sdk', versionOf('@aws-sdk/client-rekognition'), [
  ['create-and-get', createAndGet],
  ['session-not-found', unknownSession],
  ['wrong-secret', wrongSecret],
]);
