//! One recorded check: values in memory, two files on disk.

use crate::convert::{Problem, from_shape, to_shape};
use crate::limits::{MAX_JSON_BYTES, MAX_VIDEO_FILE_BYTES};
use crate::shapes::RecordingShape;
use crate::{Label, RecordingError};
use catchlight_types::{Challenge, ClientClaim, EpochMillis, FrameSize, SessionId};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// One recorded check.
#[derive(Clone, PartialEq)]
pub struct Recording {
    /// What is known from the outside; held-out recordings come without it.
    pub label: Option<Label>,
    /// What the client asked for when it connected.
    pub session: RecordedSession,
    /// What the server asked of the client.
    pub challenge: Challenge,
    /// What the client sent, in the order of arrival.
    pub events: Vec<TimedEvent>,
    /// Container of the video.
    pub format: VideoFormat,
    /// The video as the client sent it.
    pub video: Vec<u8>,
    /// What the maker of the recording knows about each frame, free form; never for an engine.
    pub truth: Option<Value>,
}

/// One of the two files of a recording.
#[derive(Clone, PartialEq, Eq)]
pub struct RecordingFile<'a> {
    /// Where it stands.
    pub path: PathBuf,
    /// What stands in it.
    pub content: Cow<'a, [u8]>,
}

impl fmt::Debug for RecordingFile<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecordingFile({}, {} bytes)", self.path.display(), self.content.len())
    }
}

/// What the client asked for when it connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedSession {
    /// The session.
    pub id: SessionId,
    /// The video size that the client announced.
    pub video: FrameSize,
    /// The challenges that the client offered, as in the query of its request.
    pub challenge_versions: String,
    /// Its user agent.
    pub user_agent: String,
}

/// Container of the video, and ending of its file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VideoFormat {
    /// `.webm`
    WebM,
    /// `.mp4`
    Mp4,
}

impl VideoFormat {
    const ALL: [Self; 2] = [Self::WebM, Self::Mp4];

    /// Ending of the file's name without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::WebM => "webm",
            Self::Mp4 => "mp4",
        }
    }
}

/// Something the client sent, with the time of its arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedEvent {
    /// When it arrived, server clock.
    pub received_at: EpochMillis,
    /// What it was.
    pub event: ClientEvent,
}

/// Something the client sent.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientEvent {
    /// A slice of the video; an empty one ends it.
    Video(VideoSlice),
    /// What the client says about itself.
    Claim(ClientClaim),
}

/// A slice of the video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoSlice {
    /// When the client sent it, client clock.
    pub claimed_at: Option<EpochMillis>,
    /// Which bytes of the video.
    pub bytes: Range<usize>,
}

/// A client event with its bytes, as an engine takes it.
#[derive(Clone, Copy, PartialEq)]
pub enum PlayedEvent<'a> {
    /// A slice of the video; an empty one ends it.
    Video {
        /// Bytes of the container.
        slice: &'a [u8],
        /// When the client sent it, client clock.
        claimed_at: Option<EpochMillis>,
        /// When it arrived, server clock.
        received_at: EpochMillis,
    },
    /// What the client says about itself.
    Claim {
        /// What it says.
        claim: &'a ClientClaim,
        /// When it arrived, server clock.
        received_at: EpochMillis,
    },
}

impl Recording {
    /// Reads NAME.json and the NAME.webm or NAME.mp4 beside it; either of the names may be given.
    ///
    /// # Errors
    /// Any [`RecordingError`] but [`RecordingError::Write`].
    pub fn read(path: &Path) -> Result<Self, RecordingError> {
        let json = path.with_extension("json");
        let text = read_file(&json, MAX_JSON_BYTES)?;
        let shape: RecordingShape = serde_json::from_slice(&text)
            .map_err(|source| RecordingError::Json { path: json.clone(), source })?;
        let (format, video) = read_video(&json)?;
        from_shape(shape, format, video).map_err(|problem| member_error(json, problem))
    }

    /// Writes NAME.json and, beside it, the video; `path` is the name of either.
    ///
    /// # Errors
    /// [`RecordingError::Write`]; [`RecordingError::Member`] when a slice lies outside the video.
    pub fn write(&self, path: &Path) -> Result<(), RecordingError> {
        self.files(path)?.iter().try_for_each(|file| write_file(&file.path, &file.content))
    }

    /// What stands in the files of the recording, in the order in which they are to be written: first the video, then
    /// NAME.json, which makes it a recording. `path` is the name of either.
    ///
    /// # Errors
    /// [`RecordingError::Member`] when a slice lies outside the video.
    pub fn files(&self, path: &Path) -> Result<[RecordingFile<'_>; 2], RecordingError> {
        let json = path.with_extension("json");
        let shape = to_shape(self).map_err(|problem| member_error(json.clone(), problem))?;
        let text = serde_json::to_vec(&shape)
            .map_err(|source| RecordingError::Json { path: json.clone(), source })?;
        let video = json.with_extension(self.format.extension());
        let video = RecordingFile { path: video, content: Cow::Borrowed(self.video.as_slice()) };
        Ok([video, RecordingFile { path: json, content: Cow::Owned(text) }])
    }

    /// The client's events in the order of arrival, each with its bytes.
    pub fn play(&self) -> impl Iterator<Item = PlayedEvent<'_>> {
        self.events.iter().map(|TimedEvent { received_at, event }| match event {
            ClientEvent::Video(slice) => PlayedEvent::Video {
                slice: self.video.get(slice.bytes.clone()).unwrap_or_default(),
                claimed_at: slice.claimed_at,
                received_at: *received_at,
            },
            ClientEvent::Claim(claim) => PlayedEvent::Claim { claim, received_at: *received_at },
        })
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (events, bytes) = (self.events.len(), self.video.len());
        write!(formatter, "Recording({}, {events} events, {bytes} bytes, redacted)", self.session.id)
    }
}

impl fmt::Debug for PlayedEvent<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Video { slice, .. } => write!(formatter, "Video({} bytes, redacted)", slice.len()),
            Self::Claim { claim, .. } => write!(formatter, "Claim({claim:?})"),
        }
    }
}

fn member_error(path: PathBuf, problem: Problem) -> RecordingError {
    RecordingError::Member { path, member: problem.member, problem: problem.what }
}

fn read_video(json: &Path) -> Result<(VideoFormat, Vec<u8>), RecordingError> {
    for format in VideoFormat::ALL {
        let path = json.with_extension(format.extension());
        if path.is_file() {
            return Ok((format, read_file(&path, MAX_VIDEO_FILE_BYTES)?));
        }
    }
    Err(RecordingError::NoVideo { path: json.to_path_buf() })
}

fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, RecordingError> {
    let failed = |source| RecordingError::Read { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?.len();
    if found > limit {
        return Err(RecordingError::TooLarge { path: path.to_path_buf(), found, limit });
    }
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Writes under another name first, so that a full disk leaves no half of a file.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), RecordingError> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".unfinished");
    let written = std::fs::write(&draft, bytes).and_then(|()| std::fs::rename(&draft, path));
    if written.is_err() {
        // The error of the writing is the one to tell.
        drop(std::fs::remove_file(&draft));
    }
    written.map_err(|source| RecordingError::Write { path: path.to_path_buf(), source })
}
