//! A path that does not exist: what may have been meant by it.

use std::io;
use std::path::{Path, PathBuf};

use crate::diag::Message;
use crate::source::{SourceError, Unreadable, is_yaml};
use crate::text;

/// A way out where a file was not found: the name in its folder that is almost the same, or what is missing.
pub fn way_out(error: &SourceError) -> Option<Message> {
    if error.reason != Unreadable::Io(io::ErrorKind::NotFound) {
        return None;
    }
    let folder = match error.path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Some(Message::new(
            format!("フォルダー「{}」がありません", folder.display()),
            format!("there is no folder {}", folder.display()),
        ));
    }
    Some(match nearest(folder, &error.path) {
        Some(near) => Message::new(format!("「{near}」のことですか"), format!("did you mean {near}?")),
        None => Message::new(
            "ファイルの名前と、今いるフォルダーを確かめてください",
            "check the name of the file and the folder you are in",
        ),
    })
}

/// The name in a folder that is almost that of a path, with the folder as it was written.
fn nearest(folder: &Path, path: &Path) -> Option<String> {
    // What stands before the extension tells; the extension is that of every assessment.
    let stem = |name: &Path| {
        let stem = if is_yaml(name) { name.file_stem() } else { name.file_name() };
        stem.map(|stem| text::normalize(stem.to_string_lossy().trim()))
    };
    let wanted = stem(path)?;
    let names = std::fs::read_dir(folder).ok()?.flatten().map(|entry| PathBuf::from(entry.file_name()));
    let scored = names.filter(|name| !name.to_string_lossy().starts_with('.')).filter_map(|name| {
        let score = strsim::normalized_damerau_levenshtein(&wanted, &stem(&name)?);
        Some((score, name))
    });
    let (_, name) = scored.filter(|(score, _)| *score >= 0.6).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(path.with_file_name(name).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_guessed_from_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["基礎項目評価書.yaml", "m1.yaml"] {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        let told = |name: &str| {
            let reason = Unreadable::Io(io::ErrorKind::NotFound);
            way_out(&SourceError { path: dir.path().join(name), reason }).unwrap().ja
        };
        assert!(told("　基礎項目評価書.yml").ends_with("/基礎項目評価書.yaml」のことですか"));
        assert!(told("ない.yaml").starts_with("ファイルの名前と"));
        assert!(told("予防接種/基礎項目評価書.yaml").ends_with("予防接種」がありません"));
    }
}
