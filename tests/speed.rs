//! How long pages take, beside what Typst needs by itself:
//! `cargo test --test speed -- --ignored --nocapture`. The figures are printed, and held to their limits.
#![cfg(feature = "pdf")]

mod printed;
mod skip;

use std::time::{Duration, Instant};

use piac::render::pdf::{self, Options};
use piac::render::{self, PageTree};
use typst::comemo;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt};
use typst_layout::PagedDocument;

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
        let root = env!("CARGO_MANIFEST_DIR");
        let font = |name: &str| Bytes::new(std::fs::read(format!("{root}/fonts/{name}.ttf")).expect("a font"));
        let fonts: Vec<Font> = ["BIZUDGothic-Regular", "BIZUDGothic-Bold", "BIZUDMincho-Regular"]
            .iter()
            .flat_map(|name| Font::iter(font(name)))
            .collect();
        let source = |name: &str| {
            let text = std::fs::read_to_string(format!("{root}/templates/pdf/{name}")).expect("a template");
            Source::new(id(&format!("/{name}")), text)
        };
        let mut data = serde_json::to_value(tree).expect("data");
        data["fonts"] = serde_json::json!([]);
        World {
            library: LazyHash::new(
                Library::builder().with_features(std::iter::once(Feature::A11yExtras).collect()).build(),
            ),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: ["main.typ", "text.typ", "form.typ"].map(source).into(),
            data: Bytes::from_string(data.to_string()),
        }
    }

    fn pdf(&self) -> Vec<u8> {
        let document = typst::compile::<PagedDocument>(self).output.expect("a document");
        let standards = typst_pdf::PdfStandards::new(&[typst_pdf::PdfStandard::Ua_1]).expect("a standard");
        let options = typst_pdf::PdfOptions { standards, tagged: true, ..Default::default() };
        typst_pdf::pdf(&document, &options).expect("a PDF")
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

fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

fn cold() {
    comemo::evict(0);
}

#[test]
#[ignore = "measures; run it alone"]
fn pages_take_little_longer_than_typst_and_a_word_a_quarter() {
    let Some(path) = skip::seed("zenkoumoku-sendai-adult-screening.txt") else { return };
    let input = piac::import::Input { name: "a".into(), bytes: std::fs::read(path).expect("a text") };
    let yaml = piac::import::import(&[input], None).expect("an import").yaml;
    let build = |yaml: &str| {
        let (assessment, read) = time(|| printed::read("a.yaml", yaml));
        let (missing, glyphs) = time(|| render::missing_glyphs(&assessment, &render::fonts::Fallback::default()));
        assert!(missing.len() < 100);
        let (tree, pages) = time(|| render::pages(&assessment));
        let (pdf, compile) = time(|| pdf::compile(&tree, &Options::new(".")).expect("a PDF"));
        println!("read {read:.0?}, glyphs {glyphs:.0?}, pages {pages:.0?}, PDF {compile:.0?}");
        pdf
    };
    let edited = yaml.replacen("受診", "受検", 1);
    assert_ne!(edited, yaml);

    let tree = render::pages(&printed::read("a.yaml", &yaml));
    // What is done once in a process is done before, for both.
    build("様式: 基礎項目評価書\n様式版: 令和6年10月\n");
    let mut best = [Duration::MAX; 3];
    for _ in 0..3 {
        cold();
        let world = World::new(&tree);
        let (_, alone) = time(|| world.pdf());
        let (_, again_alone) = time(|| world.pdf());
        println!("Typst alone {alone:.0?}, again unchanged {again_alone:.0?}");
        cold();
        let (first, whole) = time(|| build(&yaml));
        let (second, again) = time(|| build(&edited));
        assert!(first != second);
        for (best, new) in best.iter_mut().zip([alone, whole, again]) {
            *best = (*best).min(new);
        }
    }
    let [alone, whole, again] = best.map(|d| d.as_secs_f64());
    println!(
        "Typst alone {alone:.2} s; piac {whole:.2} s ({:.2}×); after a word {again:.2} s ({:.2}×)",
        whole / alone,
        again / whole
    );
    assert!(whole <= 1.3 * alone, "more than 1.3 times Typst");
    assert!(again <= 0.25 * whole, "more than a quarter of the first time");
}
