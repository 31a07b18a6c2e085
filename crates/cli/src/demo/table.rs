//! What `catchlight demo` prints.

use super::CAST;
use super::act::Played;
use catchlight_simulator::Species;
use catchlight_types::SessionStatus;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

/// One line for each check.
pub(crate) fn of_checks(played: &[Played]) -> String {
    let mut table = table(&["played", "status", "confidence", "right", "main reasons", "pictures"]);
    for check in played {
        table.add_row([
            name(check.species).to_owned(),
            status(check).to_owned(),
            check.confidence.map_or("-".to_owned(), |confidence| confidence.to_string()),
            if check.is_right() { "yes" } else { "NO" }.to_owned(),
            check.reasons.join("\n"),
            pictures(check),
        ]);
    }
    align(&mut table, &[2]);
    table.to_string()
}

/// The first picture of a check and how many lie beside it.
fn pictures(check: &Played) -> String {
    match check.pictures.split_first() {
        None => format!("{} without pictures", check.folder.display()),
        Some((first, others)) => format!("{}\nand {} more beside it", first.display(), others.len()),
    }
}

/// One line for each kind of act, and one for each wrong answer.
pub(crate) fn of_counts(played: &[Played]) -> String {
    let mut counts = table(&["played", "checks", "right", "least", "median", "most", "not succeeded"]);
    for species in CAST {
        let all = || played.iter().filter(|check| check.species == species);
        let mut percents: Vec<f32> =
            all().filter_map(|check| check.confidence).map(catchlight_types::Confidence::percent).collect();
        percents.sort_by(f32::total_cmp);
        let told = |percent: Option<&f32>| percent.map_or("-".to_owned(), |percent| format!("{percent:.1}"));
        counts.add_row([
            name(species).to_owned(),
            all().count().to_string(),
            all().filter(|check| check.is_right()).count().to_string(),
            told(percents.first()),
            told(percents.get(percents.len() / 2)),
            told(percents.last()),
            all().filter(|check| check.status != Some(SessionStatus::Succeeded)).count().to_string(),
        ]);
    }
    align(&mut counts, &[1, 2, 3, 4, 5, 6]);
    let mut text = counts.to_string();
    let wrong: Vec<&Played> = played.iter().filter(|check| !check.is_right()).collect();
    if !wrong.is_empty() {
        let mut table = table(&["wrong", "seed", "status", "confidence", "main reasons", "pictures"]);
        for check in wrong {
            table.add_row([
                name(check.species).to_owned(),
                check.seed.number().to_string(),
                status(check).to_owned(),
                check.confidence.map_or("-".to_owned(), |confidence| confidence.to_string()),
                check.reasons.join("\n"),
                check.folder.display().to_string(),
            ]);
        }
        align(&mut table, &[1, 3]);
        text = format!("{text}\n\n{table}");
    }
    text
}

/// What was played, in words.
pub(crate) fn name(species: Species) -> &'static str {
    match species {
        Species::Live => "a live person",
        Species::PrintFlat => "a flat print",
        Species::InjectPlain => "an injected old video",
        _ => species.name(),
    }
}

/// Where the session stands, in words.
pub(crate) fn status(check: &Played) -> &'static str {
    check.status.map_or("broke off", SessionStatus::name)
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
