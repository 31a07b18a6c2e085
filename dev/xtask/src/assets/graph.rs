//! A model as TensorFlow Lite stores it, read into our own types: constants widened, options spelled out.
//!
//! In: the bytes of a `.tflite` file. Out: a [`Graph`] in NHWC order without DEQUANTIZE nodes.
//! Never: accepts an operator or an option that it does not fully understand.

use super::flatbuffer::{self, Table};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeMap;

/// A model; tensors are named by their number.
pub(super) struct Graph {
    pub(super) inputs: Vec<usize>,
    pub(super) outputs: Vec<usize>,
    pub(super) shapes: Vec<Vec<i64>>,
    pub(super) nodes: Vec<Node>,
    constants: BTreeMap<usize, Constant>,
}

/// One step of the model.
pub(super) struct Node {
    pub(super) operator: Operator,
    pub(super) inputs: Vec<usize>,
    pub(super) output: usize,
    /// The result passes through a rectifier.
    pub(super) rectified: bool,
}

/// The operators that the models use.
pub(super) enum Operator {
    Conv(Window),
    DepthwiseConv(Window),
    MaxPool(Window),
    Add,
    Relu,
    PRelu,
    Pad,
    Reshape,
    Concat,
    ResizeBilinear(PixelGrid),
}

/// A sliding window.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// Output size is the input size over the stride, rounded up; otherwise no padding at all.
    pub(super) same_padding: bool,
    pub(super) stride_down: i64,
    pub(super) stride_across: i64,
    pub(super) height: i64,
    pub(super) width: i64,
}

/// Where a resized pixel looks in its source.
#[derive(Clone, Copy)]
pub(super) enum PixelGrid {
    AlignCorners,
    HalfPixel,
    Asymmetric,
}

/// A stored tensor.
#[derive(Clone)]
pub(super) struct Constant {
    pub(super) shape: Vec<i64>,
    pub(super) values: Values,
}

/// Numbers of a stored tensor.
#[derive(Clone)]
pub(super) enum Values {
    Floats(Vec<f32>),
    Integers(Vec<i32>),
}

impl Graph {
    /// Reads a `.tflite` file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let model = flatbuffer::root(bytes)?;
        let codes = model.table_vector(1)?.into_iter().map(operator_code).collect::<Result<Vec<_>>>()?;
        let subgraphs = model.table_vector(2)?;
        let [subgraph] = subgraphs[..] else { bail!("expected one graph, found {}", subgraphs.len()) };
        let buffers = model.table_vector(4)?;
        let tensors = subgraph.table_vector(0)?;
        let mut graph = Self {
            inputs: indices(subgraph, 1)?,
            outputs: indices(subgraph, 2)?,
            shapes: tensors.iter().map(|tensor| shape(*tensor)).collect::<Result<_>>()?,
            nodes: Vec::new(),
            constants: BTreeMap::new(),
        };
        for (number, tensor) in tensors.iter().enumerate() {
            if let Some(constant) = constant(*tensor, &buffers)? {
                graph.constants.insert(number, constant);
            }
        }
        for (place, operator) in subgraph.table_vector(3)?.into_iter().enumerate() {
            graph.add(operator, &codes).with_context(|| format!("operator {place}"))?;
        }
        Ok(graph)
    }

    pub(super) fn shape(&self, tensor: usize) -> Result<&[i64]> {
        self.shapes.get(tensor).map(Vec::as_slice).context("tensor number out of range")
    }

    pub(super) fn constant(&self, tensor: usize) -> Result<&Constant> {
        self.constants.get(&tensor).with_context(|| format!("tensor {tensor} is no constant"))
    }

    pub(super) fn floats(&self, tensor: usize) -> Result<(&[i64], &[f32])> {
        let constant = self.constant(tensor)?;
        match &constant.values {
            Values::Floats(values) => Ok((&constant.shape, values)),
            Values::Integers(_) => bail!("tensor {tensor} holds integers"),
        }
    }

    pub(super) fn integers(&self, tensor: usize) -> Result<&[i32]> {
        match &self.constant(tensor)?.values {
            Values::Integers(values) => Ok(values),
            Values::Floats(_) => bail!("tensor {tensor} holds floats"),
        }
    }

    fn add(&mut self, table: Table<'_>, codes: &[i32]) -> Result<()> {
        let code = codes.get(table.i32_or(0, 0)? as usize).context("operator code out of range")?;
        let inputs = indices(table, 1)?;
        let [output] = indices(table, 2)?[..] else { bail!("expected one output") };
        let first = *inputs.first().context("operator without input")?;
        if *code == DEQUANTIZE {
            let widened = self.constant(first)?.clone();
            self.constants.insert(output, widened);
            return Ok(());
        }
        let options = table.table(4)?;
        let (operator, activation) = match *code {
            CONV_2D => (Operator::Conv(self.filter(options, inputs.get(1), 4)?), option(options, 3)?),
            DEPTHWISE_CONV_2D => {
                (Operator::DepthwiseConv(self.filter(options, inputs.get(1), 5)?), option(options, 4)?)
            }
            MAX_POOL_2D => (Operator::MaxPool(pool(options)?), option(options, 5)?),
            ADD => (Operator::Add, option(options, 0)?),
            CONCATENATION => (Operator::Concat, option(options, 1)?),
            RELU => (Operator::Relu, 0),
            PRELU => (Operator::PRelu, 0),
            PAD => (Operator::Pad, 0),
            RESHAPE => (Operator::Reshape, 0),
            RESIZE_BILINEAR => (Operator::ResizeBilinear(pixel_grid(options)?), 0),
            other => bail!("operator code {other} is unknown"),
        };
        ensure!(activation <= 1, "activation {activation} is unknown");
        self.nodes.push(Node { operator, inputs, output, rectified: activation == 1 });
        Ok(())
    }

    fn filter(&self, options: Option<Table<'_>>, weights: Option<&usize>, dilation: usize) -> Result<Window> {
        let options = options.context("convolution without options")?;
        for field in [dilation, dilation + 1] {
            ensure!(options.i32_or(field, 1)? == 1, "dilated convolutions are unknown");
        }
        let weights = weights.context("convolution without weights")?;
        let [_, height, width, _] = self.constant(*weights)?.shape[..] else { bail!("weights need 4 axes") };
        Ok(Window { height, width, ..strides(options)? })
    }
}

fn operator_code(table: Table<'_>) -> Result<i32> {
    // Old files hold the code in one byte, new files in four; the unused one is smaller.
    Ok(i32::from(table.u8_or(0, 0)?).max(table.i32_or(3, 0)?))
}

fn indices(table: Table<'_>, field: usize) -> Result<Vec<usize>> {
    table
        .i32_vector(field)?
        .into_iter()
        .map(|index| usize::try_from(index).context("optional tensors are unknown"))
        .collect()
}

fn shape(tensor: Table<'_>) -> Result<Vec<i64>> {
    Ok(tensor.i32_vector(0)?.into_iter().map(i64::from).collect())
}

fn constant(tensor: Table<'_>, buffers: &[Table<'_>]) -> Result<Option<Constant>> {
    let buffer = buffers.get(tensor.i32_or(2, 0)? as usize).context("buffer number out of range")?;
    let data = buffer.vector_bytes(0, 1)?;
    if data.is_empty() {
        return Ok(None);
    }
    let shape = shape(tensor)?;
    let values = match tensor.u8_or(1, 0)? {
        FLOAT32 => Values::Floats(data.as_chunks().0.iter().map(|word| f32::from_le_bytes(*word)).collect()),
        FLOAT16 => {
            Values::Floats(data.as_chunks().0.iter().map(|word| widen(u16::from_le_bytes(*word))).collect())
        }
        INT32 => Values::Integers(data.as_chunks().0.iter().map(|word| i32::from_le_bytes(*word)).collect()),
        other => bail!("tensor type {other} is unknown"),
    };
    let found = match &values {
        Values::Floats(values) => values.len(),
        Values::Integers(values) => values.len(),
    };
    ensure!(found as i64 == shape.iter().product::<i64>(), "shape {shape:?} does not fit {found} values");
    Ok(Some(Constant { shape, values }))
}

/// The single-precision value of IEEE 754 half-precision bits.
fn widen(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let fraction = f32::from(bits & 0x03ff) / 1024.0;
    match i32::from(bits >> 10 & 0x1f) {
        0 => sign * fraction * 2f32.powi(-14),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        exponent => sign * (1.0 + fraction) * 2f32.powi(exponent - 15),
    }
}

fn option(options: Option<Table<'_>>, field: usize) -> Result<u8> {
    options.map_or(Ok(0), |table| table.u8_or(field, 0))
}

fn strides(options: Table<'_>) -> Result<Window> {
    let padding = options.u8_or(0, 0)?;
    ensure!(padding <= 1, "padding {padding} is unknown");
    Ok(Window {
        same_padding: padding == 0,
        stride_across: i64::from(options.i32_or(1, 0)?),
        stride_down: i64::from(options.i32_or(2, 0)?),
        height: 1,
        width: 1,
    })
}

fn pool(options: Option<Table<'_>>) -> Result<Window> {
    let options = options.context("pooling without options")?;
    let (width, height) = (i64::from(options.i32_or(3, 0)?), i64::from(options.i32_or(4, 0)?));
    Ok(Window { height, width, ..strides(options)? })
}

fn pixel_grid(options: Option<Table<'_>>) -> Result<PixelGrid> {
    Ok(match (option(options, 2)?, option(options, 3)?) {
        (0, 0) => PixelGrid::Asymmetric,
        (0, _) => PixelGrid::HalfPixel,
        (_, 0) => PixelGrid::AlignCorners,
        _ => bail!("corners cannot be aligned and half a pixel off"),
    })
}

const ADD: i32 = 0;
const CONCATENATION: i32 = 2;
const CONV_2D: i32 = 3;
const DEPTHWISE_CONV_2D: i32 = 4;
const DEQUANTIZE: i32 = 6;
const MAX_POOL_2D: i32 = 17;
const RELU: i32 = 19;
const RESHAPE: i32 = 22;
const RESIZE_BILINEAR: i32 = 23;
const PAD: i32 = 34;
const PRELU: i32 = 54;

const FLOAT32: u8 = 0;
const FLOAT16: u8 = 1;
const INT32: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_widens_exactly() {
        assert_eq!(widen(0x3c00).to_bits(), 1f32.to_bits());
        assert_eq!(widen(0xc000).to_bits(), (-2f32).to_bits());
        assert_eq!(widen(0x0001).to_bits(), 2f32.powi(-24).to_bits());
        assert_eq!(widen(0x7bff).to_bits(), 65504f32.to_bits());
        assert_eq!(widen(0xfc00).to_bits(), f32::NEG_INFINITY.to_bits());
        assert!(widen(0x7e00).is_nan());
    }

    #[test]
    fn a_file_that_is_no_net_is_an_error() {
        assert!(Graph::read(b"").is_err());
        assert!(Graph::read(&[0xff; 64]).is_err());
    }
}
