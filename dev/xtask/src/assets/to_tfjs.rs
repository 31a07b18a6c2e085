//! Writes the detector as the TensorFlow.js graph model that the browser client loads.
//!
//! In: a [`Graph`] with results `regressors` [1, 896, 16] and `classificators` [1, 896, 1].
//! Out: `model.json` and its weights; node `Identity` is scores and regressors side by side, [1, 896, 17].

use super::graph::{Constant, Graph, Node, Operator, Values, Window};
use super::to_onnx::permute;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Name of the weights next to `model.json`.
pub(super) const WEIGHTS_FILE: &str = "group1-shard1of1.bin";

/// The two files of the model.
pub(super) struct TfjsModel {
    pub(super) topology: Vec<u8>,
    pub(super) weights: Vec<u8>,
}

/// Rewrites the model.
pub(super) fn convert(graph: &Graph) -> Result<TfjsModel> {
    let ([input], [boxes, scores]) = (&graph.inputs[..], &graph.outputs[..]) else {
        bail!("expected one input and two outputs")
    };
    let mut writer = Writer {
        graph,
        nodes: Vec::new(),
        manifest: Vec::new(),
        weights: Vec::new(),
        names: BTreeMap::new(),
    };
    writer.nodes.push(json!({"name": "input", "op": "Placeholder", "attr": {
        "dtype": {"type": "DT_FLOAT"}, "shape": {"shape": dimensions(graph.shape(*input)?)}}}));
    writer.names.insert(*input, "input".to_owned());
    for (place, node) in graph.nodes.iter().enumerate() {
        writer.write(node, &format!("n{place}")).with_context(|| format!("node {place}"))?;
    }
    let (boxes, scores) = (writer.name(*boxes)?, writer.name(*scores)?);
    writer.join(&[scores, boxes], "Identity", 2);
    let tensor = |name: &str, shape: &[i64]| json!({"name": name, "dtype": "DT_FLOAT", "tensorShape": dimensions(shape)});
    let document = json!({
        "format": "graph-model",
        "generatedBy": "catchlight",
        "convertedBy": "catchlight",
        "signature": {
            "inputs": {"input": tensor("input:0", graph.shape(*input)?)},
            "outputs": {"Identity:0": tensor("Identity:0", &[1, 896, 17])},
        },
        "modelTopology": {"node": writer.nodes, "library": {}, "versions": {"producer": 1}},
        "weightsManifest": [{"paths": [WEIGHTS_FILE], "weights": writer.manifest}],
    });
    Ok(TfjsModel { topology: serde_json::to_vec(&document)?, weights: writer.weights })
}

struct Writer<'a> {
    graph: &'a Graph,
    nodes: Vec<Value>,
    manifest: Vec<Value>,
    weights: Vec<u8>,
    names: BTreeMap<usize, String>,
}

impl Writer<'_> {
    fn write(&mut self, node: &Node, name: &str) -> Result<()> {
        let sources =
            node.inputs.iter().filter_map(|tensor| self.names.get(tensor).cloned()).collect::<Vec<String>>();
        let source = sources.first().context("no computed input")?.clone();
        match &node.operator {
            Operator::Conv(window) => self.conv(node, window, "Conv2D", &source, name)?,
            Operator::DepthwiseConv(window) => {
                self.conv(node, window, "DepthwiseConv2dNative", &source, name)?;
            }
            Operator::MaxPool(window) => {
                let mut attributes = sliding(window);
                attributes["ksize"] = list([1, window.height, window.width, 1]);
                self.step("MaxPool", &[source], name, attributes);
            }
            Operator::Add => self.step("AddV2", &sources, name, floats()),
            Operator::Relu => self.step("Relu", &[source], name, floats()),
            Operator::Pad => {
                let amounts = self.graph.constant(node.inputs[1])?.clone();
                let amounts = self.store(&format!("{name}_amounts"), &amounts);
                let attributes = json!({"T": {"type": "DT_FLOAT"}, "Tpaddings": {"type": "DT_INT32"}});
                self.step("Pad", &[source, amounts], name, attributes);
            }
            Operator::Reshape => {
                let shape = self.graph.shape(node.output)?.iter().map(|&size| size as i32).collect();
                let shape = self.store_integers(&format!("{name}_shape"), shape);
                let attributes = json!({"T": {"type": "DT_FLOAT"}, "Tshape": {"type": "DT_INT32"}});
                self.step("Reshape", &[source, shape], name, attributes);
            }
            Operator::Concat => self.join(&sources, name, 1),
            Operator::PRelu | Operator::ResizeBilinear(_) => bail!("operator is not in the browser's model"),
        }
        let mut result = name.to_owned();
        if node.rectified {
            result = format!("{name}_relu");
            self.step("Relu", &[name.to_owned()], &result, floats());
        }
        self.names.insert(node.output, result);
        Ok(())
    }

    fn conv(&mut self, node: &Node, window: &Window, operator: &str, source: &str, name: &str) -> Result<()> {
        let [_, weights, bias] = node.inputs[..] else { bail!("convolution needs weights and bias") };
        let (shape, values) = self.graph.floats(weights)?;
        // Both kinds of weights end with their outermost axis in TensorFlow.
        let (shape, values) = permute(shape, values, [1, 2, 3, 0])?;
        let weights =
            self.store(&format!("{name}_weights"), &Constant { shape, values: Values::Floats(values) });
        let bias = self.graph.constant(bias)?.clone();
        let bias = self.store(&format!("{name}_bias"), &bias);
        let mut attributes = sliding(window);
        attributes["dilations"] = list([1, 1, 1, 1]);
        attributes["explicit_paddings"] = json!({"list": {}});
        let unbiased = format!("{name}_unbiased");
        self.step(operator, &[source.to_owned(), weights], &unbiased, attributes);
        let attributes = json!({"T": {"type": "DT_FLOAT"}, "data_format": {"s": NHWC}});
        self.step("BiasAdd", &[unbiased, bias], name, attributes);
        Ok(())
    }

    fn join(&mut self, sources: &[String], name: &str, axis: i32) {
        let axis = Constant { shape: Vec::new(), values: Values::Integers(vec![axis]) };
        let axis = self.store(&format!("{name}_axis"), &axis);
        let inputs: Vec<String> = sources.iter().cloned().chain([axis]).collect();
        let attributes = json!({"T": {"type": "DT_FLOAT"}, "N": {"i": sources.len().to_string()}, "Tidx": {"type": "DT_INT32"}});
        self.step("ConcatV2", &inputs, name, attributes);
    }

    #[expect(clippy::needless_pass_by_value, reason = "the attributes move into the document")]
    fn step(&mut self, operator: &str, inputs: &[String], name: &str, attributes: Value) {
        self.nodes.push(json!({"name": name, "op": operator, "input": inputs, "attr": attributes}));
    }

    fn store_integers(&mut self, name: &str, values: Vec<i32>) -> String {
        self.store(name, &Constant { shape: vec![values.len() as i64], values: Values::Integers(values) })
    }

    fn store(&mut self, name: &str, constant: &Constant) -> String {
        let (kind, short) = match &constant.values {
            Values::Floats(values) => {
                self.weights.extend(values.iter().flat_map(|value| value.to_le_bytes()));
                ("DT_FLOAT", "float32")
            }
            Values::Integers(values) => {
                self.weights.extend(values.iter().flat_map(|value| value.to_le_bytes()));
                ("DT_INT32", "int32")
            }
        };
        self.nodes.push(json!({"name": name, "op": "Const", "attr": {"dtype": {"type": kind},
            "value": {"tensor": {"dtype": kind, "tensorShape": dimensions(&constant.shape)}}}}));
        self.manifest.push(json!({"name": name, "shape": constant.shape, "dtype": short}));
        name.to_owned()
    }

    fn name(&self, tensor: usize) -> Result<String> {
        self.names.get(&tensor).cloned().with_context(|| format!("tensor {tensor} is not computed"))
    }
}

fn floats() -> Value {
    json!({"T": {"type": "DT_FLOAT"}})
}

fn sliding(window: &Window) -> Value {
    json!({
        "T": {"type": "DT_FLOAT"},
        "strides": list([1, window.stride_down, window.stride_across, 1]),
        "padding": {"s": if window.same_padding { SAME } else { VALID }},
        "data_format": {"s": NHWC},
    })
}

fn list(values: [i64; 4]) -> Value {
    json!({"list": {"i": values.map(|value| value.to_string())}})
}

fn dimensions(shape: &[i64]) -> Value {
    let dimensions: Vec<Value> = shape.iter().map(|size| json!({"size": size.to_string()})).collect();
    json!({"dim": dimensions})
}

/// Texts of attributes travel as base64: "SAME", "VALID", "NHWC".
const SAME: &str = "U0FNRQ==";
const VALID: &str = "VkFMSUQ=";
const NHWC: &str = "TkhXQw==";
