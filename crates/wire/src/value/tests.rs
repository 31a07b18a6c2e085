use super::*;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::fmt::Write as _;

/// A schema with every kind in it, three levels deep.
const EVERYTHING: Schema = Schema::Structure(&[
    MemberSchema::optional("Text", "text", &Schema::String),
    MemberSchema::optional("Name", "name", &Schema::Enum(&["A", "B"])),
    MemberSchema::optional("Share", "share", &Schema::Float),
    MemberSchema::optional("Count", "count", &Schema::Integer),
    MemberSchema::optional("Picture", "picture", &Schema::Blob),
    MemberSchema::optional("Texts", "texts", &Schema::List(&Schema::String)),
    MemberSchema::optional("Parts", "parts", &Schema::List(&PART)),
    MemberSchema::optional("Part", "part", &PART),
]);

const PART: Schema = Schema::Structure(&[
    MemberSchema::required("Picture", "picture", &Schema::Blob),
    MemberSchema::optional("Counts", "counts", &Schema::List(&Schema::Integer)),
]);

/// Any value of a schema. XML cannot tell an empty list of texts from one empty text, so texts hold a letter.
fn value(schema: &'static Schema) -> BoxedStrategy<Value> {
    match schema {
        Schema::Structure(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|member| {
                    let (required, value) = (member.required, value(member.schema));
                    let named = value.prop_map(|value| (member.name.to_owned(), value));
                    (any::<bool>(), named).prop_map(move |(set, named)| (set || required).then_some(named))
                })
                .collect();
            members.prop_map(|members| Value::Structure(members.into_iter().flatten().collect())).boxed()
        }
        Schema::List(item) => proptest::collection::vec(value(item), 0..4).prop_map(Value::List).boxed(),
        Schema::String => "[ -~\\PC\r\n\t]{0,12}x[ \\PC\n]{0,3}".prop_map(Value::String).boxed(),
        Schema::Enum(_) => "[A-Z_]{1,12}".prop_map(Value::Enum).boxed(),
        Schema::Float => {
            any::<f64>().prop_filter("a number", |float| !float.is_nan()).prop_map(Value::Float).boxed()
        }
        Schema::Integer => any::<i64>().prop_map(Value::Integer).boxed(),
        Schema::Blob => any::<Vec<u8>>().prop_map(|bytes| Value::Blob(bytes.into())).boxed(),
    }
}

/// Writes XML as services of AWS do; the crate itself only reads it.
fn write_xml(name: &str, value: &Value, flat_lists: bool, xml: &mut String) {
    if let (Value::List(items), true) = (value, flat_lists) {
        return items.iter().for_each(|item| write_xml(name, item, flat_lists, xml));
    }
    write!(xml, "<{name}>").unwrap();
    match value {
        Value::Structure(members) => {
            members.iter().for_each(|(name, value)| write_xml(name, value, flat_lists, xml));
        }
        Value::List(items) => items.iter().for_each(|item| write_xml("member", item, flat_lists, xml)),
        Value::String(text) | Value::Enum(text) => {
            xml.push_str(&quick_xml::escape::escape(text.as_str()).replace('\r', "&#13;"));
        }
        Value::Float(number) => write!(xml, "{number}").unwrap(),
        Value::Integer(number) => write!(xml, "{number}").unwrap(),
        Value::Blob(_) => xml.push_str(std::str::from_utf8(&value.to_json()).unwrap().trim_matches('"')),
    }
    write!(xml, "</{name}>").unwrap();
}

/// Flat lists that are empty leave no trace.
fn without_empty_lists(value: Value) -> Value {
    match value {
        Value::Structure(members) => {
            let kept = members.into_iter().filter(|(_, value)| *value != Value::List(Vec::new()));
            Value::Structure(kept.map(|(name, value)| (name, without_empty_lists(value))).collect())
        }
        Value::List(items) => Value::List(items.into_iter().map(without_empty_lists).collect()),
        leaf => leaf,
    }
}

proptest! {
    #[test]
    fn a_tree_comes_back_from_json(tree in value(&EVERYTHING)) {
        prop_assert_eq!(Value::from_json(&EVERYTHING, &tree.to_json()).unwrap(), tree);
    }

    #[test]
    fn a_tree_comes_back_from_xml(tree in value(&EVERYTHING)) {
        let mut xml = String::new();
        write_xml("Answer", &tree, false, &mut xml);
        prop_assert_eq!(Value::from_xml(&EVERYTHING, xml.as_bytes()).unwrap(), tree.clone());
        let mut xml = String::new();
        write_xml("Answer", &tree, true, &mut xml);
        prop_assert_eq!(Value::from_xml(&EVERYTHING, xml.as_bytes()).unwrap(), without_empty_lists(tree));
    }

    #[test]
    fn blobs_are_never_printed(tree in value(&EVERYTHING)) {
        let printed = format!("{tree:?}");
        prop_assert!(!printed.contains("Blob(["), "{}", printed);
    }

    #[test]
    fn no_document_is_too_strange(body: Vec<u8>, text in "[<>/&;#!\\[\\]A-Ca-c ?x0-9-]{0,80}") {
        for body in [body.as_slice(), text.as_bytes()] {
            if let Ok(tree) = Value::from_xml(&EVERYTHING, body) {
                prop_assert!(matches!(tree, Value::Structure(_)));
            }
            prop_assert!(Value::from_json(&EVERYTHING, body).is_err());
        }
    }
}

fn check_xml(xml: &str, expected: &Expect) {
    expected.assert_eq(&match Value::from_xml(&EVERYTHING, xml.as_bytes()) {
        Ok(tree) => format!("{tree:?}"),
        Err(error) => error.to_string(),
    });
}

#[test]
fn hostile_documents_are_refused() {
    let deep = format!("{}{}", "<A>".repeat(10_000), "</A>".repeat(10_000));
    check_xml(&deep, &expect!["not valid XML: it has too many elements"]);
    check_xml(
        &format!("<A>{}</A>", "<B/>".repeat(10_000)),
        &expect!["not valid XML: it has too many elements"],
    );
    let entities = r#"<!DOCTYPE A [<!ENTITY e "eeee">]><A><Text>&e;&e;</Text></A>"#;
    check_xml(entities, &expect!["not valid XML: it refers to an entity of its own"]);
    let outside = r#"<!DOCTYPE A [<!ENTITY e SYSTEM "file:///etc/passwd">]><A><Text>&e;</Text></A>"#;
    check_xml(outside, &expect!["not valid XML: it refers to an entity of its own"]);
    check_xml(
        "<A><Text>t</A>",
        &expect!["not valid XML: ill-formed document: expected `</Text>`, but `</A>` was found"],
    );
    check_xml("<A/><A/>", &expect!["not valid XML: it is not one element"]);
    check_xml("", &expect!["not valid XML: it is not one element"]);
    check_xml("<A><Count>many</Count></A>", &expect!["Count must be an integer, not other text"]);
    check_xml(
        "<A><Parts><member><Picture>!</Picture></member></Parts></A>",
        &expect!["Parts[0].Picture must be a blob, not other text"],
    );
}

#[test]
fn documents_may_be_written_in_several_ways() {
    check_xml(
        "<x:A xmlns:x='u'><x:Text><![CDATA[<t>]]>&#x21;</x:Text><!-- c --></x:A>",
        &expect![[r#"Structure({"Text": String("<t>!")})"#]],
    );
    check_xml(
        "<A><Picture>\n AQ\n ID </Picture></A>",
        &expect![[r#"Structure({"Picture": Blob(Blob(3 bytes, redacted))})"#]],
    );
}

#[test]
fn numbers_are_told_apart() {
    let read = |json: &str| Value::from_json(&EVERYTHING, json.as_bytes());
    let count = |json: &str| read(json).unwrap().member("Count").cloned();
    assert_eq!(count(r#"{"Count":4.0}"#), Some(Value::Integer(4)));
    assert_eq!(count(r#"{"Count":9007199254740993}"#), Some(Value::Integer(9_007_199_254_740_993)));
    let share = |json: &str| read(json).unwrap().member("Share").cloned();
    assert_eq!(share(r#"{"Share":4}"#), Some(Value::Float(4.0)));
    assert_eq!(share(r#"{"Share":"-Infinity"}"#), Some(Value::Float(f64::NEG_INFINITY)));
    assert_eq!(0.1_f32.to_value(), Value::Float(0.1));
    for wrong in [r#"{"Count":4.5}"#, r#"{"Count":"4"}"#, r#"{"Share":"4"}"#, r#"{"Count":1e300}"#] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn floats_of_32_bits_come_back(number: f32) {
        let back = f32::from_value(number.to_value()).unwrap();
        prop_assert!(back.to_bits() == number.to_bits() || (back.is_nan() && number.is_nan()));
    }
}
