import { useCallback, useMemo, useState } from 'react';
import { ThemeProvider } from '@aws-amplify/ui-react';
import { FaceLivenessDetectorCore } from '@aws-amplify/ui-react-liveness';
import { Message } from './Message.jsx';
import { explain } from './explanations.js';
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

  // The component is removed from the page at once: its timers would otherwise report a second ending.
  const onAnalysisComplete = useCallback(async () => {
    report('onAnalysisComplete');
    setOutcome({ title: 'Check complete', text: 'You can close this page.', kind: 'done' });
  }, []);
  const onUserCancel = useCallback(() => {
    report('onUserCancel');
    setOutcome({ title: 'Check cancelled', text: 'There is no result. Request a new check to try again.', kind: 'quiet' });
  }, []);
  const onError = useCallback((failure) => {
    const { state, error } = failure;
    const message = error?.message || error?.Message || '';
    report('onError', { state, name: error?.name, message });
    setOutcome({ title: 'The check did not finish', kind: 'problem', ...explain(state, { name: error?.name, message }) });
  }, []);

  if (outcome) {
    return <Message {...outcome} />;
  }
  return (
    <ThemeProvider>
      <main className="page">
        <header>
          <h1 className="page-title">Liveness check</h1>
          <p className="page-advice">Turn up your screen brightness, face the light, and take off sunglasses and masks.</p>
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
