//! The canonical face: 468 vertices in centimetres with texture places, and the triangles between them.
//!
//! In: the geometry record of the face mesh package (protobuf). Out: little endian numbers: u32 vertex count,
//! u32 triangle count, five f32 a vertex (x right, y up, z towards the viewer, u, v), three u16 a triangle.

use anyhow::{Result, ensure};
use prost::Message;

/// Name of the file in the models folder.
pub(super) const FILE: &str = "canonical_face.bin";

/// Rewrites the package's record.
pub(super) fn convert(record: &[u8]) -> Result<Vec<u8>> {
    let mesh = Geometry::decode(record)?.mesh.unwrap_or_default();
    ensure!(mesh.vertices.len() == VERTICES * 5, "{} vertex numbers", mesh.vertices.len());
    ensure!(mesh.indices.len() == TRIANGLES * 3, "{} triangle corners", mesh.indices.len());
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&(VERTICES as u32).to_le_bytes());
    bytes.extend_from_slice(&(TRIANGLES as u32).to_le_bytes());
    for number in &mesh.vertices {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    for &index in &mesh.indices {
        ensure!((index as usize) < VERTICES, "triangle corner {index} is out of range");
        bytes.extend_from_slice(&u16::try_from(index)?.to_le_bytes());
    }
    Ok(bytes)
}

#[derive(Clone, PartialEq, Message)]
struct Geometry {
    #[prost(message, optional, tag = "1")]
    mesh: Option<Mesh>,
}

#[derive(Clone, PartialEq, Message)]
struct Mesh {
    #[prost(float, repeated, tag = "3")]
    vertices: Vec<f32>,
    #[prost(uint32, repeated, tag = "4")]
    indices: Vec<u32>,
}

const VERTICES: usize = 468;
const TRIANGLES: usize = 898;
