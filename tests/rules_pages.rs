//! Runs the examples on every rule's page: the bad ones must fire the rule on exactly the lines marked
//! `# ← ここ`, the good ones must be silent.
//!
//! An example is a fragment laid over a complete, valid document (`tests/rules/base-*.yaml`), named by
//! a comment on the line before it: `<!-- 様式: 全項目評価書, 団体: 行政機関等, 基準日: 2026-11-22 -->`.
//! Mappings are merged key by key, members of a list by position; anything else is replaced. A block
//! that begins with ` ```yaml 基礎 ` is laid over the 基礎項目評価書 and given as the peer of the block
//! after it. `<!-- 全文 -->` means that the block is a whole file. Blocks that begin with
//! ` ```yaml 共通記載 ` (shared passages), ` ```yaml 別の評価書 ` or ` ```yaml piac.toml ` are files beside
//! the whole file after them; marks may stand in all.

use std::path::Path;

use piac::assessment::{self, Assessment};
use piac::check::{Options, check_commons, check_file};
use piac::diag::{Diagnostic, Severity};
use piac::files;
use piac::rules::{self, BodyKind, Context, Rule};
use piac::source::Source;
use piac::status;
use piac::yaml::{self, Node, NodeKind};

const MARK: &str = "← ここ";

/// One example with everything it says about itself.
#[derive(Debug, Default, Clone)]
struct Example {
    heading: String,
    line: usize,
    header: String,
    text: String,
    peer: Option<String>,
    /// Names and texts of the files beside it.
    beside: Vec<(String, String)>,
}

/// A document to be written: what a fragment brought knows its line there.
#[derive(Clone)]
enum Tree {
    Null,
    Scalar(String),
    Seq(Vec<(Option<usize>, Tree)>),
    Map(Vec<(String, Option<usize>, Tree)>),
}

fn tree(node: &Node, source: &Source, fragment: bool) -> Tree {
    let line = |at: usize| fragment.then(|| source.position(at).line);
    match &node.kind {
        NodeKind::Null | NodeKind::Invalid => Tree::Null,
        NodeKind::Scalar { value, .. } => Tree::Scalar(value.clone()),
        NodeKind::Seq(nodes) => {
            Tree::Seq(nodes.iter().map(|n| (line(n.span.start), tree(n, source, fragment))).collect())
        }
        NodeKind::Map(entries) => Tree::Map(
            entries.iter().map(|e| (e.key.clone(), line(e.key_span.start), tree(&e.value, source, fragment))).collect(),
        ),
    }
}

fn overlay(base: Tree, over: Tree) -> Tree {
    match (base, over) {
        (Tree::Map(mut base), Tree::Map(over)) => {
            for (key, line, value) in over {
                match base.iter_mut().find(|(k, ..)| *k == key) {
                    Some(entry) => {
                        let old = std::mem::replace(&mut entry.2, Tree::Null);
                        *entry = (key, line, overlay(old, value));
                    }
                    None => base.push((key, line, value)),
                }
            }
            Tree::Map(base)
        }
        (Tree::Seq(base), Tree::Seq(over)) => {
            let mut base = base.into_iter();
            let member = |(line, value): (Option<usize>, Tree)| match base.next() {
                // A mapping of one key is a box with its own text, not a member with answers.
                Some((_, Tree::Map(old))) if old.len() > 1 && matches!(value, Tree::Map(_)) => {
                    (line, overlay(Tree::Map(old), value))
                }
                _ => (line, value),
            };
            Tree::Seq(over.into_iter().map(member).collect())
        }
        (_, over) => over,
    }
}

/// Writes a tree and notes, for each fragment line, the lines of the output that came from it.
#[derive(Default)]
struct Writer {
    out: String,
    lines: Vec<(usize, std::ops::RangeInclusive<usize>)>,
}

impl Writer {
    fn line(&self) -> usize {
        self.out.matches('\n').count() + 1
    }

    fn write(&mut self, tree: &Tree, indent: usize) {
        match tree {
            Tree::Null => self.out.push('\n'),
            Tree::Scalar(value) => {
                let text = yaml::write::scalar(value, indent);
                self.out.push_str(&format!(" {text}\n"));
            }
            Tree::Map(entries) => {
                self.out.push('\n');
                for (key, line, value) in entries {
                    self.out.push_str(&" ".repeat(indent));
                    self.entry(key, *line, value, indent);
                }
            }
            Tree::Seq(members) if members.is_empty() => self.out.push_str(" []\n"),
            Tree::Seq(members) => {
                self.out.push('\n');
                for (line, member) in members {
                    let start = self.line();
                    self.out.push_str(&format!("{}-", " ".repeat(indent)));
                    match member {
                        Tree::Map(entries) if !entries.is_empty() => {
                            for (i, (key, line, value)) in entries.iter().enumerate() {
                                let lead = if i == 0 { " ".to_owned() } else { " ".repeat(indent + 2) };
                                self.out.push_str(&lead);
                                self.entry(key, *line, value, indent + 2);
                            }
                        }
                        other => {
                            self.write(other, indent + 2);
                            self.note(*line, start);
                        }
                    }
                }
            }
        }
    }

    fn entry(&mut self, key: &str, line: Option<usize>, value: &Tree, indent: usize) {
        let start = self.line();
        self.out.push_str(&format!("{}:", yaml::write::key(key)));
        self.write(value, indent + 2);
        match value {
            // A mark on the line of a group means the group itself, not everything in it.
            Tree::Map(_) => {
                if let Some(line) = line {
                    self.lines.push((line, start..=start));
                }
            }
            Tree::Seq(members) if members.iter().any(|(_, m)| matches!(m, Tree::Map(_))) => {
                if let Some(line) = line {
                    self.lines.push((line, start..=start));
                }
            }
            _ => self.note(line, start),
        }
    }

    fn note(&mut self, line: Option<usize>, start: usize) {
        if let Some(line) = line {
            self.lines.push((line, start..=self.line() - 1));
        }
    }
}

fn base(form: &str) -> String {
    let stem = match form {
        "全項目評価書" => "full",
        "重点項目評価書" => "focused",
        "基礎項目評価書" => "basic",
        other => panic!("no base document for {other}"),
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rules/base-{stem}.yaml"));
    std::fs::read_to_string(path).unwrap()
}

/// The whole document of an example, and the output lines that its marks mean.
fn document(form: &str, fragment: &str) -> (String, Vec<std::ops::RangeInclusive<usize>>) {
    let parse = |text: &str| {
        let source = Source::new("fragment", text);
        let parsed = yaml::parse(&source);
        let document = parsed.document.unwrap_or_else(|| panic!("{:?}\n{text}", parsed.diagnostics));
        assert!(parsed.diagnostics.is_empty(), "{:?}\n{text}", parsed.diagnostics);
        (tree(&document.root, &source, true), source, document)
    };
    let (over, source, parsed) = parse(fragment);
    let base_text = base(form);
    let base_source = Source::new("base", base_text.as_str());
    let base_node = yaml::parse(&base_source).document.unwrap().root;
    let merged = overlay(tree(&base_node, &base_source, false), over);
    let mut writer = Writer::default();
    writer.write(&merged, 0);
    // The first line break belongs to the top mapping.
    let text = writer.out.trim_start_matches('\n').to_owned();
    let mut marks = Vec::new();
    for comment in parsed.comments.iter().filter(|c| c.text.trim() == MARK) {
        let line = source.position(comment.span.start).line;
        let hits = writer.lines.iter().filter(|(l, _)| *l == line);
        // The innermost entry of the line is written last of those that begin there.
        let (_, range) =
            hits.max_by_key(|(_, r)| (*r.end() - *r.start(), *r.start())).expect("a mark stands on a value");
        marks.push(*range.start() - 1..=*range.end() - 1);
    }
    (text, marks)
}

fn marked_lines(text: &str) -> Vec<std::ops::RangeInclusive<usize>> {
    let marked = text.lines().enumerate().filter(|(_, l)| l.trim_end().ends_with(&format!("# {MARK}")));
    marked.map(|(i, _)| i + 1..=i + 1).collect()
}

/// The value of a word of an example's header: `団体: 行政機関等`.
fn word<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

fn read(text: &str) -> (Option<Assessment>, Vec<Diagnostic>) {
    let outcome = assessment::read(&Source::new("example.yaml", text));
    (outcome.assessment, outcome.diagnostics)
}

/// The findings of the resolver and of the given rules in a whole document.
fn run(rules: &[&'static Rule], text: &str, header: &str, peer: Option<&str>) -> Vec<Diagnostic> {
    let (assessment, mut found) = read(text);
    let peer = peer.map(|p| read(&document("基礎項目評価書", p).0).0.expect("the peer is an assessment"));
    let Some(assessment) = assessment else { return found };
    let mut context = Context::new(&assessment);
    context.peer = peer.as_ref();
    context.as_of = word(header, "基準日").map(|d| d.parse().expect("基準日 is a date"));
    if word(header, "団体") == Some("行政機関等") {
        context.body = BodyKind::行政機関等;
    }
    found.extend(rules.iter().flat_map(|rule| rules::check_rule(rule, &context)));
    found.extend(piac::render::missing_glyphs(&assessment, &piac::render::fonts::Fallback::default()));
    found.extend(piac::render::figure::unusable(&assessment, None));
    rules::apply_allows(&assessment, found)
}

fn describe(text: &str, found: &[Diagnostic]) -> String {
    let source = Source::new("t", text);
    let one = |d: &Diagnostic| {
        let line = source.position(d.span.start).line;
        format!("{line}: {} {}\n    {}", d.rule, d.message.ja, source.slice(source.line_span(line)))
    };
    found.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// What a fragment must not get wrong, whatever the page is about.
const CARELESS: [&str; 6] =
    ["unknown-key", "unknown-choice", "wrong-kind", "key-notation", "choice-notation", "not-a-date"];

fn run_example(rule: &'static Rule, example: &Example) {
    let bad = match example.heading.as_str() {
        h if h.starts_with("悪い例") => true,
        h if h.starts_with("良い例") => false,
        other => panic!("{}: an example under the heading {other}", rule.name),
    };
    let whole = example.header.contains("全文");
    if !example.beside.is_empty() {
        assert!(whole, "{}: other files stand beside a whole file", rule.name);
        return run_in_folder(rule, example, bad);
    }
    let (text, marks) = if whole {
        (example.text.clone(), marked_lines(&example.text))
    } else {
        let form = word(&example.header, "様式").unwrap_or_else(|| panic!("{}: an example names no 様式", rule.name));
        document(form, &example.text)
    };
    let found = run(&[rule], &text, &example.header, example.peer.as_deref());
    let place = format!("{}, example at line {} of its page", rule.name, example.line);
    if !whole {
        let careless: Vec<_> = found
            .iter()
            .filter(|d| d.rule != rule.name && (CARELESS.contains(&d.rule) || d.rule.starts_with("yaml-")))
            .cloned()
            .collect();
        assert!(careless.is_empty(), "{place}: the example itself is wrong\n{}", describe(&text, &careless));
    }
    let hits: Vec<Diagnostic> = found.into_iter().filter(|d| d.rule == rule.name).collect();
    let source = Source::new("t", text.as_str());
    if !bad {
        assert!(hits.is_empty(), "{place}: the good example fires\n{}", describe(&text, &hits));
        return;
    }
    assert!(!marks.is_empty(), "{place}: a bad example marks its place");
    for mark in &marks {
        let hit = hits.iter().any(|d| mark.contains(&source.position(d.span.start).line));
        let lines: Vec<_> = text.lines().skip(*mark.start() - 1).take(mark.clone().count()).collect();
        assert!(hit, "{place}: nothing fires at {mark:?} {lines:?}\nfound:\n{}", describe(&text, &hits));
    }
    for d in &hits {
        let line = source.position(d.span.start).line;
        let known = marks.iter().any(|m| m.contains(&line));
        assert!(known, "{place}: fires where no mark is\n{}", describe(&text, std::slice::from_ref(d)));
        assert!(!d.message.en.is_empty() && !d.message.ja.is_empty());
        if rule.check.is_some() {
            assert!(d.help.is_some(), "{place}: a finding shows a way out");
        }
    }
}

/// An example of several files is a folder, checked as `piac check` and `piac status` do.
fn run_in_folder(rule: &Rule, example: &Example, bad: bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = example.beside.clone();
    files.push(("例.yaml".to_owned(), example.text.clone()));
    for name in ["共通記載", "0"] {
        std::fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    for (name, text) in &files {
        std::fs::write(folder.path().join(name), text).expect("a file");
    }
    let options = Options::default();
    let mut found = check_file(&folder.path().join("例.yaml"), &options).expect("it is read").diagnostics;
    found.extend(check_commons(&options, &[folder.path().to_owned()]));
    let documents = files::assessments_below(folder.path()).expect("the folder is read");
    let read = status::facts::read_all(&documents, &options);
    found.extend(status::across(&read.iter().filter_map(|(_, read)| read.as_ref().ok()).collect::<Vec<_>>()));
    let named = |d: &Diagnostic| files.iter().position(|(name, _)| d.source.name().ends_with(name.as_str()));
    let hits = found.iter().filter(|d| d.rule == rule.name);
    let mut hits: Vec<_> = hits.map(|d| (named(d), d.source.position(d.span.start).line)).collect();
    let marks = files.iter().enumerate();
    let marks = marks.flat_map(|(i, (_, text))| marked_lines(text).into_iter().map(move |m| (Some(i), *m.start())));
    let marks: Vec<_> = marks.collect();
    hits.sort();
    assert_eq!(hits, marks, "{}, example at line {} of its page: {found:#?}", rule.name, example.line);
    assert_eq!(!marks.is_empty(), bad, "{}: a bad example marks its place", rule.name);
}

fn examples(rule: &Rule) -> Vec<Example> {
    let mut found = Vec::new();
    let (mut heading, mut header, mut peer) = (String::new(), String::new(), None);
    let mut beside: Vec<(String, String)> = Vec::new();
    let mut lines = rule.page.lines().enumerate();
    while let Some((i, line)) = lines.next() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text.to_owned();
        } else if let Some(text) = line.strip_prefix("<!--") {
            header = text.trim_end_matches("-->").trim().to_owned();
        } else if let Some(info) = line.strip_prefix("```yaml") {
            let mut text = String::new();
            for (_, line) in lines.by_ref().take_while(|(_, l)| *l != "```") {
                text.push_str(line);
                text.push('\n');
            }
            if info.trim() == "基礎" {
                peer = Some(text);
                continue;
            }
            if info.trim() == "piac.toml" {
                beside.push(("piac.toml".to_owned(), text));
                continue;
            }
            let folder = match info.trim() {
                info if info.starts_with("共通記載") => "共通記載/",
                info if info.starts_with("別の評価書") => "0/",
                _ => "",
            };
            if !folder.is_empty() {
                beside.push((format!("{folder}{}.yaml", beside.len()), text));
                continue;
            }
            found.push(Example {
                heading: heading.clone(),
                line: i + 1,
                header: header.clone(),
                text,
                peer: peer.take(),
                beside: std::mem::take(&mut beside),
            });
        }
    }
    found
}

/// Runs the examples of one page; gives their number.
fn run_page(rule: &'static Rule) -> usize {
    let examples = examples(rule);
    for heading in ["何を見るか", "なぜ", "直し方"] {
        assert!(rule.page.contains(&format!("\n## {heading}\n")), "{}: no section {heading}", rule.name);
    }
    let has = |what: &str| examples.iter().any(|e| e.heading.starts_with(what));
    // A page about a limit of size shows no file of that size.
    if rule.name != "yaml-too-large" && rule.name != "yaml-too-deep" {
        assert!(has("悪い例") && has("良い例"), "{}: no examples", rule.name);
    }
    if rule.check.is_some() {
        assert!(rule.page.contains("\n## 根拠\n"), "{}: no section 根拠", rule.name);
    }
    for example in &examples {
        run_example(rule, example);
    }
    examples.len()
}

#[test]
fn every_page_holds_what_it_shows() {
    let only = std::env::var("PIAC_RULE").ok();
    let (mut ran, mut failed) = (0, Vec::new());
    for rule in rules::all().filter(|r| only.as_deref().is_none_or(|name| name == r.name)) {
        // One broken page must not hide the others.
        match std::panic::catch_unwind(|| run_page(rule)) {
            Ok(examples) => ran += examples,
            Err(_) => failed.push(rule.name),
        }
    }
    assert!(ran > 0, "no example ran");
    assert!(failed.is_empty(), "pages that do not hold: {}", failed.join(", "));
}

#[test]
fn the_base_documents_are_clean() {
    let all: Vec<&Rule> = rules::all().collect();
    let run = |text: &str, peer: Option<&str>| {
        let found = run(&all, text, "", peer).into_iter().filter(|d| d.severity > Severity::Info);
        found.collect::<Vec<_>>()
    };
    for form in ["全項目評価書", "重点項目評価書", "基礎項目評価書"] {
        let text = base(form);
        let found = run(&text, None);
        assert!(found.is_empty(), "{form}\n{}", describe(&text, &found));
    }
    for form in ["全項目評価書", "重点項目評価書"] {
        let text = base(form);
        let peer = format!("様式: 基礎項目評価書\n{}", peer_for(form));
        let found = run(&text, Some(&peer));
        assert!(found.is_empty(), "{form} beside its 基礎項目評価書\n{}", describe(&text, &found));
    }
}

/// The answers in which the 基礎項目評価書 of one base document differs from that of the other.
fn peer_for(form: &str) -> &'static str {
    match form {
        "全項目評価書" => {
            "しきい値判断項目: {対象人数: {選択: 30万人以上}}\nしきい値判断結果: {結果: 基礎項目評価及び全項目評価の実施が義務付けられる}\nリスク対策: {提出する特定個人情報保護評価書の種類: 基礎項目評価書及び全項目評価書}\n"
        }
        _ => "",
    }
}

/// Every rule name that the code reports has a page: the first string literal after an opening
/// parenthesis that looks like a rule's name must be one.
#[test]
fn every_reported_name_has_a_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    let mut folders = vec![root.join("yaml"), root.join("assessment"), root.join("import"), root.join("rules")];
    let mut files = vec![root.join("yaml.rs"), root.join("import.rs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    for path in files.iter().filter(|p| !p.ends_with("tests.rs")) {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        for name in reported_names(&text) {
            assert!(rules::find(name).is_some(), "{name} in {} has no page", path.display());
            seen += 1;
        }
    }
    assert!(seen > 25, "only {seen} names were found");
}

fn reported_names(text: &str) -> Vec<&str> {
    let callers = ["error(", "report(", "refuse(", "notation(", "push(", "Diagnostic::new("];
    let mut names = Vec::new();
    for caller in callers {
        for (at, _) in text.match_indices(caller) {
            let Some(rest) = text[at + caller.len()..].trim_start().strip_prefix('"') else { continue };
            let name = &rest[..rest.find('"').unwrap_or(0)];
            if name.contains('-') && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
                names.push(name);
            }
        }
    }
    names
}
