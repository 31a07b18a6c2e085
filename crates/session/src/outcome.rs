//! How a check ends: close codes, reasons of failure, and the messages for the client.

/// Close codes that the server sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCode {
    /// After the disconnection event, and as the answer to a close of the client.
    Normal,
    /// After an exception; Android takes a 1000 for success even then.
    AfterException,
}

impl CloseCode {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::AfterException => 4005,
        }
    }
}

/// Kinds of exception that the stream can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionKind {
    /// The request or the video cannot be used.
    Validation,
    /// The fault is ours.
    Internal,
    /// The server is stopping or too busy.
    Unavailable,
}

/// An exception for the client; the text goes to the person's screen or log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamException {
    /// Kind.
    pub kind: ExceptionKind,
    /// Text without personal data.
    pub message: String,
}

/// Why the analysis gave no verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnalysisFailure {
    /// The video is damaged, unsupported or over a limit.
    Video,
    /// The fault is ours.
    Internal,
}

/// Why a session is FAILED, for the log and the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureReason {
    /// The connection ended without a close frame.
    ConnectionLost,
    /// Close 1000 before the end of the check.
    ClientClosedEarly,
    /// Close 1001: the page was left.
    PageLeft,
    /// Close 4000: another error of the client.
    ClientError,
    /// Close 4001: the face did not fill the oval in time.
    FaceFitTimeout,
    /// Close 4002: the client saw no face.
    NoFaceTimeout,
    /// Close 4003: the person cancelled.
    Cancelled,
    /// Close 4004: the app left the view.
    AppLeftView,
    /// Close 4005: runtime error of the client.
    ClientRuntimeError,
    /// Close 4006: no camera permission.
    NoCameraPermission,
    /// Close 4007: user error during connection.
    UserError,
    /// Close 4008: the view was disposed.
    ViewDisposed,
    /// A close code that no client is known to send.
    UnknownClose(u16),
    /// The challenge could not be agreed, or the announced video size is outside the limits.
    ChallengeRefused,
    /// A message could not be read or its signature is wrong.
    BadMessage,
    /// The client reported about another challenge than it was sent.
    WrongChallenge,
    /// The client did not report a fit and did not give up either.
    OvalWatchdog,
    /// The recording is longer than the limit.
    RecordingTooLong,
    /// The video has more bytes than the limit.
    VideoTooLarge,
    /// The client went silent before the end of its video.
    MissingEnd,
    /// The video ended without any bytes.
    NoVideo,
    /// The video is damaged, unsupported or over a limit.
    VideoUnusable,
    /// The analysis failed or took too long.
    AnalysisFailed,
    /// The server stopped.
    ServerStopped,
}

impl FailureReason {
    /// The reason that a client's close code stands for.
    #[must_use]
    pub const fn from_close_code(code: u16) -> Self {
        match code {
            1000 => Self::ClientClosedEarly,
            1001 => Self::PageLeft,
            1006 => Self::ConnectionLost,
            4000 => Self::ClientError,
            4001 => Self::FaceFitTimeout,
            4002 => Self::NoFaceTimeout,
            4003 => Self::Cancelled,
            4004 => Self::AppLeftView,
            4005 => Self::ClientRuntimeError,
            4006 => Self::NoCameraPermission,
            4007 => Self::UserError,
            4008 => Self::ViewDisposed,
            other => Self::UnknownClose(other),
        }
    }

    /// The name in logs and reports, snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ConnectionLost => "connection_lost",
            Self::ClientClosedEarly => "client_closed_early",
            Self::PageLeft => "page_left",
            Self::ClientError => "client_error",
            Self::FaceFitTimeout => "face_fit_timeout",
            Self::NoFaceTimeout => "no_face_timeout",
            Self::Cancelled => "cancelled",
            Self::AppLeftView => "app_left_view",
            Self::ClientRuntimeError => "client_runtime_error",
            Self::NoCameraPermission => "no_camera_permission",
            Self::UserError => "user_error",
            Self::ViewDisposed => "view_disposed",
            Self::UnknownClose(_) => "unknown_close",
            Self::ChallengeRefused => "challenge_refused",
            Self::BadMessage => "bad_message",
            Self::WrongChallenge => "wrong_challenge",
            Self::OvalWatchdog => "oval_watchdog",
            Self::RecordingTooLong => "recording_too_long",
            Self::VideoTooLarge => "video_too_large",
            Self::MissingEnd => "missing_end",
            Self::NoVideo => "no_video",
            Self::VideoUnusable => "video_unusable",
            Self::AnalysisFailed => "analysis_failed",
            Self::ServerStopped => "server_stopped",
        }
    }
}
