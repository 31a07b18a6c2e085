// The bare component for one session, with everything it needs in the address: for programs and tests.

import { createRoot } from 'react-dom/client';
import '@aws-amplify/ui-react/styles.css';
import './page.css';
import { CheckPage } from './CheckPage.jsx';
import { Message } from './Message.jsx';
import { loadSettings } from './settings.js';
import { report } from './journal.js';

const root = createRoot(document.getElementById('root'));

loadSettings(window.location)
  .then((settings) => root.render(<CheckPage settings={settings} />))
  .catch((problem) => {
    report('pageError', { message: problem.message });
    root.render(<Message title="This link cannot start a check" text={problem.message} kind="problem" />);
  });
