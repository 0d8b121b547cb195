//! Pages for the web come back whole: as they are built, and with bare tags, as a program that reads pages
//! writes its tables.

mod back;

use std::path::Path;

use piac::commons::Cache;
use piac::render;
use piac::render::html::{self, Options};

/// `<td colspan="2">` is `<td>`.
fn bare(page: &str) -> String {
    let body = page.split_once("<body").map_or(page, |p| p.1);
    let mut out = String::new();
    for (k, piece) in body.split('<').enumerate().skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        assert!(k > 0 && !name.is_empty(), "no tag: {tag}");
        out.push_str(&format!("<{name}>{words}"));
    }
    out
}

#[test]
fn pages_for_the_web_give_back_every_item() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let commons = Cache::default().below(&root);
    let mut right = 0;
    for path in piac::files::assessments_below(&root).expect("the examples") {
        let assessment = back::example(&path, &commons);
        let folder = path.parent().expect("a folder");
        let page = html::page(&render::pages(&assessment), &Options::new(folder)).expect("a page");
        for text in [bare(&page), page] {
            let outcome = back::compare(&assessment, text.into_bytes());
            assert!(outcome.wrong.is_empty(), "{}: {}", path.display(), outcome.wrong.join("\n"));
            assert!(outcome.open.is_empty(), "{}: {}", path.display(), outcome.open.join("\n"));
            right += outcome.right;
        }
    }
    assert!(right > 4000, "{right}");
}
