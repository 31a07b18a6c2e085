//! Responses as XML.
//!
//! In: a document and a schema. Out: a value. Never: entities of the document's own, attributes, name spaces;
//! nothing grows beyond the limits of the crate.

use super::{Blob, MemberSchema, Schema, Value, ValueError};
use crate::limits::{MAX_XML_DEPTH, MAX_XML_ELEMENTS};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use std::collections::BTreeMap;
use std::fmt;

/// An element of a document. `Debug` prints its name only, since its text may be an image.
#[derive(Default)]
pub struct Element {
    name: String,
    text: String,
    children: Vec<Self>,
}

impl fmt::Debug for Element {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Element({}, redacted)", self.name)
    }
}

impl Element {
    /// Reads a document.
    ///
    /// # Errors
    /// [`ValueError::NotXml`] when the bytes are no XML, or more of it than the limits allow.
    pub fn parse(xml: &[u8]) -> Result<Self, ValueError> {
        let Ok(text) = std::str::from_utf8(xml) else { return Err(not_xml("it is not UTF-8")) };
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        // The first element stands for the document and holds the root.
        let (mut open, mut elements) = (vec![Self::default()], 0);
        loop {
            let event = reader.read_event().map_err(|error| not_xml(error.to_string()))?;
            let Some(current) = open.last_mut() else { return Err(not_xml("elements are not nested")) };
            match event {
                Event::Start(start) => {
                    elements += 1;
                    if elements > MAX_XML_ELEMENTS || open.len() > MAX_XML_DEPTH {
                        return Err(not_xml("it has too many elements"));
                    }
                    let name = start.local_name().into_inner().to_owned();
                    open.push(Self { name, ..Self::default() });
                }
                Event::End(_) => {
                    if let (Some(ended), Some(parent)) = (open.pop(), open.last_mut()) {
                        parent.children.push(ended);
                    }
                }
                Event::Text(text) => current.text.push_str(&text.xml10_content()),
                Event::CData(text) => current.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) => current.text.push_str(&referenced(&reference)?),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Empty(_) => {}
                Event::Eof => break,
            }
        }
        match (open.pop(), open.is_empty()) {
            (Some(mut document), true) if document.children.len() == 1 && document.text.trim().is_empty() => {
                document.children.pop().ok_or_else(|| not_xml("it is empty"))
            }
            _ => Err(not_xml("it is not one element")),
        }
    }

    /// The first child of this name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of this name.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str())
    }

    /// The element that holds the members: this one, or the result within a response of AWS Query.
    fn result(&self, members: &[MemberSchema]) -> &Self {
        let holds_members = members.iter().any(|member| self.child(member.name).is_some());
        let wrapped = self.children.iter().find(|child| child.name.ends_with("Result"));
        wrapped.filter(|_| !holds_members).unwrap_or(self)
    }
}

fn referenced(reference: &BytesRef<'_>) -> Result<String, ValueError> {
    let character = reference.resolve_char_ref().map_err(|error| not_xml(error.to_string()))?;
    let named = || resolve_xml_entity(&reference.xml10_content()).map(str::to_owned);
    let text = character.map(String::from).or_else(named);
    text.ok_or_else(|| not_xml("it refers to an entity of its own"))
}

pub(super) fn read(schema: &Schema, xml: &[u8]) -> Result<Value, ValueError> {
    let root = Element::parse(xml)?;
    match schema {
        Schema::Structure(members) => structure(members, root.result(members)),
        Schema::List(item) => list(item, &[&root]),
        Schema::String | Schema::Enum(_) | Schema::Float | Schema::Integer | Schema::Blob => {
            leaf(schema, &root)
        }
    }
}

fn structure(members: &[MemberSchema], element: &Element) -> Result<Value, ValueError> {
    let mut structure = BTreeMap::new();
    for member in members {
        let named: Vec<&Element> =
            element.children.iter().filter(|child| child.name == member.name).collect();
        let Some(first) = named.first() else { continue };
        let value = match member.schema {
            Schema::List(item) => list(item, &named),
            other => value(other, first),
        };
        let value = value.map_err(|error| error.within(member.name))?;
        structure.insert(member.name.to_owned(), value);
    }
    Ok(Value::Structure(structure))
}

/// The items of a list are the `member` children of its element, or elements of the list's own name.
fn list(item: &Schema, named: &[&Element]) -> Result<Value, ValueError> {
    let mut items = Vec::new();
    for element in named {
        if element.children.is_empty() && element.text.trim().is_empty() {
            continue;
        }
        if !element.children.is_empty() && element.children.iter().all(|child| child.name == "member") {
            items.extend(&element.children);
        } else {
            items.push(element);
        }
    }
    let values = items.into_iter().enumerate();
    let values = values.map(|(index, element)| value(item, element).map_err(|error| error.at(index)));
    values.collect::<Result<_, _>>().map(Value::List)
}

fn value(schema: &Schema, element: &Element) -> Result<Value, ValueError> {
    match schema {
        Schema::Structure(members) => structure(members, element),
        Schema::List(item) => list(item, &[element]),
        Schema::String | Schema::Enum(_) | Schema::Float | Schema::Integer | Schema::Blob => {
            leaf(schema, element)
        }
    }
}

fn leaf(schema: &Schema, element: &Element) -> Result<Value, ValueError> {
    if !element.children.is_empty() {
        return Err(ValueError::wrong(schema.kind(), "a structure"));
    }
    let text = &element.text;
    let other_text = || ValueError::wrong(schema.kind(), "other text");
    match schema {
        Schema::Enum(_) => Ok(Value::Enum(text.clone())),
        Schema::Float => text.trim().parse().ok().map(Value::Float).ok_or_else(other_text),
        Schema::Integer => text.trim().parse().ok().map(Value::Integer).ok_or_else(other_text),
        Schema::Blob => {
            let packed: String = text.split_ascii_whitespace().collect();
            let bytes = STANDARD.decode(packed).ok();
            bytes.map(|bytes| Value::Blob(Blob::new(bytes))).ok_or_else(other_text)
        }
        Schema::String | Schema::Structure(_) | Schema::List(_) => Ok(Value::String(text.clone())),
    }
}

fn not_xml(problem: impl Into<String>) -> ValueError {
    ValueError::NotXml { problem: problem.into() }
}
