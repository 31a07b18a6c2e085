//! The edge to libvpx: the only place where its pointers are touched.
#![allow(unsafe_code, reason = "libvpx is a C library; every block says why it is sound")]

pub(crate) mod decoder;
pub(crate) mod encoder;
