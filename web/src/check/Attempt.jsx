// One attempt with Amplify's component, unmodified. Loaded when a person starts.

import { useCallback, useEffect, useMemo, useRef } from 'react';
import { FaceLivenessDetectorCore } from '@aws-amplify/ui-react-liveness';
import '@aws-amplify/ui-react/styles.css';
import { nameProgress } from './progress.js';
import { closeLeftSockets, noteSockets } from './sockets.js';

noteSockets();

const origin = window.location.origin;

// The reason that the page gives, by the name that the component or the server has for it.
const BY_ERROR = {
  __proto__: null,
  ServiceQuotaExceededException: 'busy',
  ServiceUnavailableException: 'busy',
  ThrottlingException: 'busy',
};
const BY_STATE = {
  __proto__: null,
  TIMEOUT: 'timeout',
  CAMERA_ACCESS_ERROR: 'camera',
  CAMERA_FRAMERATE_ERROR: 'slow',
  CONNECTION_TIMEOUT: 'connection',
  DEFAULT_CAMERA_NOT_FOUND_ERROR: 'noCamera',
  FACE_DISTANCE_ERROR: 'distance',
  MOBILE_LANDSCAPE_ERROR: 'landscape',
  MULTIPLE_FACES_ERROR: 'faces',
};

export default function Attempt({ words, grant, onEnd }) {
  const config = useMemo(
    () => ({
      endpointOverride: origin,
      binaryPath: `${origin}/check/liveness/wasm/`,
      faceModelUrl: `${origin}/check/liveness/model/model.json`,
      credentialProvider: async () => ({
        accessKeyId: grant.accessKeyId,
        secretAccessKey: grant.secretAccessKey,
        sessionToken: grant.sessionToken,
      }),
    }),
    [grant],
  );
  useEffect(() => closeLeftSockets, []);
  const stage = useRef(null);
  useEffect(() => nameProgress(stage.current, words.progress), [words]);
  const onError = useCallback(
    async ({ state, error }) => {
      const why = BY_ERROR[error?.name] ?? BY_STATE[state] ?? 'other';
      // To the component a camera that is missing is one that cannot be used.
      onEnd(why === 'camera' && !(await hasCamera()) ? 'noCamera' : why);
    },
    [onEnd],
  );
  return (
    <main className="stage" ref={stage}>
      <h1 className="unseen">{words.title}</h1>
      <FaceLivenessDetectorCore
        sessionId={grant.session}
        region={grant.region}
        disableStartScreen
        onAnalysisComplete={async () => onEnd('done')}
        onUserCancel={() => onEnd('stopped')}
        onError={onError}
        config={config}
        displayText={words.component}
      />
    </main>
  );
}

async function hasCamera() {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.some(({ kind }) => kind === 'videoinput');
  } catch {
    // If nobody can tell, the page does not claim that there is no camera.
    return true;
  }
}
