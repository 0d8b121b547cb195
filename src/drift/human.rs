//! The groups for a person at a terminal: the usual wording, then what each other wording changes.

use crate::diag::Lang;
use crate::output::human::Style;

use super::{Change, ChangeKind, Group, Report, Wording};

/// Places of a wording that are named one by one.
const MAX_PLACES: usize = 10;

/// Wordings of a group that are shown.
const MAX_WORDINGS: usize = 20;

/// The whole report, ending with a line break.
pub fn report(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for group in &report.groups {
        out.push_str(&self::group(group, style));
        out.push('\n');
    }
    let s = &report.summary;
    out.push_str(&match style.lang {
        Lang::Ja if s.groups == 0 => {
            format!("{} 件の {} か所の文章を比べました。似ていて違う文章はありません。\n", s.files, s.passages)
        }
        Lang::Ja => format!(
            "{} 件の {} か所の文章を比べました: 似ていて違う文章が {} 組（{} か所）あります。\n一つの共通記載にまとめるには: piac drift --group 番号 --extract キー\n",
            s.files, s.passages, s.groups, s.places
        ),
        Lang::En => format!(
            "compared {} passage(s) of {} file(s): {} group(s) in {} place(s)\nto make one shared passage: piac drift --group N --extract KEY\n",
            s.passages, s.files, s.groups, s.places
        ),
    });
    out
}

fn group(group: &Group, style: Style) -> String {
    let places: usize = group.wordings.iter().map(|w| w.places.len()).sum();
    let title = match style.lang {
        Lang::Ja => format!("■ {}組目（{} か所、{} 通り）", group.number, places, group.wordings.len()),
        Lang::En => format!("■ group {} ({places} places, {} wordings)", group.number, group.wordings.len()),
    };
    let mut out = if style.color { format!("\u{1b}[1m{title}\u{1b}[0m\n") } else { format!("{title}\n") };
    for (i, wording) in group.wordings.iter().enumerate().take(MAX_WORDINGS) {
        let count = wording.places.len();
        let shared = wording.places.iter().any(|p| p.shared);
        out.push_str(&match (style.lang, i, shared) {
            (Lang::Ja, 0, true) => format!("  共通記載の書き方（{count} か所）\n"),
            (Lang::Ja, 0, false) => format!("  多い書き方（{count} か所）\n"),
            (Lang::Ja, ..) => format!("  違う書き方 {i}（{count} か所）\n"),
            (Lang::En, 0, true) => format!("  the shared passage ({count})\n"),
            (Lang::En, 0, false) => format!("  usual wording ({count})\n"),
            (Lang::En, ..) => format!("  other wording {i} ({count})\n"),
        });
        let text = if i == 0 { wording.text.clone() } else { marked(wording, style) };
        for line in text.split('\n') {
            out.push_str(&format!("    │ {line}\n"));
        }
        for place in wording.places.iter().take(MAX_PLACES) {
            out.push_str(&format!("    {}:{} {}\n", place.file, place.line, place.label));
        }
        if count > MAX_PLACES {
            out.push_str(&match style.lang {
                Lang::Ja => format!("    ほか {} か所\n", count - MAX_PLACES),
                Lang::En => format!("    and {} more\n", count - MAX_PLACES),
            });
        }
    }
    if group.wordings.len() > MAX_WORDINGS {
        let more = group.wordings.len() - MAX_WORDINGS;
        out.push_str(&match style.lang {
            Lang::Ja => format!("  ほか {more} 通り（--format json と html にはすべて出ます）\n"),
            Lang::En => format!("  and {more} more wordings (all of them with --format json or html)\n"),
        });
    }
    out
}

/// The wording with its changes marked; lines without a change are left out.
fn marked(wording: &Wording, style: Style) -> String {
    let mut lines: Vec<(String, bool)> = vec![(String::new(), false)];
    for Change { kind, text } in &wording.changes {
        for (i, piece) in text.split('\n').enumerate() {
            if i > 0 {
                lines.push((String::new(), false));
            }
            // There is always the line pushed before.
            let Some((line, changed)) = lines.last_mut() else { continue };
            if *kind == ChangeKind::Same {
                line.push_str(piece);
            } else if !piece.is_empty() {
                *changed = true;
                line.push_str(&paint(*kind, piece, style));
            } else {
                *changed = true;
            }
        }
    }
    let mut out: Vec<String> = Vec::new();
    let mut same = 0;
    for (line, changed) in &lines {
        if *changed {
            skip(&mut same, style, &mut out);
            out.push(line.clone());
        } else {
            same += 1;
        }
    }
    skip(&mut same, style, &mut out);
    out.join("\n")
}

fn skip(same: &mut usize, style: Style, out: &mut Vec<String>) {
    if *same > 0 {
        out.push(match style.lang {
            Lang::Ja => format!("（同じ {same} 行）"),
            Lang::En => format!("({same} equal lines)"),
        });
    }
    *same = 0;
}

fn paint(kind: ChangeKind, text: &str, style: Style) -> String {
    match (kind, style.color) {
        (ChangeKind::Same, _) => text.to_owned(),
        (ChangeKind::Removed, true) => format!("\u{1b}[31;9m{text}\u{1b}[0m"),
        (ChangeKind::Added, true) => format!("\u{1b}[32;4m{text}\u{1b}[0m"),
        (ChangeKind::Removed, false) => format!("[-{text}-]"),
        (ChangeKind::Added, false) => format!("{{+{text}+}}"),
    }
}
