// The console in Chromium: what operators of each role can do, see and break.
//
// In: the command of this repository; the server is started here, since its keys and operators are changed. Out: one line
// a case. Never: a person who is not simulated.

import { CASES as CHECKS, CORE as CORE_CHECKS } from './console/checks.js';
import { CASES as DOORS } from './console/doors.js';
import { CORE as PROVIDED } from './console/provided.js';
import { CASES as SERVICE, CORE as CORE_SERVICE } from './console/service.js';
import { endServer } from './console/stage.js';
import { CASES as STATES } from './console/states.js';
import { run, target } from './reporting.js';

const CORE = [...CORE_CHECKS, ...CORE_SERVICE, ...PROVIDED];
const ALL = [...CORE, ...DOORS, ...CHECKS, ...SERVICE, ...STATES];
const CASES = target.gallery ? STATES : target.quick ? CORE : ALL;
await run('console', target.catchlight_version, CASES);
await endServer();
