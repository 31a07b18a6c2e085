//! Bounds of the face tracker and what happens at them.

/// Candidates of one look at the frame; the weaker ones are dropped.
pub(crate) const CANDIDATES_MAX: usize = 128;

/// Faces counted in one frame; more are not counted.
pub(crate) const FACES_MAX: usize = 16;

/// Sets of nets kept for the next frame; more are made when more frames are analysed at once, and freed after it.
pub(crate) const IDLE_NETS_MAX: usize = 64;

/// Frames between two looks at the whole frame while a face is followed.
pub(crate) const FRAMES_BETWEEN_LOOKS: u32 = 15;

/// Looks in a row that find faces, but none where the followed one is, before it is given up.
pub(crate) const LOOKS_ELSEWHERE_MAX: u32 = 2;

/// Frames in a row in which a followed face may be in doubt before it is looked for anew.
pub(crate) const DOUBTS_MAX: u32 = 15;

/// Frames with a face from one look of the optional texture nets to the next.
pub(crate) const FRAMES_BETWEEN_TEXTURES: u32 = 5;

/// Looks of the optional texture nets in one video; later frames are not looked at.
pub(crate) const TEXTURES_MAX: u32 = 24;

/// Weak candidates of one look that the mesh net is shown; the weaker ones are dropped.
pub(crate) const UNSURE_MAX: usize = 3;
