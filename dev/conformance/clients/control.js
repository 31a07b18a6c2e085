// What the streaming cases need from the control plane.

import {
  CreateFaceLivenessSessionCommand,
  GetFaceLivenessSessionResultsCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { expect, NotApplicable, pause, target } from './reporting.js';
import { minted } from './wire/control.js';

const POLL_MS = 100;
const PATIENCE_MS = 90_000;

const credentials = { accessKeyId: target.access_key, secretAccessKey: target.secret_key };
if (target.session_token) {
  credentials.sessionToken = target.session_token;
}
export const clientSettings = { endpoint: target.endpoint, region: target.region, maxAttempts: 1, credentials };

const rekognition = new RekognitionClient(clientSettings);

// A new session's id; `challenge` is a challenge type, or nothing for the server's choice.
export async function createSession(challenge, AuditImagesLimit = 0) {
  const ChallengePreferences = challenge ? [{ Type: challenge }] : undefined;
  const Settings = { AuditImagesLimit, ChallengePreferences };
  return (await rekognition.send(new CreateFaceLivenessSessionCommand({ Settings }))).SessionId;
}

export async function resultsOf(SessionId) {
  return rekognition.send(new GetFaceLivenessSessionResultsCommand({ SessionId }));
}

// Credentials with a session token, as SDKs name their parts, that are good for this session only.
export async function sessionCredentials(session) {
  if (target.endpoint.includes('.amazonaws.com')) {
    throw new NotApplicable('AWS has no credentials for one check');
  }
  const { id: accessKeyId, secret: secretAccessKey, token: sessionToken } = await minted(session);
  return { accessKeyId, secretAccessKey, sessionToken };
}

export async function expectFailed(session) {
  const status = await terminalStatus(session);
  expect(status === 'FAILED', `Status is ${status}`);
}

// The status once it is no longer CREATED or IN_PROGRESS, or the last one seen when patience ends.
async function terminalStatus(session) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { Status } = await resultsOf(session);
    if (!['CREATED', 'IN_PROGRESS'].includes(Status) || performance.now() > deadline) {
      return Status;
    }
    await pause(POLL_MS);
  }
}
