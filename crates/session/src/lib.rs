//! The life of one check as a pure state machine, and the challenge it plans
