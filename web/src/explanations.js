// Says in plain words why a check did not finish.
//
// In: the state and the error that the component reports. Out: what the person can do, and the cause for support.

const AGAIN = 'Please request a new check and try again.';

const BY_ERROR = {
  __proto__: null,
  AccessDeniedException: `This link is not valid or has expired. ${AGAIN}`,
  InvalidSignatureException: `This link is not valid, or the clock of this device is wrong. ${AGAIN}`,
  ServiceQuotaExceededException: 'Too many checks are running right now. Please try again in a moment.',
  ServiceUnavailableException: 'The server is about to restart. Please try again in a moment.',
  SessionNotFoundException: `The server does not know this check, or has deleted it. ${AGAIN}`,
  ThrottlingException: 'Too many checks are running right now. Please try again in a moment.',
  UnrecognizedClientException: `This link is not valid or has expired. ${AGAIN}`,
};

const BY_STATE = {
  __proto__: null,
  TIMEOUT: `Your face did not fill the oval in time. ${AGAIN}`,
  CAMERA_ACCESS_ERROR: 'The camera could not be used. Allow this page to use it and request a new check.',
  CAMERA_FRAMERATE_ERROR: 'The camera is too slow for this check (it needs 15 frames per second).',
  CONNECTION_TIMEOUT: 'The server could not be reached. Please check your connection and try again.',
  DEFAULT_CAMERA_NOT_FOUND_ERROR: 'No camera was found.',
  MOBILE_LANDSCAPE_ERROR: 'Please hold your phone upright and request a new check.',
  SERVER_ERROR: `The server ended the check. ${AGAIN}`,
};

export function explain(state, { name, message = '' } = {}) {
  const text = BY_ERROR[name] ?? BY_STATE[state] ?? `Something went wrong. ${AGAIN}`;
  return { text, cause: state === 'SERVER_ERROR' ? sentenceOf(message) : '' };
}

// For errors that the component does not know, its SDK puts the raw JSON of the message before a hint of its own.
function sentenceOf(message) {
  const raw = message.match(/^\{.*?\}/s);
  if (!raw) {
    return message;
  }
  try {
    return JSON.parse(raw[0]).Message ?? '';
  } catch {
    return '';
  }
}
