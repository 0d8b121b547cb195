//! What reaches the browser: every word of every answer in order, whatever the words are, and nothing
//! that runs, loads or breaks out of its place.

mod printed;
mod skip;

use std::fs;
use std::path::Path;

use piac::form;
use piac::render::html::{self, HtmlError, Options};
use piac::render::{self, PageTree, figure::FigureError};
use piac::text::normalize;

use printed::{Medium, assert_placed, read};

fn page(tree: &PageTree, folder: &Path) -> String {
    html::page(tree, &Options::new(folder)).expect("a page")
}

/// The text between the tags of a page's body.
fn text_of(page: &str) -> String {
    let (_, body) = page.split_once("<body>").expect("a body");
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').expect("the end of a tag").1;
    }
    text.push_str(rest);
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        text = text.replace(entity, c);
    }
    normalize(&text)
}

/// The names of all tags in a page.
fn tags(page: &str) -> Vec<&str> {
    let pieces = page.split('<').skip(1);
    pieces.map(|p| p.split([' ', '>', '\n']).next().unwrap_or_default().trim_matches('/')).collect()
}

fn assert_complete(name: &str, tree: &PageTree, page: &str) {
    let printed = printed::Printed::new(std::iter::once(text_of(page).as_str()));
    printed::assert_complete(name, tree, &printed, Medium::Html, html::visible);
}

/// What holds for every page: no tag that runs or loads, every tag closed, every anchor once and every
/// link with a target, headings without gaps.
fn assert_sound(name: &str, page: &str) {
    let allowed = [
        "!DOCTYPE",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "main",
        "div",
        "span",
        "header",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "dl",
        "dt",
        "dd",
        "p",
        "nav",
        "ol",
        "ul",
        "li",
        "section",
        "small",
        "table",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "b",
        "strong",
        "br",
        "hr",
        "figure",
        "figcaption",
        "img",
    ];
    for tag in tags(page) {
        assert!(allowed.contains(&tag), "{name}: <{tag}>");
    }
    for tag in ["div", "table", "section", "span", "li", "ol", "ul", "tr", "td", "th", "p", "h2", "h3", "h4"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{name}: <{tag}>");
    }
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|p| p.split('"').next()).collect();
    assert!(ids.len() > 10, "{name}: only {} anchors", ids.len());
    for href in page.split(" href=\"#").skip(1).filter_map(|p| p.split('"').next()) {
        assert!(ids.contains(&href), "{name}: nothing at #{href}");
    }
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "{name}: an anchor stands twice");
    let mut last = 0;
    for level in tags(page).iter().filter_map(|t| t.strip_prefix('h')?.parse::<u8>().ok()) {
        assert!(level <= last + 1 || level <= last, "{name}: h{level} after h{last}");
        last = level;
    }
}

/// Tags open and close; [`tags`] has both, so a level is looked at twice, which changes nothing.
#[test]
fn every_answer_of_the_examples_is_on_the_page_in_order() {
    for (path, assessment) in printed::examples() {
        let tree = render::pages(&assessment);
        let name = path.display().to_string();
        let page = page(&tree, path.parent().expect("a folder"));
        assert_complete(&name, &tree, &page);
        assert_placed(&name, &assessment, &text_of(&page), html::visible);
        assert_sound(&name, &page);
    }
}

#[test]
fn every_answer_of_the_published_texts_is_on_the_page_in_order() {
    for (name, assessment) in printed::seeds() {
        let tree = render::pages(&assessment);
        let page = page(&tree, Path::new("."));
        assert_complete(&name, &tree, &page);
        let lines = assert_placed(&name, &assessment, &text_of(&page), html::visible);
        assert!(lines > 500, "{name}: only {lines} lines");
        assert_sound(&name, &page);
    }
}

#[test]
fn every_edition_is_a_sound_page_as_a_blank_form() {
    for def in form::all() {
        let text = format!("様式: {}\n様式版: {}\n", def.form, def.edition);
        let tree = render::pages(&read("blank.yaml", &text));
        let page = page(&tree, Path::new("."));
        assert_complete(&def.describe(), &tree, &page);
        assert_sound(&def.describe(), &page);
    }
}

#[test]
fn hostile_content_is_shown_as_it_is() {
    let assessment = read("hostile.yaml", &printed::hostile());
    let tree = render::pages(&assessment);
    let page = page(&tree, Path::new("."));
    assert_complete("hostile", &tree, &page);
    assert_sound("hostile", &page);
    assert!(page.contains("甲〓(U+0007)乙〓(U+202E)丙😀"));
    assert!(!page.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "a control character");
    assert!(page.contains("<title>#let x = 1 $a$ *b* \\ &lt;script&gt;"));
}

#[test]
fn anchors_are_those_that_the_documentation_names() {
    let text = "様式: 全項目評価書\n様式版: 令和7年\n基本情報: {システム: [{システムの名称: 甲}, {システムの名称: 乙}]}\n\
                特定個人情報ファイル:\n  - {特定個人情報ファイル名: 甲, 委託: {委託事項: [{委託事項: 保守}]}}\n  - {特定個人情報ファイル名: 乙}\n";
    let page = page(&render::pages(&read("a.yaml", text)), Path::new("."));
    let documented = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pages.md")).expect("docs/pages.md");
    let mut seen = 0;
    for anchor in documented.lines().filter_map(|l| l.strip_prefix("| `#")?.split('`').next()) {
        assert!(page.contains(&format!(" id=\"{anchor}\"")), "#{anchor}");
        seen += 1;
    }
    assert!(seen >= 6, "only {seen} anchors are documented");
}

#[test]
fn figures_are_part_of_the_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"90\"><rect width=\"9\" height=\"9\"/></svg>";
    fs::write(folder.path().join("図.svg"), svg).expect("a figure");
    let text = "様式: 全項目評価書\n様式版: 令和7年\n事務の内容図:\n  図:\n    - 図: 図.svg\n      説明: 流れ\"><script>\n    \
                - 表: [[番号, ''], [①, 申請]]\n    - markdown: |\n        1. 甲<b>乙</b>\n           - 丙\n\n        > 引用\n";
    let tree = render::pages(&read("a.yaml", text));
    let shown = page(&tree, folder.path());
    assert_complete("blocks", &tree, &shown);
    assert_sound("blocks", &shown);
    assert!(shown.contains("<img src=\"data:image/svg+xml;base64,PHN2"));
    assert!(shown.contains("alt=\"流れ&quot;&gt;&lt;script&gt;\""));
    fs::remove_file(folder.path().join("図.svg")).expect("removing it");
    let missing = html::page(&tree, &Options::new(folder.path()));
    assert!(matches!(missing, Err(HtmlError::Figure(FigureError::Missing(path))) if path == "図.svg"));
}
