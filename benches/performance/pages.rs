//! Pages: from the file to the PDF, first and after a word was changed, beside Typst alone with the same
//! template, fonts and page tree. Each time is the best of three. What `piac watch` takes, from its first
//! build on, is measured in a process that has built nothing before.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use piac::assessment::{self, Assessment};
use piac::render::pdf::{self, Options};
use piac::render::{self, PageTree};
use piac::source;
use typst::comemo;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt};
use typst_layout::PagedDocument;

const ROUNDS: usize = 3;

/// Prints a table with a column for each document: its name and its file.
pub fn table(documents: &[(String, String)]) {
    // What is done once in a process is done before, for both.
    build("様式: 基礎項目評価書\n様式版: 令和6年10月\n");
    let measured: Vec<Measured> = documents.iter().map(|(_, yaml)| measure(yaml)).collect();
    println!("\n## ページ（PDF、{ROUNDS}回の最短）\n");
    let line = |name: &str, cell: &dyn Fn(&Measured) -> String| {
        let cells: Vec<String> = measured.iter().map(cell).collect();
        println!("| {name} | {} |", cells.join(" | "));
    };
    let names: Vec<&str> = documents.iter().map(|(name, _)| name.as_str()).collect();
    println!("| 仕事 | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    let time = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1000.0);
    let times = |a: Duration, b: Duration| format!("{:.2} 倍", a.as_secs_f64() / b.as_secs_f64());
    line("ページ", &|m| m.pages.to_string());
    line("Typst だけ（床）", &|m| time(m.alone));
    line("piac、最初", &|m| time(m.first));
    line("piac、最初 ÷ Typst だけ", &|m| times(m.first, m.alone));
    line("Typst だけ、何も変えずにもう一度（床）", &|m| time(m.alone_again));
    line("piac、一語を直したあと", &|m| time(m.edited));
    line("piac、一語を直したあと ÷ 最初", &|m| times(m.edited, m.first));
    line("piac、起動して最初（`watch` の最初）", &|m| time(m.started.0));
    line("piac、そのまま一語を直したあと", &|m| time(m.started.1));
    line("piac、一語を直したあと ÷ 起動して最初", &|m| times(m.started.1, m.started.0));
}

/// Where a process that measures itself finds its document.
const CHILD: &str = "PIAC_BENCH_PAGES_OF";

/// In a process of its own: measures the first build and one after a word was changed, in nanoseconds.
pub fn is_child() -> bool {
    let Some(path) = std::env::var_os(CHILD) else { return false };
    let yaml = std::fs::read_to_string(path).expect("the document");
    let (mut first, mut edited) = (Duration::MAX, Duration::MAX);
    keep(&mut first, || build(&yaml));
    keep(&mut edited, || build(&one_word(&yaml)));
    println!("{} {}", first.as_nanos(), edited.as_nanos());
    true
}

/// Both times of processes that begin with this document, each the best.
fn started(yaml: &str) -> (Duration, Duration) {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), yaml).expect("the document");
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let bench = std::env::current_exe().expect("this program");
        let out = Command::new(bench).env(CHILD, file.path()).output().expect("it runs");
        let told = String::from_utf8(out.stdout).expect("figures");
        let mut times = told.split_whitespace().map(|t| Duration::from_nanos(t.parse().expect("a figure")));
        best.0 = best.0.min(times.next().expect("the first"));
        best.1 = best.1.min(times.next().expect("the second"));
    }
    best
}

fn one_word(yaml: &str) -> String {
    let edited = yaml.replacen("する。", "した。", 1);
    assert_ne!(edited, yaml, "a document without する。");
    edited
}

struct Measured {
    pages: usize,
    alone: Duration,
    alone_again: Duration,
    first: Duration,
    edited: Duration,
    /// The first and the one after a word was changed, in a process that began with them.
    started: (Duration, Duration),
}

fn measure(yaml: &str) -> Measured {
    let edited = one_word(yaml);
    let tree = render::pages(&read(yaml));
    let most = Duration::MAX;
    let mut best =
        Measured { pages: 0, alone: most, alone_again: most, first: most, edited: most, started: started(yaml) };
    for _ in 0..ROUNDS {
        comemo::evict(0);
        let world = World::new(&tree);
        best.pages = keep(&mut best.alone, || world.pages_of_pdf());
        keep(&mut best.alone_again, || world.pages_of_pdf());
        comemo::evict(0);
        let first = keep(&mut best.first, || build(yaml));
        let second = keep(&mut best.edited, || build(&edited));
        assert!(first != second, "the change does not show");
    }
    best
}

/// Does some work and keeps its time if it is the best so far.
fn keep<T>(best: &mut Duration, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    *best = begun.elapsed().min(*best);
    done
}

fn read(yaml: &str) -> Assessment {
    assessment::read(&source::Source::new("a.yaml", yaml)).assessment.expect("an assessment")
}

/// What `piac build` does with a file.
fn build(yaml: &str) -> Vec<u8> {
    let assessment = read(yaml);
    render::missing_glyphs(&assessment, &render::fonts::Fallback::default());
    pdf::compile(&render::pages(&assessment), &Options::new(".")).expect("a PDF")
}

/// Typst with the same template and fonts, and the page tree as it is.
struct World {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    data: Bytes,
}

fn id(path: &str) -> FileId {
    RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).expect("a path")).intern()
}

impl World {
    fn new(tree: &PageTree) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let font = |name| Bytes::new(std::fs::read(root.join("fonts").join(name)).expect("a font"));
        let fonts: Vec<Font> = ["BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf", "BIZUDMincho-Regular.ttf"]
            .into_iter()
            .flat_map(|name| Font::iter(font(name)))
            .collect();
        let source = |name: &str| {
            let text = std::fs::read_to_string(root.join("templates/pdf").join(name)).expect("a template");
            Source::new(id(&format!("/{name}")), text)
        };
        let mut data = serde_json::to_value(tree).expect("data");
        data["fonts"] = serde_json::json!([]);
        let features = std::iter::once(Feature::A11yExtras).collect();
        World {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: ["main.typ", "text.typ", "form.typ"].map(source).into(),
            data: Bytes::from_string(data.to_string()),
        }
    }

    /// Makes the PDF and tells its pages.
    fn pages_of_pdf(&self) -> usize {
        let document = typst::compile::<PagedDocument>(self).output.expect("a document");
        let standards = typst_pdf::PdfStandards::new(&[typst_pdf::PdfStandard::Ua_1]).expect("a standard");
        let options = typst_pdf::PdfOptions { standards, tagged: true, ..Default::default() };
        std::hint::black_box(typst_pdf::pdf(&document, &options).expect("a PDF"));
        document.pages().len()
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        id("/main.typ")
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.iter().find(|s| s.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, file: FileId) -> FileResult<Bytes> {
        if file == id("/data.json") { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<typst::foundations::Duration>) -> Option<Datetime> {
        None
    }
}
