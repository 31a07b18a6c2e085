//! Writes a model as ONNX: channels first, weights transposed once here instead of at every start.
//!
//! In: a [`Graph`]. Out: the bytes of an `.onnx` file with input `input` and the outputs the caller names.
//! Never: writes `PRelu`, which ONNX Runtime computes one value at a time; two rectifiers give the same bits.

use super::graph::{Graph, Node, Operator, PixelGrid, Window};
use super::onnx::{self, Attribute};
use anyhow::{Context, Result, bail, ensure};
use prost::Message as _;
use std::collections::BTreeMap;

/// The bytes of the ONNX file; `outputs` names the results in the order of the model.
pub(super) fn convert(graph: &Graph, outputs: &[&str]) -> Result<Vec<u8>> {
    let [input] = graph.inputs[..] else { bail!("expected one input, found {}", graph.inputs.len()) };
    ensure!(graph.outputs.len() == outputs.len(), "the model has {} outputs", graph.outputs.len());
    let mut writer = Writer { graph, target: onnx::Graph::default(), names: BTreeMap::new() };
    writer.names.insert(input, "input".to_owned());
    writer.target.name = "face".to_owned();
    writer.target.input.push(onnx::ValueInfo::floats("input", &channels_first(graph.shape(input)?)));
    for (place, node) in graph.nodes.iter().enumerate() {
        writer.write(node, &format!("n{place}")).with_context(|| format!("node {place}"))?;
    }
    for (&tensor, name) in graph.outputs.iter().zip(outputs) {
        let source = writer.name(tensor)?;
        writer.step("Identity", &[&source], name, Vec::new());
        writer.target.output.push(onnx::ValueInfo::floats(name, &channels_first(graph.shape(tensor)?)));
    }
    let model = onnx::Model {
        ir_version: IR_VERSION,
        producer_name: "catchlight".to_owned(),
        graph: Some(writer.target),
        opset_import: vec![onnx::OperatorSet { domain: String::new(), version: OPERATOR_SET }],
    };
    Ok(model.encode_to_vec())
}

struct Writer<'a> {
    graph: &'a Graph,
    target: onnx::Graph,
    /// What a tensor of the source is called in the target.
    names: BTreeMap<usize, String>,
}

impl Writer<'_> {
    fn write(&mut self, node: &Node, name: &str) -> Result<()> {
        let first = *node.inputs.first().context("no input")?;
        let source = self.name(first)?;
        match &node.operator {
            Operator::Conv(window) => self.conv(node, window, &source, name, [0, 3, 1, 2])?,
            Operator::DepthwiseConv(window) => self.conv(node, window, &source, name, [3, 0, 1, 2])?,
            Operator::MaxPool(window) => {
                let attributes = self.window(first, window)?;
                self.step("MaxPool", &[&source], name, attributes);
            }
            Operator::Add => {
                let other = self.name(*node.inputs.get(1).context("one operand")?)?;
                self.step("Add", &[&source, &other], name, Vec::new());
            }
            Operator::Relu => self.step("Relu", &[&source], name, Vec::new()),
            Operator::PRelu => self.prelu(node, &source, name)?,
            Operator::Pad => self.pad(node, &source, name)?,
            Operator::Reshape => {
                let last = format!("{name}_last");
                self.step("Transpose", &[&source], &last, vec![Attribute::integers("perm", &[0, 2, 3, 1])]);
                let shape = self.graph.shape(node.output)?.to_vec();
                let shape = self.integers(&format!("{name}_shape"), &shape);
                self.step("Reshape", &[&last, &shape], name, Vec::new());
            }
            Operator::Concat => {
                ensure!(self.graph.shape(first)?.len() == 3, "only flat results are joined");
                let sources =
                    node.inputs.iter().map(|&tensor| self.name(tensor)).collect::<Result<Vec<_>>>()?;
                let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
                self.step("Concat", &sources, name, vec![Attribute::integer("axis", 1)]);
            }
            Operator::ResizeBilinear(grid) => self.resize(node, *grid, &source, name)?,
        }
        let mut result = name.to_owned();
        if node.rectified {
            result = format!("{name}_relu");
            self.step("Relu", &[name], &result, Vec::new());
        }
        self.names.insert(node.output, result);
        Ok(())
    }

    fn conv(
        &mut self,
        node: &Node,
        window: &Window,
        source: &str,
        name: &str,
        order: [usize; 4],
    ) -> Result<()> {
        let [input, weights, bias] = node.inputs[..] else { bail!("convolution needs weights and bias") };
        let (shape, values) = self.graph.floats(weights)?;
        let (shape, values) = permute(shape, values, order)?;
        let weights = self.floats(&format!("{name}_weights"), &shape, &values);
        let (shape, values) = self.graph.floats(bias)?;
        let bias = self.floats(&format!("{name}_bias"), shape, values);
        let mut attributes = self.window(input, window)?;
        if matches!(node.operator, Operator::DepthwiseConv(_)) {
            let channels = *self.graph.shape(input)?.get(3).context("image needs 4 axes")?;
            attributes.push(Attribute::integer("group", channels));
        }
        self.step("Conv", &[source, &weights, &bias], name, attributes);
        Ok(())
    }

    fn prelu(&mut self, node: &Node, source: &str, name: &str) -> Result<()> {
        let (_, slopes) = self.graph.floats(*node.inputs.get(1).context("no slopes")?)?;
        let shape = [slopes.len() as i64, 1, 1];
        let slopes = self.floats(&format!("{name}_slope"), &shape, slopes);
        let part = |what: &str| format!("{name}_{what}");
        self.step("Relu", &[source], &part("above"), Vec::new());
        self.step("Neg", &[source], &part("flipped"), Vec::new());
        self.step("Relu", &[&part("flipped")], &part("below"), Vec::new());
        self.step("Mul", &[&part("below"), &slopes], &part("scaled"), Vec::new());
        self.step("Sub", &[&part("above"), &part("scaled")], name, Vec::new());
        Ok(())
    }

    fn pad(&mut self, node: &Node, source: &str, name: &str) -> Result<()> {
        let amounts = self.graph.integers(*node.inputs.get(1).context("no amounts")?)?;
        let [[n0, n1], [h0, h1], [w0, w1], [c0, c1]] = amounts.as_chunks::<2>().0[..] else {
            bail!("padding needs 4 axes")
        };
        let amounts = [n0, c0, h0, w0, n1, c1, h1, w1].map(i64::from);
        let amounts = self.integers(&format!("{name}_amounts"), &amounts);
        self.step("Pad", &[source, &amounts], name, Vec::new());
        Ok(())
    }

    fn resize(&mut self, node: &Node, grid: PixelGrid, source: &str, name: &str) -> Result<()> {
        let size = channels_first(self.graph.shape(node.output)?);
        let size = self.integers(&format!("{name}_size"), &size);
        let grid = match grid {
            PixelGrid::AlignCorners => "align_corners",
            PixelGrid::HalfPixel => "half_pixel",
            PixelGrid::Asymmetric => "asymmetric",
        };
        let attributes =
            vec![Attribute::text("mode", "linear"), Attribute::text("coordinate_transformation_mode", grid)];
        self.step("Resize", &[source, "", "", &size], name, attributes);
        Ok(())
    }

    /// Kernel, stride and explicit padding; an odd pixel of padding goes to the end, as TensorFlow has it.
    fn window(&self, input: usize, window: &Window) -> Result<Vec<Attribute>> {
        let [_, height, width, _] = self.graph.shape(input)?[..] else { bail!("image needs 4 axes") };
        ensure!(window.stride_down > 0 && window.stride_across > 0, "stride of 0");
        let padding = |length: i64, kernel: i64, stride: i64| {
            let all = ((length + stride - 1) / stride * stride - stride + kernel - length).max(0);
            if window.same_padding { (all / 2, all - all / 2) } else { (0, 0) }
        };
        let (top, bottom) = padding(height, window.height, window.stride_down);
        let (left, right) = padding(width, window.width, window.stride_across);
        Ok(vec![
            Attribute::integers("kernel_shape", &[window.height, window.width]),
            Attribute::integers("strides", &[window.stride_down, window.stride_across]),
            Attribute::integers("pads", &[top, left, bottom, right]),
        ])
    }

    fn step(&mut self, operator: &str, inputs: &[&str], output: &str, attribute: Vec<Attribute>) {
        self.target.node.push(onnx::Node {
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![output.to_owned()],
            op_type: operator.to_owned(),
            attribute,
        });
    }

    fn name(&self, tensor: usize) -> Result<String> {
        self.names.get(&tensor).cloned().with_context(|| format!("tensor {tensor} is not computed yet"))
    }

    fn floats(&mut self, name: &str, shape: &[i64], values: &[f32]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.store(name, shape, onnx::FLOAT, bytes)
    }

    fn integers(&mut self, name: &str, values: &[i64]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.store(name, &[values.len() as i64], onnx::INT64, bytes)
    }

    fn store(&mut self, name: &str, shape: &[i64], data_type: i32, raw_data: Vec<u8>) -> String {
        let tensor = onnx::Tensor { dims: shape.to_vec(), data_type, name: name.to_owned(), raw_data };
        self.target.initializer.push(tensor);
        name.to_owned()
    }
}

fn channels_first(shape: &[i64]) -> Vec<i64> {
    match *shape {
        [images, height, width, channels] => vec![images, channels, height, width],
        _ => shape.to_vec(),
    }
}

/// Axis `order[i]` of the source becomes axis `i`.
pub(super) fn permute(shape: &[i64], values: &[f32], order: [usize; 4]) -> Result<(Vec<i64>, Vec<f32>)> {
    let &[a, b, c, d] = shape else { bail!("weights need 4 axes") };
    ensure!(a * b * c * d == values.len() as i64, "shape {shape:?} does not fit");
    let steps = [b * c * d, c * d, d, 1];
    let sizes: Vec<i64> = order.iter().map(|&axis| shape[axis]).collect();
    let mut moved = Vec::with_capacity(values.len());
    for i in 0..sizes[0] {
        for j in 0..sizes[1] {
            for k in 0..sizes[2] {
                for l in 0..sizes[3] {
                    let at =
                        i * steps[order[0]] + j * steps[order[1]] + k * steps[order[2]] + l * steps[order[3]];
                    moved.push(values[at as usize]);
                }
            }
        }
    }
    Ok((sizes, moved))
}

/// ONNX file format that ONNX Runtime reads since 1.10.
const IR_VERSION: i64 = 8;
const OPERATOR_SET: i64 = 13;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permuting_moves_axes() {
        let values: Vec<f32> = (0..6u8).map(f32::from).collect();
        let (shape, moved) = permute(&[1, 1, 2, 3], &values, [3, 0, 1, 2]).unwrap();
        assert_eq!(shape, [3, 1, 1, 2]);
        assert_eq!(moved, [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    }
}
