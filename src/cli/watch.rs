//! `piac watch`: builds again when a file is saved, until Ctrl-C.
//!
//! What an assessment is made of lies below the root of its repository (shared passages, figures,
//! `piac.toml`) and in the folder of the layout; both are watched. The last good document stays while
//! the source cannot be read. Typst keeps what did not change from one build to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecursiveMode, Watcher};

use crate::check::Options;
use crate::config;
use crate::diag::{Diagnostic, Severity};
use crate::output::human;
use crate::render::html;
use crate::source::{SourceError, Unreadable};

use super::build::{Built, How, Job};
use super::{Failure, Run, Status, Target, targets};

/// How long it must be quiet after a change: editors save in several steps.
const QUIET: Duration = Duration::from_millis(150);
/// How long changes may go on before it is built all the same.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many findings of one file are shown.
const MAX_SHOWN: usize = 10;
/// The ends of the files that a document is made of.
const ENDS: [&str; 16] = [
    "yaml", "yml", "toml", "pdf", "svg", "png", "jpg", "jpeg", "gif", "typ", "html", "css", "ttf", "otf", "ttc", "otc",
];

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー
    path: PathBuf,
    #[command(flatten)]
    how: How,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    // A first look, so that a name that is not there ends the command.
    if let Err(error) = std::fs::metadata(&args.path) {
        return Err(SourceError { path: args.path.clone(), reason: Unreadable::Io(error.kind()) }.into());
    }
    targets(std::slice::from_ref(&args.path))?;
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(sender).map_err(|e| cannot_watch(&args.path, &e))?;
    let root = config::root_of(&args.path);
    let folders = [Some(root.as_path()), args.how.templates()];
    for folder in folders.into_iter().flatten() {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(|e| cannot_watch(folder, &e))?;
    }
    let mut session = Session { run, args, entries: BTreeMap::new(), output: PathBuf::new() };
    session.round(None);
    run.note("保存すると作り直します（Ctrl-C で終わります）", "building again on every save (Ctrl-C ends)");
    while let Some(changed) = next(&changes, &session.output) {
        session.round(Some(&changed));
    }
    Ok(Status::Fine)
}

fn cannot_watch(path: &Path, error: &notify::Error) -> Failure {
    Failure::new(
        format!("{} の変化を見張れません", path.display()),
        format!("cannot watch {}: {error}", path.display()),
    )
}

/// Waits for the next change that matters and for the end of its steps; nothing when the watcher is gone.
fn next(changes: &Receiver<notify::Result<notify::Event>>, output: &Path) -> Option<BTreeSet<PathBuf>> {
    let mut changed = BTreeSet::new();
    let mut first: Option<Instant> = None;
    loop {
        let event = match first {
            None => changes.recv().ok()?,
            Some(since) if since.elapsed() > PATIENCE => return Some(changed),
            Some(_) => match changes.recv_timeout(QUIET) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => return Some(changed),
                Err(RecvTimeoutError::Disconnected) => return None,
            },
        };
        // An error of the watcher concerns one event; the next save is seen again.
        let Ok(event) = event else { continue };
        if matches!(event.kind, EventKind::Access(_)) {
            continue;
        }
        let before = changed.len();
        changed.extend(event.paths.into_iter().filter(|path| matters(path, output)));
        if changed.len() > before && first.is_none() {
            first = Some(Instant::now());
        }
    }
}

/// Whether a document can be made of that file: no backup of an editor, and nothing that was written here.
fn matters(path: &Path, output: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let end = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    // The output may be the folder of the assessments itself.
    let written = path.starts_with(output) && ["pdf", "html"].contains(&end.as_str());
    !name.starts_with('.') && ENDS.contains(&end.as_str()) && !written
}

/// A watch under way.
struct Session<'r> {
    run: &'r Run,
    args: &'r Args,
    /// What the index says of each document.
    entries: BTreeMap<PathBuf, html::Entry>,
    /// The output folder, whose changes are ours.
    output: PathBuf,
}

impl Session<'_> {
    /// Builds what changed; everything where it is not known or something shared did.
    fn round(&mut self, changed: Option<&BTreeSet<PathBuf>>) {
        if let Err(failure) = self.try_round(changed) {
            self.run.fail(&failure);
        }
    }

    fn try_round(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> Result<(), Failure> {
        let targets = targets(std::slice::from_ref(&self.args.path))?;
        let job = Job::new(&self.args.how, targets.first())?;
        self.output = std::path::absolute(job.folder()).unwrap_or_else(|_| job.folder().to_owned());
        let stems = job.stems(&targets);
        // Read anew in every round: the shared passages may be what changed.
        let options = Options::default();
        for (target, stem) in targets.iter().zip(&stems) {
            if is_concerned(target, &targets, changed)
                && let Err(failure) = self.build(&job, &options, target, stem)
            {
                self.run.fail(&failure);
            }
        }
        self.entries.retain(|stem, _| stems.contains(stem));
        job.write_index(self.entries.values())?;
        Ok(())
    }

    fn build(&mut self, job: &Job, options: &Options, target: &Target, stem: &Path) -> Result<(), Failure> {
        let begun = Instant::now();
        match job.build_sound(options, &target.path, stem)? {
            Built::Written(document) => {
                self.show(&document.diagnostics)?;
                let seconds = begun.elapsed().as_secs_f32();
                let names: Vec<String> = document.paths.iter().map(|p| p.display().to_string()).collect();
                let names = names.join("、");
                self.run.note(format!("{names}（{seconds:.1}秒）"), format!("{names} ({seconds:.1} s)"));
                self.entries.insert(stem.to_owned(), document.entry);
            }
            Built::Not(diagnostics) => {
                self.show(&diagnostics)?;
                let name = target.path.display();
                self.run.note(
                    format!("{name}: 誤りがあるので、前の文書をそのまま残しています"),
                    format!("{name}: the last document is kept until the errors are gone"),
                );
            }
        }
        Ok(())
    }

    /// Shows the weightiest findings.
    fn show(&self, diagnostics: &[Diagnostic]) -> Result<(), Failure> {
        let mut shown: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.severity > Severity::Info).collect();
        shown.sort_by_key(|d| std::cmp::Reverse(d.severity));
        let text: String = shown.iter().take(MAX_SHOWN).map(|d| human::diagnostic(d, self.run.style) + "\n").collect();
        self.run.print(&text)?;
        if let Some(more) = shown.len().checked_sub(MAX_SHOWN).filter(|n| *n > 0) {
            self.run.note(
                format!("ほかに {more} 件の指摘があります（piac check）"),
                format!("{more} more findings (piac check)"),
            );
        }
        Ok(())
    }
}

/// Whether a change concerns an assessment: it is the file, or no assessment and so shared by all.
fn is_concerned(target: &Target, all: &[Target], changed: Option<&BTreeSet<PathBuf>>) -> bool {
    let Some(changed) = changed else { return true };
    let same =
        |path: &Path, target: &Target| target.path.canonicalize().is_ok_and(|t| path == t) || path == target.path;
    changed.iter().any(|path| same(path, target) || !all.iter().any(|other| same(path, other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_document_is_made_of_matters() {
        let output = Path::new("/市/out");
        for path in ["/市/評価書.yaml", "/市/図/流れ.SVG", "/市/piac.toml", "/市/out/評価書.yaml"] {
            assert!(matters(Path::new(path), output), "{path}");
        }
        for path in ["/市/.評価書.yaml.swp", "/市/評価書.yaml~", "/市/4913", "/市/out/評価書.html", "/市/.x.yaml"]
        {
            assert!(!matters(Path::new(path), output), "{path}");
        }
    }

    #[test]
    fn a_shared_file_concerns_all_and_an_assessment_only_itself() {
        let target = |path: &str| Target { path: path.into(), base: PathBuf::new() };
        let all = [target("/r/a.yaml"), target("/r/b.yaml")];
        let changed = |paths: &[&str]| paths.iter().map(PathBuf::from).collect::<BTreeSet<_>>();
        let concerned = |paths: &[&str]| all.iter().filter(|t| is_concerned(t, &all, Some(&changed(paths)))).count();
        assert_eq!(concerned(&["/r/a.yaml"]), 1);
        assert_eq!(concerned(&["/r/共通記載/x.yaml"]), 2);
        assert_eq!(concerned(&["/r/a.yaml", "/r/b.yaml"]), 2);
    }
}
