// What the names of the service mean, in words for an operator.
//
// In: names of failures, feedback codes, states; signals come with their words. Out: words. A name that is new here is shown as it is.
// Never: a table with a prototype, in which names would be found that nobody put there.

export const CHALLENGES = {
  __proto__: null,
  FaceMovementAndLightChallenge: 'Movement and light',
  FaceMovementChallenge: 'Movement',
};

// The same for a column of a table.
export const SHORT_CHALLENGES = {
  __proto__: null,
  FaceMovementAndLightChallenge: 'Light',
  FaceMovementChallenge: 'Movement',
};

export const STATUSES = {
  __proto__: null,
  CREATED: 'Created',
  IN_PROGRESS: 'In progress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  EXPIRED: 'Expired',
};

export const FAILURES = {
  __proto__: null,
  connection_lost: 'the connection was lost',
  client_closed_early: 'the client closed the connection before the end',
  page_left: 'the person left the page',
  client_error: 'the client reported an error of its own',
  face_fit_timeout: 'the face did not reach the oval in time',
  no_face_timeout: 'no face was visible in time',
  cancelled: 'the person cancelled',
  app_left_view: 'the app was moved to the background',
  client_runtime_error: 'the client had a runtime error',
  no_camera_permission: 'access to the camera was denied',
  user_error: 'the client reported a user error',
  view_disposed: 'the app closed the view',
  unknown_close: 'the client closed the connection with an unknown code',
  challenge_refused: 'the client supports no challenge that the server offers',
  bad_message: 'the client sent an unreadable message',
  wrong_challenge: 'the client responded to a different challenge',
  oval_watchdog: 'the face never reached the oval',
  recording_too_long: 'the recording was too long',
  video_too_large: 'the video was too large',
  missing_end: 'the client never reported the end of the check',
  no_video: 'no video arrived',
  replaced: 'a later attempt replaced it',
};

// Code to what it says and what can be done about it.
export const FEEDBACK = {
  __proto__: null,
  FACE_NOT_VISIBLE: ['Face not visible', 'The person should keep the whole face in view until the end.'],
  FACE_OBSTRUCTION_DETECTED: ['Face obstructed', 'Take off glasses, mask or scarf; keep hair and hands away from the face.'],
  LOW_VIDEO_QUALITY_DETECTED: ['Low video quality', 'Clean the lens, hold the device still, use a faster connection or another camera.'],
  FACE_NOT_ALIGNED: ['Face not aligned', 'Look into the camera and follow the oval; only one person may be in view.'],
  EYES_CLOSED_DETECTED: ['Eyes closed', 'Keep the eyes open while the image is taken.'],
  LOW_LIGHTING_DETECTED: ['Too dark', 'Turn on a light in front of the face.'],
  HIGH_LIGHTING_DETECTED: ['Too bright', 'Move away from the window or out of the sun: the screen must be able to light the face.'],
};

export const STEPS = {
  __proto__: null,
  created: 'Session created',
  started: 'Stream opened',
  challengeSent: 'Challenge sent',
  firstFrame: 'First frame',
  faceFound: 'Face found',
  ovalReached: 'Face in the oval',
  colorsBegin: 'Colours begin',
  colorsEnd: 'Colours end',
  lastSlice: 'Last slice received',
  resultStored: 'Result stored',
  imagesStored: 'Images stored',
  failed: 'Failed',
  expired: 'Expired',
  reviewed: 'Reviewed',
};

export const DECISIONS = { __proto__: null, live: 'Live person', attack: 'Attack', unsure: 'Unsure' };

// Presentation attack instruments as ISO/IEC 30107 groups them.
export const SPECIES = {
  __proto__: null,
  print: 'Print or photo',
  replay: 'Replay on a screen',
  mask: 'Mask',
  injection: 'Injected video',
  relighting: 'Relit or generated video',
  other: 'Something else',
};

export const ROLES = {
  __proto__: null,
  viewer: ['Viewer', 'sees checks and figures, but no images'],
  reviewer: ['Reviewer', 'also sees images, reviews checks, starts trial checks'],
  admin: ['Admin', 'also manages keys and operators, reads the audit log, erases checks'],
};

export const named = (table, name) => (Array.isArray(table[name]) ? table[name][0] : table[name]) ?? spaced(name);

export function spaced(name) {
  const words = String(name ?? '').replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_.-]+/g, ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// The verdict of a check as a sentence, with its tone: live, attack, unsure or quiet.
export function headline(check) {
  if (check.status === 'FAILED') {
    return { tone: 'quiet', title: 'Not carried out', text: `No verdict: ${FAILURES[check.failure] ?? check.failure ?? 'the reason is not known'}.` };
  }
  if (check.status === 'EXPIRED') {
    return { tone: 'quiet', title: 'Expired', text: 'Nobody carried this check out in time.' };
  }
  if (check.confidence === null) {
    const waits = check.status === 'CREATED';
    return { tone: 'quiet', title: waits ? 'Waiting for the person' : 'In progress', text: 'The verdict appears here when the check is over.' };
  }
  const reason = check.strongest ? `Strongest reason: ${check.strongest.reason}.` : 'No signal was decisive.';
  if (check.passed) {
    return { tone: 'live', title: 'Passed as a live person', text: reason };
  }
  if (check.strongest?.direction === 'attack') {
    return { tone: 'attack', title: 'Refused as an attack', text: reason };
  }
  return { tone: 'unsure', title: 'Refused: a live person was not proven', text: `${reason} This is not an accusation.${check.feedback.length ? ' The feedback below says what would help.' : ''}` };
}
