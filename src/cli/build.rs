//! `piac build`: the published document.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::assessment::State;
use crate::check::{Checked, Fonts, Options, check_file};
use crate::config;
use crate::diag::Diagnostic;
use crate::files;
use crate::output::{Summary, human};
use crate::render::fonts::Fallback;
use crate::render::templates::Templates;
use crate::render::{self, PageTree, html};

use super::{Failure, Run, Status, Target, cannot_write, targets};

#[derive(clap::Args)]
pub struct Args {
    /// 評価書のファイルかフォルダー（省略すると assessments）
    paths: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
    /// できた文書を開く
    #[arg(long)]
    open: bool,
}

/// What to write, and where.
#[derive(clap::Args)]
pub(super) struct How {
    /// 書き出すフォルダー（省略すると piac.toml の output.folder、なければ out）
    #[arg(short, long, value_name = "フォルダー")]
    output: Option<PathBuf>,
    /// 形式（pdf、html。コンマで区切る）
    #[arg(long, value_delimiter = ',', default_value = "pdf", value_name = "形式")]
    to: Vec<Kind>,
    /// PDF の規格（ua-1、a-2a など。コンマで区切る。省略すると piac.toml の output.pdf_standard、なければ ua-1）
    #[arg(long, value_delimiter = ',', value_name = "規格")]
    pdf_standard: Vec<String>,
    /// レイアウトのファイル（pdf/*.typ、html/*.html）を差し替えるフォルダー
    #[arg(long, value_name = "フォルダー")]
    templates: Option<PathBuf>,
}

impl How {
    /// The folder of layout files.
    pub fn templates(&self) -> Option<&Path> {
        self.templates.as_deref()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Kind {
    /// PDF
    Pdf,
    /// HTML（一覧の index.html も書き出します）
    Html,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Html => "html",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Pdf => "PDF",
            Kind::Html => "HTML",
        }
    }
}

/// What became of one file.
pub(super) enum Built {
    /// Written, with the number of findings.
    Written(Document),
    /// Not written, with the findings that say why.
    Not(Vec<Diagnostic>),
}

/// What was written for one assessment.
pub(super) struct Document {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// How many findings the assessment has.
    pub summary: Summary,
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
    /// What the index says of it.
    pub entry: html::Entry,
}

/// What is the same for every document of a run.
pub(super) struct Job {
    folder: PathBuf,
    kinds: Vec<Kind>,
    // Only PDF is made with these two; what the command line says of them is checked all the same.
    #[cfg_attr(not(feature = "pdf"), allow(dead_code))]
    standards: Standards,
    templates: Templates,
    #[cfg_attr(not(feature = "pdf"), allow(dead_code))]
    fonts: Fallback,
    title: String,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let targets = targets(&args.paths)?;
    let job = Job::new(&args.how, targets.first())?;
    let stems = job.stems(&targets);
    let options = Options::default();
    let built: Vec<Result<Built, Failure>> =
        targets.par_iter().zip(&stems).map(|(target, stem)| job.build(&options, &target.path, stem)).collect();
    let mut status = Status::Fine;
    let mut documents = Vec::new();
    for (target, result) in targets.iter().zip(built) {
        match result {
            Ok(Built::Written(document)) => {
                note(run, &target.path, &document);
                documents.push(document);
            }
            Ok(Built::Not(findings)) => {
                let shown = findings.iter().map(|d| human::diagnostic(d, run.style) + "\n");
                run.print(&shown.collect::<String>())?;
                status = if matches!(status, Status::Failed) { status } else { Status::Findings };
            }
            Err(failure) => {
                run.fail(&failure);
                status = Status::Failed;
            }
        }
    }
    let mut written: Vec<&PathBuf> = documents.iter().flat_map(|d| &d.paths).collect();
    let index = job.write_index(documents.iter().map(|d| &d.entry))?;
    if let Some(index) = &index {
        run.wrote(index);
        written.push(index);
    }
    if args.open {
        for path in written {
            open(path)?;
        }
    }
    Ok(status)
}

fn note(run: &Run, source: &Path, document: &Document) {
    for path in &document.paths {
        run.wrote(path);
    }
    let errors = document.summary.error;
    if errors > 0 {
        run.note(
            format!("  注意: エラーが {errors} 件残っています（piac check {} で確かめてください）", source.display()),
            format!("  note: {errors} error(s) left, see piac check {}", source.display()),
        );
    }
}

impl Job {
    /// What the command line says, and `piac.toml` where it says nothing.
    pub fn new(how: &How, first: Option<&Target>) -> Result<Job, Failure> {
        let found = first.map(|target| config::find(&target.path)).transpose()?.unwrap_or_default();
        let root = found.root.unwrap_or_default();
        let fonts = Fonts::default().of(&found.config, &root).map_err(|path| {
            Failure::new(
                format!("{} を書体として読めません", path.display()),
                format!("cannot read {} as a font", path.display()),
            )
        })?;
        let wanted = found.config.output;
        let below_root = |folder: PathBuf| root.join(folder);
        let folder = how.output.clone().or_else(|| wanted.folder.map(below_root)).unwrap_or_else(|| "out".into());
        let given = [&how.pdf_standard, &wanted.pdf_standard].into_iter().find(|names| !names.is_empty()).cloned();
        let templates = match &how.templates {
            Some(dir) => Templates::overridden_by(dir).map_err(|e| Failure::new(e.to_string(), e.to_string()))?,
            None => Templates::default(),
        };
        // PDF first, so that the page can point to it.
        let mut kinds = how.to.clone();
        kinds.sort_unstable();
        kinds.dedup();
        let title = format!("{}　特定個人情報保護評価書", found.config.body.unwrap_or_default());
        Ok(Job {
            folder,
            kinds,
            standards: standards(&given.unwrap_or_else(|| vec!["ua-1".to_owned()]))?,
            templates,
            fonts,
            title: title.trim_start().to_owned(),
        })
    }

    /// Where each document goes, without extension.
    pub fn stems(&self, targets: &[Target]) -> Vec<PathBuf> {
        // The index has its name to itself.
        stems(targets, if self.kinds.contains(&Kind::Html) { &["index"] } else { &[] })
    }

    /// Builds the documents of one file; `options` hold what the files of a run share.
    pub fn build(&self, options: &Options, path: &Path, stem: &Path) -> Result<Built, Failure> {
        self.write(check_file(path, options)?, path, stem)
    }

    /// The same, but not where something that was written would not be in the document.
    pub fn build_sound(&self, options: &Options, path: &Path, stem: &Path) -> Result<Built, Failure> {
        let checked = check_file(path, options)?;
        match is_sound(&checked) {
            true => self.write(checked, path, stem),
            false => Ok(Built::Not(checked.diagnostics)),
        }
    }

    /// The folder that everything goes to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn write(&self, checked: Checked, path: &Path, stem: &Path) -> Result<Built, Failure> {
        let Some(assessment) = &checked.assessment else {
            return Ok(Built::Not(checked.diagnostics));
        };
        let tree = render::pages(assessment);
        let mut paths = Vec::new();
        let mut entry = html::entry(assessment, &tree);
        for &kind in &self.kinds {
            let bytes = match kind {
                Kind::Pdf => self.pdf(&tree, path)?,
                Kind::Html => self.html(&tree, path, stem)?.into_bytes(),
            };
            let name = with_extension(stem, kind);
            let out = self.folder.join(&name);
            files::write(&out, &bytes).map_err(|e| cannot_write(&out, &e))?;
            entry.links.insert(0, html::Link { href: href(&name), kind: kind.name() });
            paths.push(out);
        }
        let summary = Summary::of(1, &checked.diagnostics);
        Ok(Built::Written(Document { paths, summary, diagnostics: checked.diagnostics, entry }))
    }

    fn html(&self, tree: &PageTree, path: &Path, stem: &Path) -> Result<String, Failure> {
        let (folder, root) = places(path)?;
        let name = stem.file_name().map(Path::new).unwrap_or(stem);
        let pdf = self.kinds.contains(&Kind::Pdf).then(|| href(&with_extension(name, Kind::Pdf)));
        let up = "../".repeat(stem.components().count().saturating_sub(1));
        let templates = self.templates.clone();
        let (fonts, index) = (self.fonts.clone(), Some(format!("{up}index.html")));
        let options = html::Options { folder, root, templates, fonts, pdf, index };
        html::page(tree, &options).map_err(|e| cannot_print(path, &e))
    }

    /// Writes the list of all documents of a run, when they are HTML.
    pub fn write_index<'a>(&self, entries: impl Iterator<Item = &'a html::Entry>) -> Result<Option<PathBuf>, Failure> {
        let entries: Vec<html::Entry> = entries.cloned().collect();
        if !self.kinds.contains(&Kind::Html) || entries.is_empty() {
            return Ok(None);
        }
        let page = html::index(&self.title, &entries, &self.templates)
            .map_err(|e| Failure::new(e.to_string(), e.to_string()))?;
        let out = self.folder.join("index.html");
        files::write(&out, page.as_bytes()).map_err(|e| cannot_write(&out, &e))?;
        Ok(Some(out))
    }
}

/// Whether everything that was written could be read: answers that are missing or only doubtful do not count.
fn is_sound(checked: &Checked) -> bool {
    let Some(assessment) = &checked.assessment else { return false };
    let mut sound = checked.diagnostics.iter().all(|d| d.rule != "unknown-key");
    assessment.walk(&mut |_, answer| sound &= !matches!(answer.state, State::Invalid));
    sound
}

fn with_extension(stem: &Path, kind: Kind) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(kind.extension());
    name.into()
}

/// A path below the output folder as an address.
fn href(path: &Path) -> String {
    let mut out = String::new();
    for (n, piece) in path.iter().enumerate() {
        if n > 0 {
            out.push('/');
        }
        for c in piece.to_string_lossy().chars() {
            // What would end the path or mean something in it.
            if matches!(c, '%' | '?' | '#' | '\\' | ':' | ' ' | '"' | '<' | '>') || c.is_control() {
                out.push_str(&format!("%{:02X}", c as u32));
            } else {
                out.push(c);
            }
        }
    }
    out
}

/// The folder of an assessment and the root that its figures may not leave.
fn places(path: &Path) -> Result<(PathBuf, PathBuf), Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let root = config::find(path)?.root.unwrap_or_else(|| folder.clone());
    Ok((folder, root))
}

fn cannot_print(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("{}: {error}", path.display()), format!("{}: {error}", path.display()))
}

#[cfg(feature = "pdf")]
type Standards = Vec<render::pdf::Standard>;

#[cfg(feature = "pdf")]
fn standards(names: &[String]) -> Result<Standards, Failure> {
    use render::pdf::Standard;
    let find = |name: &String| {
        Standard::ALL.into_iter().find(|s| s.as_str() == name).ok_or_else(|| {
            let all: Vec<&str> = Standard::ALL.iter().map(|s| s.as_str()).collect();
            Failure::new(
                format!("「{name}」という PDF の規格は使えません（{}）", all.join("・")),
                format!("unknown PDF standard {name} ({})", all.join(", ")),
            )
        })
    };
    names.iter().map(find).collect()
}

#[cfg(feature = "pdf")]
impl Job {
    fn pdf(&self, tree: &PageTree, path: &Path) -> Result<Vec<u8>, Failure> {
        let (folder, root) = places(path)?;
        let (standards, templates) = (self.standards.clone(), self.templates.clone());
        let fonts = self.fonts.clone();
        let options = render::pdf::Options { standards, folder, root, templates, fonts };
        render::pdf::compile(tree, &options).map_err(|e| cannot_print(path, &e))
    }
}

#[cfg(not(feature = "pdf"))]
type Standards = Vec<String>;

#[cfg(not(feature = "pdf"))]
fn standards(names: &[String]) -> Result<Standards, Failure> {
    Ok(names.to_vec())
}

#[cfg(not(feature = "pdf"))]
impl Job {
    fn pdf(&self, _: &PageTree, path: &Path) -> Result<Vec<u8>, Failure> {
        Err(Failure::new(
            format!("{}: この piac は PDF の機能なしで作られています", path.display()),
            format!("{}: this piac was built without PDF", path.display()),
        ))
    }
}

/// Where each document goes below the output folder, without extension: its path below the folder
/// that was named, with the folder's name in front where two would be the same.
fn stems(targets: &[Target], taken: &[&str]) -> Vec<PathBuf> {
    let mut used: HashSet<PathBuf> = taken.iter().map(PathBuf::from).collect();
    targets
        .iter()
        .map(|target| {
            let relative = target.path.strip_prefix(&target.base).unwrap_or(&target.path).with_extension("");
            if used.insert(relative.clone()) {
                return relative;
            }
            let parent = target.path.parent().and_then(Path::file_name).unwrap_or_default();
            let mut named = PathBuf::from(parent).join(&relative);
            let mut n = 2;
            while !used.insert(named.clone()) {
                named = PathBuf::from(parent).join(format!("{}-{n}", relative.display()));
                n += 1;
            }
            named
        })
        .collect()
}

/// Opens a document with the program that the system has for it.
fn open(path: &Path) -> Result<(), Failure> {
    let command = if cfg!(target_os = "windows") {
        ("cmd", vec!["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", vec![])
    } else {
        ("xdg-open", vec![])
    };
    std::process::Command::new(command.0).args(command.1).arg(path).spawn().map(drop).map_err(|_| {
        Failure::new(format!("{} を開けません", path.display()), format!("cannot open {}", path.display()))
    })
}
