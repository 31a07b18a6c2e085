//! Lines of fields separated by tabs, for `cut` and `awk`.
//!
//! In: a value. Out: a line for each map, list of scalars or scalar. Never: member names, except before nested ones.

use crate::value::Value;

/// The text for a value; a list in which only some elements are maps has none.
pub(super) fn format(value: &Value) -> Result<String, String> {
    let mut out = String::new();
    write(&mut out, value, None, None)?;
    Ok(out)
}

fn write(
    out: &mut String,
    value: &Value,
    name: Option<&str>,
    columns: Option<&[String]>,
) -> Result<(), String> {
    match value {
        Value::Map(members) => write_map(out, members, name, columns)?,
        Value::List(elements) => write_list(out, elements, name)?,
        scalar => line(out, &[scalar.shown()]),
    }
    Ok(())
}

fn write_list(out: &mut String, elements: &[Value], name: Option<&str>) -> Result<(), String> {
    if elements.iter().any(|element| matches!(element, Value::Map(_))) {
        let columns = scalar_names(elements)?;
        for element in elements {
            write(out, element, name, Some(&columns))?;
        }
    } else {
        let (scalars, nested): (Vec<&Value>, Vec<&Value>) =
            elements.iter().partition(|element| element.is_scalar());
        write_scalars(out, &scalars, name);
        for element in nested {
            write(out, element, name, None)?;
        }
    }
    Ok(())
}

fn write_scalars(out: &mut String, scalars: &[&Value], name: Option<&str>) {
    let shown: Vec<String> = scalars.iter().map(|scalar| scalar.shown()).collect();
    match name {
        _ if shown.is_empty() => {}
        Some(name) => shown.into_iter().for_each(|scalar| line(out, &[name.to_uppercase(), scalar])),
        None => line(out, &shown),
    }
}

fn write_map(
    out: &mut String,
    members: &[(String, Value)],
    name: Option<&str>,
    columns: Option<&[String]>,
) -> Result<(), String> {
    let mut sorted: Vec<&(String, Value)> = members.iter().collect();
    sorted.sort_by(|one, other| one.0.cmp(&other.0));
    let member = |wanted: &String| members.iter().find(|(name, _)| name == wanted);
    let scalars: Vec<String> = match columns {
        Some(columns) => {
            let shown = |column| member(column).map(|(_, value)| value.shown()).unwrap_or_default();
            columns.iter().map(shown).collect()
        }
        None => {
            sorted.iter().filter(|(_, value)| value.is_scalar()).map(|(_, value)| value.shown()).collect()
        }
    };
    if !scalars.is_empty() {
        let head = name.map(str::to_uppercase);
        line(out, &head.into_iter().chain(scalars).collect::<Vec<_>>());
    }
    let is_nested = |(name, value): &(String, Value)| match columns {
        Some(columns) => !columns.contains(name),
        None => !value.is_scalar(),
    };
    for (name, value) in sorted.into_iter().filter(|member| is_nested(member)) {
        write(out, value, Some(name), None)?;
    }
    Ok(())
}

/// Names of all members of all maps that are scalar in one of them.
fn scalar_names(elements: &[Value]) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for element in elements {
        let Value::Map(members) = element else {
            return Err(format!("'{}' object has no attribute 'items'", element.type_name()));
        };
        names.extend(members.iter().filter(|(_, value)| value.is_scalar()).map(|(name, _)| name.clone()));
    }
    names.sort();
    names.dedup();
    Ok(names)
}

fn line(out: &mut String, fields: &[String]) {
    out.push_str(&fields.join("\t"));
    out.push('\n');
}
