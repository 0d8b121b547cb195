//! `piac.toml`: what a repository of assessments says about itself.
//!
//! It is looked for in the folder of a file and upwards. Without one, the defaults hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::Message;
use crate::diff::cell;
use crate::diff::rows::{Options, Showing};
use crate::rules::{self, BodyKind};
use crate::source::{self, SourceError};
use crate::text;

/// Name of the file.
pub const FILE_NAME: &str = "piac.toml";

/// The content of `piac.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Name of the body that writes the assessments: さくら野市.
    #[serde(default)]
    pub body: Option<String>,
    /// Kind of body, which decides the procedure.
    #[serde(default)]
    pub kind: BodyKind,
    /// Folders and files to check when none is named, relative to this file.
    #[serde(default)]
    pub paths: Vec<PathBuf>,
    /// Levels of rules by name.
    #[serde(default)]
    pub rules: BTreeMap<String, RuleLevel>,
    /// Words that are to be written in another way, with that way: `"サーバ" = "サーバー"`.
    #[serde(default)]
    pub wording: BTreeMap<String, String>,
    /// What `piac build` writes where the command line does not say.
    #[serde(default)]
    pub output: Output,
    /// How `piac diff` writes rows of the change table.
    #[serde(default)]
    pub diff: Diff,
}

/// How `piac diff` writes rows of the change table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Diff {
    /// How much of a changed answer a row shows: `block` (the changed blocks or lines) or `full`.
    pub rows: Showing,
    /// What stands for an answer that was blank, or is: （記載なし）, なし.
    pub absent: String,
    /// What stands under 変更前 beside an addition to an answer.
    pub added: String,
    /// What stands under 変更後 beside something that was taken out of an answer.
    pub removed: String,
}

impl Default for Diff {
    fn default() -> Self {
        let Options { showing, absent, added, removed, .. } = Options::default();
        Diff { rows: showing, absent, added, removed }
    }
}

impl Diff {
    /// The options for rows of a day.
    pub fn options(&self, date: String) -> Options {
        let Diff { rows, absent, added, removed } = self.clone();
        Options { showing: rows, date, absent, added, removed }
    }

    /// The key whose words a reader of the table, and `piac` itself, would not take for "nothing".
    fn unclear(&self) -> Option<(&'static str, &str)> {
        let absent = cell::is_nothing(&self.absent) || text::is_explicit_none(&self.absent);
        let all = [("absent", &self.absent, absent), ("added", &self.added, cell::is_nothing(&self.added))];
        let all = all.into_iter().chain([("removed", &self.removed, cell::is_nothing(&self.removed))]);
        all.into_iter()
            .find(|(_, words, clear)| !clear || words.is_empty())
            .map(|(key, words, _)| (key, words.as_str()))
    }
}

/// What `piac build` writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Output {
    /// The folder, relative to this file; `out` in the working folder where it is not given.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// The folder of fonts for characters that those of the binary do not have (外字), relative to this file.
    #[serde(default)]
    pub fonts: Option<PathBuf>,
    /// PDF standards: `ua-1`, `a-2a` …; `ua-1` where they are not given.
    #[serde(default)]
    pub pdf_standard: Vec<String>,
}

/// The level of a rule in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// The rule does not run.
    Off,
    /// A note.
    Info,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// A configuration with its place.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The content.
    pub config: Config,
    /// The folder of `piac.toml`.
    pub root: Option<PathBuf>,
}

/// Why a `piac.toml` cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// It cannot be read.
    Source(SourceError),
    /// It says something that it cannot say.
    Content(PathBuf, Message),
}

/// The `piac.toml` that holds for a path: in its folder or the nearest above.
pub fn find(path: &Path) -> Result<Found, ConfigError> {
    match above(&folder_of(path)) {
        None => Ok(Found::default()),
        Some(root) => {
            let path = root.join(FILE_NAME);
            let config = read(&path)?;
            match &config.output.fonts {
                Some(fonts) if !root.join(fonts).is_dir() => Err(ConfigError::Content(
                    path,
                    Message::new(
                        format!("[output] の fonts のフォルダー「{}」がありません", fonts.display()),
                        format!("[output]: there is no folder {}", fonts.display()),
                    ),
                )),
                _ => Ok(Found { config, root: Some(root) }),
            }
        }
    }
}

/// The root of the repository of a path: the folder of its `piac.toml`, else its own folder.
pub fn root_of(path: &Path) -> PathBuf {
    let folder = folder_of(path);
    above(&folder).unwrap_or(folder)
}

/// The folder of a file, or a folder itself, as an absolute path.
fn folder_of(path: &Path) -> PathBuf {
    let start = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let start = if start.as_os_str().is_empty() { Path::new(".") } else { start };
    // `absolute` drops `.` and keeps `..`, which would hide the folders above.
    start.canonicalize().or_else(|_| std::path::absolute(start)).unwrap_or_else(|_| start.to_owned())
}

/// The nearest folder with a `piac.toml`.
fn above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|dir| dir.join(FILE_NAME).is_file()).map(Path::to_owned)
}

fn read(path: &Path) -> Result<Config, ConfigError> {
    let bytes = source::read_limited(path, 1024 * 1024).map_err(ConfigError::Source)?;
    let text = String::from_utf8_lossy(&bytes);
    let config: Config = toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let line = error.span().map_or(1, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
        ConfigError::Content(
            path.to_owned(),
            Message::new(
                format!("{line} 行目を設定として読めません。{}", in_japanese(error.message())),
                format!("line {line}: {}", error.message()),
            ),
        )
    })?;
    if let Some((word, _)) = config.wording.iter().find(|(word, agreed)| word.trim().is_empty() || word == agreed) {
        return Err(ConfigError::Content(
            path.to_owned(),
            Message::new(
                format!("[wording] の「{word}」は、空でなく、直した書き方とも違う言葉でなければなりません"),
                format!("[wording]: {word} must be a word that differs from its replacement"),
            ),
        ));
    }
    if let Some((key, words)) = config.diff.unclear() {
        return Err(ConfigError::Content(
            path.to_owned(),
            Message::new(
                format!(
                    "[diff] の {key}「{words}」は、記載がなかったことを表す言葉として読めません（（記載なし）、（右記を追加）、（左記を削除）など）"
                ),
                format!("[diff] {key}: {words} is not understood as \"nothing stood here\""),
            ),
        ));
    }
    match config.rules.keys().find(|name| rules::find(name).is_none()) {
        None => Ok(config),
        Some(name) => Err(ConfigError::Content(
            path.to_owned(),
            Message::new(
                format!("[rules] の「{name}」という規則はありません（piac explain で一覧が出ます）"),
                format!("[rules]: there is no rule {name} (see piac explain)"),
            ),
        )),
    }
}

/// What the reader of TOML says, in Japanese where it is one of its usual sentences.
fn in_japanese(english: &str) -> String {
    let quoted: Vec<&str> = english.split('`').skip(1).step_by(2).collect();
    match (english, quoted.split_first()) {
        (_, Some((wrong, allowed))) if english.starts_with("unknown field") && !allowed.is_empty() => {
            format!("「{wrong}」という設定はありません（書ける設定: {}）", allowed.join("、"))
        }
        (_, Some((wrong, allowed))) if english.starts_with("unknown variant") && !allowed.is_empty() => {
            format!("「{wrong}」は指定できません（書ける値: {}）", allowed.join("、"))
        }
        (_, _) if english.starts_with("invalid type") => {
            let kinds = [
                ("expected a string", "文字（\"…\"）"),
                ("expected a sequence", "一覧（[\"…\", \"…\"]）"),
                ("expected a map", "「名前 = 値」の並び"),
                ("expected struct", "「名前 = 値」の並び"),
                ("expected path", "フォルダーやファイルの名前（\"…\"）"),
            ];
            let kind = kinds.iter().find(|(words, _)| english.contains(words)).map_or("別の種類の値", |(_, kind)| kind);
            format!("値の種類が違います。{kind}を書いてください")
        }
        _ if english.contains("must be quoted") => "文字の値は半角の引用符 \"…\" で囲んでください".to_owned(),
        _ if english.starts_with("duplicate key") => "同じ設定が二度書かれています".to_owned(),
        _ => format!("「名前 = \"値\"」の形で書いてください（{english}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_upwards_and_its_mistakes_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(dir.path().join(FILE_NAME), "body = \"さくら野市\"\n[rules]\nmissing-answer = \"warning\"\n")
            .unwrap();
        let found = find(&inner.join("x.yaml")).unwrap();
        assert_eq!(found.config.body.as_deref(), Some("さくら野市"));
        assert_eq!(found.config.rules["missing-answer"], RuleLevel::Warning);
        std::fs::write(inner.join(FILE_NAME), "body = 1\nboody = 2\n").unwrap();
        let Err(ConfigError::Content(path, message)) = find(&inner) else { panic!() };
        assert!(path.ends_with("a/b/piac.toml") && message.ja.contains("行目"), "{message:?}");
        for (text, told) in [
            ("body = 1\n", "値の種類が違います。文字（"),
            ("boody = \"さくら野市\"\n", "「boody」という設定はありません（書ける設定: body、kind、"),
            ("kind = \"市\"\n", "「市」は指定できません（書ける値: 地方公共団体等、行政機関等）"),
            (
                "[rules]\nmissing-answer = \"wrn\"\n",
                "2 行目を設定として読めません。「wrn」は指定できません（書ける値: off、",
            ),
            ("body = さくら野市\n", "文字の値は半角の引用符"),
            ("body = \"甲\"\nbody = \"乙\"\n", "同じ設定が二度書かれています"),
        ] {
            std::fs::write(inner.join(FILE_NAME), text).unwrap();
            let Err(ConfigError::Content(_, message)) = find(&inner) else { panic!("{text}") };
            assert!(message.ja.contains(told), "{text}: {message:?}");
        }
    }
}
