-- Each index that leads a list holds all that lists are filtered and sorted by: a row that is not shown is not read.
-- Rows hold results of several kilobytes, so reading one to refuse it costs more than the whole index entry.
DROP INDEX sessions_created;
DROP INDEX sessions_status_created;
DROP INDEX sessions_owner_created;
DROP INDEX sessions_challenge_created;
DROP INDEX sessions_signal_created;
DROP INDEX sessions_review_created;
DROP INDEX sessions_confidence;
CREATE INDEX sessions_created ON sessions
    (created_at_ms, id, owner, status, challenge_kind, signal, review, confidence, feedback);
CREATE INDEX sessions_status_created ON sessions
    (status, created_at_ms, id, owner, challenge_kind, signal, review, confidence, feedback);
CREATE INDEX sessions_owner_created ON sessions
    (owner, created_at_ms, id, status, challenge_kind, signal, review, confidence, feedback);
CREATE INDEX sessions_challenge_created ON sessions
    (challenge_kind, created_at_ms, id, owner, status, signal, review, confidence, feedback)
    WHERE challenge_kind IS NOT NULL;
CREATE INDEX sessions_signal_created ON sessions
    (signal, created_at_ms, id, owner, status, challenge_kind, review, confidence, feedback)
    WHERE signal IS NOT NULL;
CREATE INDEX sessions_review_created ON sessions
    (review, created_at_ms, id, owner, status, challenge_kind, signal, confidence, feedback)
    WHERE review IS NOT NULL;
CREATE INDEX sessions_confidence ON sessions
    (confidence, id, created_at_ms, owner, status, challenge_kind, signal, review, feedback)
    WHERE confidence IS NOT NULL;

-- The same for feedback: a check with a code has ended, so that of these columns only the review still changes.
CREATE TABLE session_feedback_wide (
    code            TEXT    NOT NULL,
    created_at_ms   INTEGER NOT NULL,
    session_id      TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    owner           TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    challenge_kind  TEXT,
    signal          TEXT,
    review          TEXT,
    confidence      REAL,
    PRIMARY KEY (code, created_at_ms, session_id)
) STRICT, WITHOUT ROWID;

INSERT INTO session_feedback_wide
    SELECT code, session_feedback.created_at_ms, session_id, owner, status, challenge_kind, signal, review, confidence
    FROM session_feedback JOIN sessions ON sessions.id = session_id;
DROP TABLE session_feedback;
ALTER TABLE session_feedback_wide RENAME TO session_feedback;
CREATE INDEX session_feedback_session ON session_feedback (session_id);
