//! The checks as tables for a terminal.

use super::DemonstratedCheck;
use catchlight_types::SessionStatus;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// One line for each check.
#[must_use]
pub fn demonstration_list(played: &[DemonstratedCheck]) -> String {
    let mut table = table(&["played", "status", "confidence", "right", "main reasons", "images"]);
    for check in played {
        table.add_row([
            check.played.to_owned(),
            check.status().to_owned(),
            check.confidence_or("-"),
            if check.is_right { "yes" } else { "NO" }.to_owned(),
            check.reasons.join("\n"),
            images(check),
        ]);
    }
    align(&mut table, &[2]);
    table.to_string()
}

/// The first image of a check, and how many more there are.
fn images(check: &DemonstratedCheck) -> String {
    match check.images.split_first() {
        None => format!("{} without images", check.folder.display()),
        Some((first, others)) => format!("{}\nand {} more in the same folder", first.display(), others.len()),
    }
}

/// One line for each kind of act, and one for each wrong answer.
#[must_use]
pub fn demonstration_counts(played: &[DemonstratedCheck]) -> String {
    let mut counts = table(&["played", "checks", "right", "least", "median", "most", "not succeeded"]);
    let mut kinds: Vec<&str> = Vec::new();
    for check in played {
        if !kinds.contains(&check.played) {
            kinds.push(check.played);
        }
    }
    for kind in kinds {
        let all = || played.iter().filter(|check| check.played == kind);
        let mut percents: Vec<f32> =
            all().filter_map(|check| check.confidence).map(catchlight_types::Confidence::percent).collect();
        percents.sort_by(f32::total_cmp);
        let told = |percent: Option<&f32>| percent.map_or("-".to_owned(), |percent| format!("{percent:.1}"));
        counts.add_row([
            kind.to_owned(),
            all().count().to_string(),
            all().filter(|check| check.is_right).count().to_string(),
            told(percents.first()),
            told(percents.get(percents.len() / 2)),
            told(percents.last()),
            all().filter(|check| check.status != Some(SessionStatus::Succeeded)).count().to_string(),
        ]);
    }
    align(&mut counts, &[1, 2, 3, 4, 5, 6]);
    let mut text = counts.to_string();
    let wrong: Vec<&DemonstratedCheck> = played.iter().filter(|check| !check.is_right).collect();
    if !wrong.is_empty() {
        let mut table = table(&["wrong", "seed", "status", "confidence", "main reasons", "images"]);
        for check in wrong {
            table.add_row([
                check.played.to_owned(),
                check.seed.to_string(),
                check.status().to_owned(),
                check.confidence_or("-"),
                check.reasons.join("\n"),
                check.folder.display().to_string(),
            ]);
        }
        align(&mut table, &[1, 3]);
        text = format!("{text}\n\n{table}");
    }
    text
}

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(head.to_vec());
    table
}

fn align(table: &mut Table, columns: &[usize]) {
    for column in columns {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
