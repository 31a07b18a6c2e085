//! Frames to one tracked face: detector, 468-point mesh, head pose, quality measures
