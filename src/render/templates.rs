//! The layout files: those in the binary, and those of a folder that take their place (`--templates`).
//!
//! A folder has the same shape as `templates/`: `pdf/*.typ` and `html/*.html`, `html/*.css`. Only
//! regular files directly in these two folders are read; what cannot be a layout file is an error, so
//! that a misspelt name is not passed over in silence.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source;

/// The largest layout file, in bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// The files of the binary: name and text.
const BUILT_IN: &[(&str, &str)] = &[
    ("pdf/main.typ", include_str!("../../templates/pdf/main.typ")),
    ("pdf/text.typ", include_str!("../../templates/pdf/text.typ")),
    ("pdf/form.typ", include_str!("../../templates/pdf/form.typ")),
    ("pdf/plan.typ", include_str!("../../templates/pdf/plan.typ")),
    ("pdf/changes.typ", include_str!("../../templates/pdf/changes.typ")),
    ("html/document.html", include_str!("../../templates/html/document.html")),
    ("html/parts.html", include_str!("../../templates/html/parts.html")),
    ("html/index.html", include_str!("../../templates/html/index.html")),
    ("html/style.css", include_str!("../../templates/html/style.css")),
];

/// A layout file.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name: `pdf/form.typ`.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Where it was read, unless it is that of the binary.
    pub path: Option<PathBuf>,
}

/// The layout files of a run.
#[derive(Clone, Debug)]
pub struct Templates {
    files: Vec<Template>,
}

/// What is wrong with a layout file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file, or the folder.
    pub file: String,
    /// The line from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "ひな形 {} の {line} 行目: {}", self.file, self.what),
            None => write!(f, "ひな形 {}: {}", self.file, self.what),
        }
    }
}

impl std::error::Error for TemplateError {}

impl Default for Templates {
    fn default() -> Self {
        let file = |&(name, text): &(&str, &str)| Template { name: name.into(), text: text.into(), path: None };
        Templates { files: BUILT_IN.iter().map(file).collect() }
    }
}

impl Templates {
    /// The files of the binary, with those of `dir` in their place or beside them.
    pub fn overridden_by(dir: &Path) -> Result<Self, TemplateError> {
        let mut templates = Self::default();
        let mut seen = 0;
        for (folder, ends) in [("pdf", &["typ"][..]), ("html", &["html", "css"][..])] {
            let place = dir.join(folder);
            let kind = fs::symlink_metadata(&place);
            if kind.as_ref().is_ok_and(|m| m.is_symlink()) {
                return Err(wrong(&place, "リンクは使えません。フォルダーを置いてください"));
            }
            if !kind.is_ok_and(|m| m.is_dir()) {
                continue;
            }
            for path in listed(&place)? {
                templates.put(folder, ends, path)?;
                seen += 1;
            }
        }
        if seen == 0 {
            let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
            let what = format!("レイアウトのファイルがありません（置けるもの: {}）", names.join("、"));
            return Err(wrong(dir, what));
        }
        Ok(templates)
    }

    fn put(&mut self, folder: &str, ends: &[&str], path: PathBuf) -> Result<(), TemplateError> {
        let regular = fs::symlink_metadata(&path).is_ok_and(|m| m.is_file());
        if !regular {
            return Err(wrong(&path, "ふつうのファイルではありません（リンクやフォルダーは置けません）"));
        }
        let file = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if !file.rsplit_once('.').is_some_and(|(_, end)| ends.contains(&end)) {
            let what = format!("使えない名前です（ここには .{} を置きます）", ends.join("・."));
            return Err(wrong(&path, what));
        }
        let bytes = source::read_limited(&path, MAX_BYTES)
            .map_err(|_| wrong(&path, "読み込めません（大きすぎるか、読み取りが許されていません）"))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong(&path, "文字コードが UTF-8 ではありません"))?;
        let name = format!("{folder}/{file}");
        self.files.retain(|f| f.name != name);
        self.files.push(Template { name, text, path: Some(path) });
        Ok(())
    }

    /// The files of one folder.
    pub fn below(&self, folder: &'static str) -> impl Iterator<Item = &Template> {
        self.files.iter().filter(move |f| f.name.starts_with(folder))
    }

    /// A file as people know it: its path, or its name in the binary.
    pub fn shown(&self, name: &str) -> String {
        let path = self.files.iter().find(|f| f.name == name).and_then(|f| f.path.as_ref());
        path.map_or_else(|| name.to_owned(), |p| p.display().to_string())
    }

    /// The files that were read, for a watch.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter_map(|f| f.path.as_deref())
    }
}

/// The files of a folder in a fixed order, without hidden ones.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, TemplateError> {
    let entries = fs::read_dir(folder).map_err(|_| wrong(folder, "フォルダーを読めません"))?;
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| !hidden(p)).collect();
    paths.sort();
    Ok(paths)
}

fn wrong(path: &Path, what: impl Into<String>) -> TemplateError {
    TemplateError { file: path.display().to_string(), line: None, what: what.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_overrides_and_its_faults_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        assert!(Templates::overridden_by(dir.path()).unwrap_err().what.contains("pdf/main.typ"));
        assert!(Templates::overridden_by(Path::new("/nowhere")).is_err());
        put("html/style.css");
        put("pdf/own.typ");
        put("html/.hidden");
        let templates = Templates::overridden_by(dir.path()).unwrap();
        assert_eq!(templates.files.len(), BUILT_IN.len() + 1);
        assert_eq!(templates.below("html/").find(|f| f.name == "html/style.css").unwrap().text, "x");
        assert!(templates.shown("html/style.css").ends_with("html/style.css"));
        assert_eq!(templates.shown("pdf/main.typ"), "pdf/main.typ");
        put("pdf/main.txt");
        assert!(Templates::overridden_by(dir.path()).unwrap_err().what.contains(".typ"));
        fs::remove_file(dir.path().join("pdf/main.txt")).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc/passwd", dir.path().join("pdf/main.typ")).unwrap();
            assert!(Templates::overridden_by(dir.path()).unwrap_err().what.contains("リンク"));
        }
    }
}
