//! The command line: joins the modules, decides exit status and what goes to which stream.
//!
//! Exit status: 0 fine, 1 findings at the denied level, 2 could not run. Results go to standard
//! output, what concerns the run itself to standard error.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::check::CheckError;
use crate::config::ConfigError;
use crate::diag::{Lang, Message, io_reason};
use crate::files;
use crate::output::human::Style;
use crate::source::{Source, SourceError, Unreadable};
use crate::text;

mod build;
mod check;
mod diff;
mod drift;
mod explain;
mod fmt_command;
mod gate;
mod help;
mod history;
mod import;
mod law;
mod near;
mod new;
mod pairs;
mod plan;
mod revision;
mod schema;
mod status;
mod usage;
mod watch;
mod what_if;

/// Columns of a terminal that does not say how wide it is.
const DEFAULT_WIDTH: usize = 100;

/// piac の引数
#[derive(Parser)]
#[command(
    name = "piac",
    version,
    about = "特定個人情報保護評価書の検査と組版",
    long_about = "特定個人情報保護評価書（全項目・重点項目・基礎項目）を YAML で書き、検査し、様式どおりの PDF にします。",
    disable_help_subcommand = true,
    next_help_heading = "共通の指定"
)]
struct Args {
    /// メッセージの言語
    #[arg(long, global = true, value_enum, default_value_t = LangArg::Ja)]
    lang: LangArg,
    /// 色を付けるか
    #[arg(long, global = true, value_enum, default_value_t = ColorArg::Auto)]
    color: ColorArg,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    /// 日本語
    Ja,
    /// English
    En,
}

#[derive(Clone, Copy, ValueEnum)]
enum ColorArg {
    /// 端末なら付ける
    Auto,
    /// 付ける
    Always,
    /// 付けない
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// 評価書のひな形を作る
    New(new::Args),
    /// 評価書を検査する
    Check(check::Args),
    /// 評価書を PDF にする
    Build(build::Args),
    /// 保存するたびに評価書を作り直す
    Watch(watch::Args),
    /// 公表済みの評価書の文章を YAML に取り込む
    Import(import::Args),
    /// 二つの版を比べ、変更箇所の行を作る
    Diff(diff::Args),
    /// 変更箇所が語る版の一覧と、ある日の時点の評価書
    History(history::Args),
    /// 元の版から変わった評価書が、変更の手続に照らして整っているかを確かめる
    Gate(gate::Args),
    /// YAML の書き方を整える
    Fmt(fmt_command::Args),
    /// 規則の説明を読む
    Explain(explain::Args),
    /// 番号法の条項が、ある日に何を定めていたかを調べる
    Law(law::Args),
    /// 様式の JSON Schema を出す
    Schema(schema::Args),
    /// 似ていて違う文章を見つけ、一つの共通記載にまとめる
    Drift(drift::Args),
    /// 計画管理書（様式１）を作る
    Plan(plan::Args),
    /// 評価書の一覧と期限
    Status(status::Args),
}

/// What a command needs to know about the run.
struct Run {
    lang: Lang,
    style: Style,
}

/// Why a command could not run; exit status 2.
#[derive(Debug)]
struct Failure {
    what: Message,
    help: Option<Message>,
}

impl Failure {
    fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Failure { what: Message::new(ja, en), help: None }
    }

    fn help(mut self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Message::new(ja, en));
        self
    }
}

/// The exit status of a command that ran.
enum Status {
    Fine,
    Findings,
    /// Some of the work could not be done; what is wrong has been printed.
    Failed,
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let english = words.windows(2).any(|w| w == ["--lang", "en"]) || words.iter().any(|w| w == "--lang=en");
    let command = if english { Args::command() } else { help::in_japanese(Args::command()) };
    let parsed = command.try_get_matches_from(words).and_then(|matches| Args::from_arg_matches(&matches));
    let args = match parsed {
        Ok(args) => args,
        Err(error) if !error.use_stderr() => {
            // Help and version are no errors; a reader that went away is none either.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let lang = if english { Lang::En } else { Lang::Ja };
            let (what, help) = usage::explain(&error);
            let run = Run { lang, style: style(lang, ColorArg::Auto) };
            run.fail(&Failure { what, help: Some(help) });
            return ExitCode::from(2);
        }
    };
    let lang = match args.lang {
        LangArg::Ja => Lang::Ja,
        LangArg::En => Lang::En,
    };
    let run = Run { lang, style: style(lang, args.color) };
    let result = match args.command {
        Command::New(args) => new::run(&run, &args),
        Command::Check(args) => check::run(&run, &args),
        Command::Build(args) => build::run(&run, &args),
        Command::Watch(args) => watch::run(&run, &args),
        Command::Import(args) => import::run(&run, &args),
        Command::Diff(args) => diff::run(&run, &args),
        Command::History(args) => history::run(&run, &args),
        Command::Gate(args) => gate::run(&run, &args),
        Command::Fmt(args) => fmt_command::run(&run, &args),
        Command::Explain(args) => explain::run(&run, &args),
        Command::Law(args) => law::run(&run, &args),
        Command::Schema(args) => schema::run(&run, &args),
        Command::Drift(args) => drift::run(&run, &args),
        Command::Plan(args) => plan::run(&run, &args),
        Command::Status(args) => status::run(&run, &args),
    };
    match result {
        Ok(Status::Fine) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Ok(Status::Failed) => ExitCode::from(2),
        Err(failure) => {
            run.fail(&failure);
            ExitCode::from(2)
        }
    }
}

fn style(lang: Lang, color: ColorArg) -> Style {
    let terminal = io::stdout().is_terminal();
    let color = match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => {
            let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
            terminal && wanted && !dumb
        }
    };
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let width = columns.filter(|w| (40..=400).contains(w)).unwrap_or(DEFAULT_WIDTH);
    Style { lang, color, width }
}

impl Run {
    /// Prints to standard output; a reader that went away (`| head`) is no error.
    fn print(&self, text: &str) -> Result<(), Failure> {
        self.write(text.as_bytes())
    }

    /// Writes to standard output; a reader that went away is no error.
    fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        match io::stdout().lock().write_all(bytes) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("書き出せません: {}", io_reason(e.kind()).ja), format!("cannot write: {e}")))
            }
            _ => Ok(()),
        }
    }

    /// Tells what went well besides the result, on standard error.
    fn note(&self, ja: impl fmt::Display, en: impl fmt::Display) {
        let said = match self.lang {
            Lang::Ja => ja.to_string(),
            Lang::En => en.to_string(),
        };
        tell(text::visible(&said, false));
    }

    /// Tells the name of a file that was written.
    fn wrote(&self, path: &Path) {
        tell(text::visible(&path.display().to_string(), true));
    }

    fn fail(&self, failure: &Failure) {
        let (word, help) = match self.lang {
            Lang::Ja => ("実行できません", "直し方"),
            Lang::En => ("cannot run", "help"),
        };
        tell(format!("{word}: {}", text::visible(failure.what.get(self.lang), true)));
        if let Some(message) = &failure.help {
            tell(format!("  {help}: {}", text::visible(message.get(self.lang), true)));
        }
    }
}

/// Writes a line to standard error; a reader that went away is no error, as `eprintln!` would take it.
fn tell(line: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let (path, reason) = (error.path.display(), error.reason.reason());
        Failure {
            what: Message::new(
                format!("{path} を読めません: {}", reason.ja),
                format!("cannot read {path}: {}", reason.en),
            ),
            help: error.reason.way_out().or_else(|| near::way_out(&error)),
        }
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Source(error) => error.into(),
            CheckError::Config(error) => error.into(),
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::Source(error) => error.into(),
            ConfigError::Content(path, message) => Failure::new(
                format!("{}: {}", path.display(), message.ja),
                format!("{}: {}", path.display(), message.en),
            ),
        }
    }
}

/// Today in Japan, whose offices keep no other time.
fn today() -> jiff::civil::Date {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    jiff::Timestamp::now().to_zoned(japan).date()
}

/// The failure of writing a file.
/// Writes a file back that was read before, with its byte order mark, unless it was changed since: it may
/// have been saved in an editor meanwhile.
fn write_back(path: &Path, read: &Source, text: &str) -> Result<(), Failure> {
    let mark = if read.has_byte_order_mark() { "\u{feff}" } else { "" };
    unchanged(path, read)?;
    files::write(path, format!("{mark}{text}").as_bytes()).map_err(|e| cannot_write(path, &e))
}

/// That a file still is what was read.
fn unchanged(path: &Path, read: &Source) -> Result<(), Failure> {
    if Source::read(path)?.text() == read.text() { Ok(()) } else { Err(changed(path)) }
}

fn changed(path: &Path) -> Failure {
    Failure::new(
        format!("{} は読んだあとに変更されています。何も書きませんでした", path.display()),
        format!("{} changed since it was read; nothing was written", path.display()),
    )
    .help("編集中なら保存を終えてから、もう一度実行してください", "run it again once the other program is done")
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let reason = io_reason(error.kind());
    Failure::new(
        format!("{} に書き込めません: {}", path.display(), reason.ja),
        format!("cannot write {}: {}", path.display(), reason.en),
    )
}

/// A file to work on, and the folder from which its place in an output folder is told.
struct Target {
    path: PathBuf,
    base: PathBuf,
}

/// The assessments that a command is to work on: each file named, and those below each folder.
fn collect(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    Ok(targets(paths)?.into_iter().map(|t| t.path).collect())
}

/// [`collect`] with the folders that were named.
fn targets(paths: &[PathBuf]) -> Result<Vec<Target>, Failure> {
    let mut targets = Vec::new();
    for path in named(paths)? {
        if !path.is_dir() {
            let base = path.parent().unwrap_or(Path::new("")).to_owned();
            targets.push(Target { path, base });
            continue;
        }
        let found = crate::files::assessments_below(&path)
            .map_err(|e| Failure::from(SourceError { path: path.clone(), reason: Unreadable::Io(e.kind()) }))?;
        if found.is_empty() {
            return Err(Failure::new(
                format!("{} に評価書（「様式: …」で始まる YAML）がありません", path.display()),
                format!("there is no assessment below {}", path.display()),
            )
            .help(
                "piac new でひな形を、piac import で公表済みの評価書から作れます",
                "start one with piac new, or from a published one with piac import",
            ));
        }
        targets.extend(found.into_iter().map(|found| Target { path: found, base: path.clone() }));
    }
    let mut seen = std::collections::HashSet::new();
    targets.retain(|t| seen.insert(t.path.clone()));
    Ok(targets)
}

/// The paths of the command line; without one, those of the repository.
fn named(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if paths.is_empty() { default_paths() } else { Ok(paths.to_vec()) }
}

/// What `piac.toml` names, or `assessments/`.
fn default_paths() -> Result<Vec<PathBuf>, Failure> {
    let found = crate::config::find(Path::new("."))?;
    if let (Some(root), false) = (&found.root, found.config.paths.is_empty()) {
        return Ok(found.config.paths.iter().map(|p| root.join(p)).collect());
    }
    let folder = PathBuf::from("assessments");
    if folder.is_dir() {
        return Ok(vec![folder]);
    }
    Err(Failure::new(
        "検査する評価書が指定されていません（assessments フォルダーもありません）",
        "no path given, and there is no folder assessments",
    )
    .help("例: piac check 評価書.yaml", "for example: piac check FILE.yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_saved_elsewhere_meanwhile_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.yaml");
        std::fs::write(&path, "\u{feff}様式: 全項目評価書\n").unwrap();
        let read = Source::read(&path).unwrap();
        write_back(&path, &read, "様式: 重点項目評価書\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "\u{feff}様式: 重点項目評価書\n");
        let failure = write_back(&path, &read, "様式: 基礎項目評価書\n").unwrap_err();
        assert!(failure.what.ja.contains("変更されています"), "{}", failure.what.ja);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "\u{feff}様式: 重点項目評価書\n");
    }
}
