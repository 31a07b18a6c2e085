// The hosted check page in Chromium: from the link to the way back, and every way it can go otherwise.
//
// In: an endpoint that serves the page and lists https://app.example and https://other.example as origins. Out: one line a
// case. Never: a request to anywhere but the endpoint and the application, which is played here.

import { CASES as ANSWERING, QUICK } from './check_page/answering.js';
import { CASES as CHOICE } from './check_page/choice.js';
import { beginToExpire, CASES as ENDINGS } from './check_page/endings.js';
import { CASES as EXAMPLES } from './check_page/examples.js';
import { CASES as PLAIN } from './check_page/plain.js';
import { CASES as READERS } from './check_page/readers.js';
import { CASES as STATES } from './check_page/states.js';
import { CASES as FIRST_START } from './console/first_start.js';
import { run, target, versionOf } from './reporting.js';

const CASES = target.quick ? QUICK : [...QUICK, ...ANSWERING, ...FIRST_START, ...READERS, ...STATES, ...PLAIN, ...CHOICE, ...EXAMPLES, ...ENDINGS];
if (!target.quick && (target.cases.length === 0 || target.cases.includes('check-page-expired-link'))) {
  beginToExpire();
}
const version = versionOf('@aws-amplify/ui-react-liveness', '../../../web/');
await run('check-page', version, CASES);
