//! Labelled recordings to ISO/IEC 30107-3 metrics and calibration
