//! Limits of the face tracker and what happens at each one.

/// Most candidates of one search of the frame; the weaker ones are dropped.
pub(crate) const CANDIDATES_MAX: usize = 128;

/// Most faces counted in one frame; more are not counted.
pub(crate) const FACES_MAX: usize = 16;

/// Most idle sets of models; more are created while more frames are analysed at once, and freed afterwards.
pub(crate) const IDLE_MODEL_SETS_MAX: usize = 64;

/// Frames between two searches of the whole frame while a face is tracked.
pub(crate) const FRAMES_BETWEEN_LOOKS: u32 = 15;

/// Searches in a row that find faces, but none where the tracked one is, before it is given up.
pub(crate) const LOOKS_ELSEWHERE_MAX: u32 = 2;

/// Frames in a row in which a tracked face may be in doubt before the frame is searched again.
pub(crate) const DOUBTS_MAX: u32 = 15;

/// Frames with a face from one run of the optional texture models to the next.
pub(crate) const FRAMES_BETWEEN_TEXTURES: u32 = 5;

/// Most runs of the optional texture models in one video; later frames are left out.
pub(crate) const TEXTURES_MAX: u32 = 24;

/// Most weak candidates of one search that the mesh model examines; the weaker ones are dropped.
pub(crate) const UNSURE_MAX: usize = 3;
