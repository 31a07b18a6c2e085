import { useCallback, useMemo, useState } from 'react';
import { ThemeProvider } from '@aws-amplify/ui-react';
import { FaceLivenessDetectorCore } from '@aws-amplify/ui-react-liveness';
import { Message } from './Message.jsx';
import { report } from './journal.js';

// Runs one check with Amplify's component, then says how it went.
export function CheckPage({ settings }) {
  const [outcome, setOutcome] = useState(null);

  const config = useMemo(
    () => ({
      endpointOverride: settings.endpoint,
      binaryPath: settings.wasm,
      faceModelUrl: settings.model,
      systemClockOffset: Number(settings.clockOffsetMs),
      credentialProvider: async () => ({
        accessKeyId: settings.accessKeyId,
        secretAccessKey: settings.secretAccessKey,
        ...(settings.sessionToken ? { sessionToken: settings.sessionToken } : {}),
      }),
    }),
    [settings],
  );

  // The component is taken off the page at once: its timers would otherwise report a second ending.
  const onAnalysisComplete = useCallback(async () => {
    report('onAnalysisComplete');
    setOutcome({ title: 'Check complete', text: 'You can close this page.', kind: 'done' });
  }, []);
  const onUserCancel = useCallback(() => {
    report('onUserCancel');
    setOutcome({ title: 'Check cancelled', text: 'Nothing was decided. Ask for a new check to try again.', kind: 'quiet' });
  }, []);
  const onError = useCallback((failure) => {
    const { state, error } = failure;
    const message = error?.message || error?.Message || '';
    report('onError', { state, name: error?.name, message });
    setOutcome({ title: 'The check did not finish', text: describe(state, message), kind: 'problem' });
  }, []);

  if (outcome) {
    return <Message {...outcome} />;
  }
  return (
    <ThemeProvider>
      <main className="page">
        <header>
          <h1 className="page-title">Liveness check</h1>
          <p className="page-advice">Turn your screen bright, face the light, take off sunglasses and masks.</p>
        </header>
        <FaceLivenessDetectorCore
          sessionId={settings.session}
          region={settings.region}
          disableStartScreen={settings.startScreen === 'no'}
          onAnalysisComplete={onAnalysisComplete}
          onUserCancel={onUserCancel}
          onError={onError}
          config={config}
        />
      </main>
    </ThemeProvider>
  );
}

const EXPLANATIONS = {
  TIMEOUT: 'Your face did not fill the oval in time. Please ask for a new check and try again.',
  CAMERA_ACCESS_ERROR: 'The camera could not be used. Allow this page to use it and ask for a new check.',
  CAMERA_FRAMERATE_ERROR: 'The camera is too slow for this check (15 frames a second are needed).',
  DEFAULT_CAMERA_NOT_FOUND_ERROR: 'No camera was found.',
  MOBILE_LANDSCAPE_ERROR: 'Please hold your phone upright and ask for a new check.',
  CONNECTION_TIMEOUT: 'The server could not be reached.',
};

function describe(state, message) {
  return EXPLANATIONS[state] ?? (message || 'Something went wrong. Please ask for a new check.');
}
