//! Tables drawn with lines of ASCII.
//!
//! In: a value, a title, a width. Out: one section for each map or list. Never: a table wider than the terminal where
//! a row may be turned into a column.

use super::{Color, Screen};
use crate::failure::Failure;
use crate::value::Value;
use unicode_width::UnicodeWidthChar;

/// The text for a value; empty when there is nothing in it.
pub(super) fn format(value: &Value, title: &str, screen: Screen) -> Result<String, Failure> {
    let mut table = Table { sections: Vec::new() };
    if !table.build(Some(title), value, 0)? {
        return Ok(String::new());
    }
    let mut pen = Pen { out: String::new(), color: screen.color };
    table.render(&mut pen, screen.columns);
    Ok(pen.out)
}

/// Writes pieces; with colours each piece is followed by a reset, as the aws command does it.
struct Pen {
    out: String,
    color: Color,
}

impl Pen {
    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        if self.color == Color::On {
            self.out.push_str(RESET);
        }
    }

    fn styled(&self, text: &str, style: &str) -> String {
        match self.color {
            Color::On => format!("{style}{text}{RESET}"),
            Color::Off => text.to_owned(),
        }
    }
}

const RESET: &str = "\u{1b}[0m";
const ELEMENT: &str = "\u{1b}[1m\u{1b}[34m";
const INDENT: &str = "\u{1b}[2m\u{1b}[33m";

#[derive(Default)]
struct Section {
    title: String,
    level: usize,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    widths: Vec<usize>,
    columns: Option<usize>,
}

struct Table {
    sections: Vec<Section>,
}

impl Table {
    fn build(&mut self, title: Option<&str>, value: &Value, level: usize) -> Result<bool, Failure> {
        if value.is_falsy() {
            return Ok(false);
        }
        if let Some(title) = title {
            self.section(title, level);
        }
        match value {
            Value::List(elements) => match elements.first() {
                Some(Value::Map(_)) => self.maps(title, elements, level)?,
                _ => self.elements(elements)?,
            },
            Value::Map(members) => self.map(members, level)?,
            _ => {}
        }
        Ok(true)
    }

    fn elements(&mut self, elements: &[Value]) -> Result<(), Failure> {
        for element in elements {
            match element {
                Value::List(inner) if inner.iter().all(Value::is_scalar) => {
                    self.row(inner.iter().map(Value::shown).collect())?;
                }
                Value::Map(members) => self.row(members.iter().map(|(name, _)| name.clone()).collect())?,
                Value::List(_) => {
                    self.build(None, element, 0)?;
                }
                scalar => self.row(vec![scalar.shown()])?,
            }
        }
        Ok(())
    }

    /// A map: its scalars as one row below their names, then a section for each of the others.
    fn map(&mut self, members: &[(String, Value)], level: usize) -> Result<(), Failure> {
        let mut sorted: Vec<&(String, Value)> = members.iter().collect();
        sorted.sort_by(|one, other| one.0.cmp(&other.0));
        let (scalars, nested): (Vec<_>, Vec<_>) =
            sorted.into_iter().partition(|(_, value)| value.is_scalar());
        match scalars.as_slice() {
            [] => {}
            [(name, value)] => self.row(vec![name.clone(), value.shown()])?,
            several => {
                self.header(several.iter().map(|(name, _)| name.clone()).collect());
                self.row(several.iter().map(|(_, value)| value.shown()).collect())?;
            }
        }
        for (name, value) in nested {
            self.build(Some(name), value, level + 1)?;
        }
        Ok(())
    }

    /// A list of maps: a row for each; a section for each when they hold more than scalars.
    fn maps(&mut self, title: Option<&str>, elements: &[Value], level: usize) -> Result<(), Failure> {
        let (mut headers, mut nested) = (Vec::new(), Vec::new());
        for element in elements {
            let Value::Map(members) = element else {
                let kind = element.type_name();
                return Err(Failure::general(format!("'{kind}' object is not subscriptable")));
            };
            for (name, value) in members {
                if value.is_scalar() { headers.push(name.clone()) } else { nested.push(name.clone()) }
            }
        }
        for names in [&mut headers, &mut nested] {
            names.sort();
            names.dedup();
        }
        self.header(headers.clone());
        for (index, element) in elements.iter().enumerate() {
            if index > 0 && !nested.is_empty() {
                self.section(title.unwrap_or_default(), level);
                self.header(headers.clone());
            }
            let shown = |name: &String| element.member(name).map(Value::shown).unwrap_or_default();
            self.row(headers.iter().map(shown).collect())?;
            for name in &nested {
                if let Some(value) = element.member(name) {
                    self.build(Some(name), value, level + 1)?;
                }
            }
        }
        Ok(())
    }

    fn section(&mut self, title: &str, level: usize) {
        self.sections.push(Section { title: title.to_owned(), level, ..Section::default() });
    }

    fn header(&mut self, headers: Vec<String>) {
        if let Some(section) = self.sections.last_mut() {
            section.header(headers);
        }
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), Failure> {
        self.sections.last_mut().map_or(Ok(()), |section| section.row(row))
    }

    fn render(&mut self, pen: &mut Pen, screen_columns: usize) {
        let mut width = self.width();
        if width > screen_columns {
            self.sections.iter_mut().for_each(Section::turn);
            width = self.width();
        }
        pen.write(&format!("{}\n", "-".repeat(width)));
        for section in &self.sections {
            section.render(pen, width.saturating_sub(section.level * 2));
        }
    }

    fn width(&self) -> usize {
        self.sections.iter().map(Section::total_width).max().unwrap_or(0)
    }
}

impl Section {
    fn header(&mut self, headers: Vec<String>) {
        self.widen(&headers);
        self.columns.get_or_insert(headers.len());
        self.headers = headers;
    }

    fn row(&mut self, row: Vec<String>) -> Result<(), Failure> {
        let columns = *self.columns.get_or_insert(row.len());
        if row.len() != columns {
            let found = row.len();
            return Err(Failure::general(format!(
                "Row should have {columns} elements, instead it has {found}"
            )));
        }
        self.widen(&row);
        self.rows.push(row);
        Ok(())
    }

    fn widen(&mut self, cells: &[String]) {
        if self.widths.is_empty() {
            self.widths = vec![0; cells.len()];
        }
        for (width, cell) in self.widths.iter_mut().zip(cells) {
            *width = (*width).max(columns(cell));
        }
    }

    /// Turns a single row below names into a row for each name.
    fn turn(&mut self) {
        if let [row] = self.rows.as_slice()
            && !self.headers.is_empty()
        {
            let rows: Vec<Vec<String>> =
                self.headers.iter().zip(row).map(|(name, cell)| vec![name.clone(), cell.clone()]).collect();
            let mut turned = Self { title: self.title.clone(), level: self.level, ..Self::default() };
            turned.columns = Some(2);
            for row in rows {
                turned.widen(&row);
                turned.rows.push(row);
            }
            *self = turned;
        }
    }

    fn total_width(&self) -> usize {
        let cells: usize = self.widths.iter().map(|width| width + 4).sum();
        let indent = self.level * 2;
        (columns(&self.title) + 2 + indent).max(cells + 2 + indent)
    }

    /// Widths of the columns that fill the table exactly.
    fn scaled(&self, table_width: usize) -> Vec<usize> {
        let wanted: Vec<usize> = self.widths.iter().map(|width| width + 4).collect();
        let total: usize = wanted.iter().sum();
        if total == 0 {
            return wanted;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "columns of a terminal"
        )]
        let scale =
            |width: usize| (table_width as f64 / total as f64 * width as f64).round_ties_even() as usize;
        let mut widths: Vec<usize> = wanted.into_iter().map(scale).collect();
        loop {
            let sum: usize = widths.iter().sum();
            if sum > table_width {
                for width in widths.iter_mut().take(sum - table_width) {
                    *width = width.saturating_sub(1);
                }
            } else if sum < table_width {
                for width in widths.iter_mut().rev().take(table_width - sum) {
                    *width += 1;
                }
            } else {
                return widths;
            }
        }
    }

    fn render(&self, pen: &mut Pen, width: usize) {
        if !self.title.is_empty() {
            self.line(pen, &(centred(&self.title, width, "|", columns(&self.title)) + "\n"));
            if self.headers.is_empty() && self.rows.is_empty() {
                self.line(pen, &format!("+{}+\n", "-".repeat(width.saturating_sub(2))));
            }
        }
        let widths = self.scaled(width);
        if !self.headers.is_empty() {
            let mut cells = String::new();
            for (index, (header, width)) in self.headers.iter().zip(&widths).enumerate() {
                cells.push_str(&centred(header, *width, if index == 0 { "|" } else { "" }, columns(header)));
            }
            self.line(pen, &ruler(&widths));
            self.line(pen, &(cells + "\n"));
        }
        if self.rows.is_empty() || widths.is_empty() {
            return;
        }
        self.line(pen, &ruler(&widths));
        for row in &self.rows {
            let mut cells = String::new();
            for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let styled = pen.styled(cell, ELEMENT);
                cells.push_str(&left(&styled, *width, if index == 0 { "|" } else { "" }, columns(cell)));
            }
            self.line(pen, &(cells + "\n"));
        }
        self.line(pen, &ruler(&widths));
    }

    /// A line between the marks of the levels above.
    fn line(&self, pen: &mut Pen, text: &str) {
        let marks = pen.styled("|", INDENT).repeat(self.level);
        pen.write(&marks);
        pen.write(text.trim_end_matches('\n'));
        pen.write(&marks);
        pen.write("\n");
    }
}

fn ruler(widths: &[usize]) -> String {
    let mut out = String::new();
    for (index, width) in widths.iter().enumerate() {
        let dashes = if index == 0 { width.saturating_sub(2) } else { width.saturating_sub(1) };
        out.push_str(if index == 0 { "+" } else { "" });
        out.push_str(&"-".repeat(dashes));
        out.push('+');
    }
    out + "\n"
}

fn centred(text: &str, width: usize, left_edge: &str, text_columns: usize) -> String {
    let before = (width / 2).saturating_sub(text_columns / 2 + 1);
    let so_far = left_edge.len() + before + text_columns;
    let after = width.saturating_sub(1 + so_far);
    format!("{left_edge}{}{text}{}|", " ".repeat(before), " ".repeat(after))
}

fn left(text: &str, width: usize, left_edge: &str, text_columns: usize) -> String {
    let padding = if width > text_columns + 2 + left_edge.len() { 2 } else { 0 };
    let so_far = left_edge.len() + padding + text_columns;
    let after = width.saturating_sub(so_far + 1);
    format!("{left_edge}{}{text}{}|", " ".repeat(padding), " ".repeat(after))
}

/// Width of a text in columns; characters of ambiguous width count as two, like in the aws command.
fn columns(text: &str) -> usize {
    let width = |c: char| match c {
        '\u{300}'..='\u{36f}' => 2,
        c if DOUBTFUL_LETTERS.contains(c) => 2,
        c => c.width_cjk().unwrap_or(1).max(1),
    };
    text.chars().map(width).sum()
}

/// Letters of ambiguous width that consist of a letter and an accent; the library counts them as one column.
const DOUBTFUL_LETTERS: &str = "àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜЁЙйёΩÅ";
