//! The two files of a recording: NAME.json, and NAME.webm or NAME.mp4.

use crate::RecordingError;
use crate::convert::{Problem, from_shape, to_shape};
use crate::limits::{MAX_JSON_BYTES, MAX_VIDEO_FILE_BYTES};
use crate::recording::{Recording, VideoFormat};
use crate::shapes::RecordingShape;
use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

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
