//! The guide (`docs/guide/`) does what it says: every command is run in order in an empty folder,
//! what is shown as its output is found there, and every block of YAML, TOML and JSON is read.
//!
//! A comment before a block says what a reader needs no telling about:
//! `用意` a copy of the examples, of a published text, of the program, or a repository;
//! `ファイル` the block is this file; `書き換え` its items replace those of this file;
//! `様式` the block is part of an assessment of this form; `置き換え` a file is edited first;
//! `終了状態` the exit status of the last command of the block.

mod room;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use piac::rules;
use room::{Room, copy};

/// Findings about the build of a document that a part of one may have.
const OPEN: [&str; 2] = ["missing-answer", "unreadable-answer"];

/// A page while it is run.
struct Page {
    name: String,
    room: Room,
    /// Comments that wait for their block.
    pending: Vec<(String, String)>,
    commands: usize,
    fragments: usize,
}

/// A fenced block.
struct Block<'a> {
    kind: &'a str,
    lines: Vec<&'a str>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Page {
    fn new(path: &Path) -> Self {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let room = Room::new();
        Page { name, room, pending: Vec::new(), commands: 0, fragments: 0 }
    }

    /// Reads the page from top to bottom.
    fn run(&mut self, text: &str) {
        let mut block: Option<Block<'_>> = None;
        for line in text.lines() {
            match (&mut block, line.strip_prefix("```")) {
                (None, Some(kind)) => block = Some(Block { kind, lines: Vec::new() }),
                (Some(_), Some("")) => {
                    let done = block.take().expect("a block is open");
                    self.block(&done);
                    self.pending.clear();
                }
                (Some(open), _) => open.lines.push(line),
                (None, None) => self.comment(line),
            }
        }
        assert!(block.is_none() && self.pending.is_empty(), "{}: {:?}", self.name, self.pending);
    }

    fn comment(&mut self, line: &str) {
        let Some(inner) = line.strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->")) else { return };
        let (word, value) = inner.split_once(": ").unwrap_or_else(|| panic!("{}: {line}", self.name));
        match word {
            "用意" => self.prepare(value),
            "置き換え" => {
                let (file, edit) = value.split_once(" | ").expect("file | edit");
                self.edit(file, file, edit);
            }
            "写して置き換え" => {
                let (files, edit) = value.split_once(" | ").expect("files | edit");
                let (from, to) = files.split_once(" → ").expect("from → to");
                self.edit(from, to, edit);
            }
            "ファイル" | "書き換え" | "様式" | "終了状態" => {
                self.pending.push((word.to_owned(), value.to_owned()))
            }
            _ => panic!("{}: {line}", self.name),
        }
    }

    fn prepare(&self, what: &str) {
        match what {
            "見本" => {
                // A page that has made its own files shows the examples in a room of their own.
                let _ = fs::remove_dir_all(self.room.path("assessments"));
                copy(&root().join("assessments"), &self.room.path("assessments"));
            }
            "版管理" => {
                let git = "git init -q -b main . && git add -A && \
                           git -c user.name=piac -c user.email=piac@example.com commit -q -m 公表";
                self.shell(git, 0);
            }
            "公表済み.txt" => {
                fs::copy(root().join("tests/import/small.txt"), self.room.path(what)).expect("the published text");
            }
            // Only commands on a PDF read it, and they are run where the program can make one.
            "公表済み.pdf" => {
                if cfg!(feature = "pdf") {
                    let from = root().join("assessments/児童扶養手当");
                    self.shell(&format!("piac build '{}' -o 元", from.display()), 0);
                    fs::copy(self.room.path("元/基礎項目評価書.pdf"), self.room.path(what)).expect("the published PDF");
                }
            }
            "piac" => drop(self.room.put(what, "#!/bin/sh\n")),
            _ => panic!("{}: 用意 {what}", self.name),
        }
    }

    fn edit(&self, from: &str, to: &str, edit: &str) {
        let (old, new) = edit.split_once(" → ").expect("old → new");
        let text = fs::read_to_string(self.room.path(from.trim())).expect("the file to edit");
        // The text, not the table of changes, which quotes it.
        assert!(text.contains(old), "{}: {from} has no {old}", self.name);
        self.room.put(to.trim(), text.replacen(old, new, 1));
    }

    fn said(&self, word: &str) -> Option<&str> {
        self.pending.iter().find(|(w, _)| w == word).map(|(_, value)| value.as_str())
    }

    fn block(&mut self, block: &Block<'_>) {
        let text: String = block.lines.iter().map(|l| format!("{l}\n")).collect();
        match block.kind {
            "console" => self.console(block),
            "json" => {
                let _: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                self.file(&text);
                self.fragments += 1;
            }
            "yaml" if self.said("様式").is_some() => self.fragment(&text),
            "yaml" | "text" | "svg" => self.file(&text),
            kind => panic!("{}: nothing runs a block of {kind:?}", self.name),
        }
    }

    fn file(&mut self, text: &str) {
        if let Some(path) = self.said("ファイル") {
            self.room.put(path.trim(), text);
        } else if let Some(path) = self.said("書き換え") {
            let old = fs::read_to_string(self.room.path(path.trim())).expect("the file to edit");
            self.room.put(path.trim(), with_items(&old, text));
        } else {
            panic!("{}: nothing reads this block\n{text}", self.name);
        }
    }

    /// Part of an assessment: what is there is well built, whatever is missing.
    fn fragment(&mut self, text: &str) {
        let form = self.said("様式").expect("asked before");
        let edition = if form == "基礎項目評価書" { "令和6年10月" } else { "令和7年" };
        // Beside the files that it names, where the page says so.
        let name = self.said("ファイル").unwrap_or("断片.yaml").to_owned();
        self.room.put(&name, format!("様式: {form}\n様式版: {edition}\n{text}"));
        let path = self.room.path(&name);
        let checked = piac::check::check_file(&path, &piac::check::Options::default()).expect("the file is read");
        for finding in checked.diagnostics {
            let structural = rules::all().any(|r| r.name == finding.rule && r.check.is_none());
            let known = rules::all().any(|r| r.name == finding.rule);
            let fine = known && !structural || OPEN.contains(&finding.rule);
            assert!(fine, "{}: {} {}\n{text}", self.name, finding.rule, finding.message.ja);
        }
        fs::remove_file(path).expect("the file is there");
        self.fragments += 1;
    }

    fn console(&mut self, block: &Block<'_>) {
        let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in &block.lines {
            match (line.strip_prefix("$ "), all.last_mut()) {
                (Some(command), _) => all.push((command, Vec::new())),
                (None, Some((_, shown))) => shown.push(line),
                (None, None) => panic!("{}: output without a command: {line}", self.name),
            }
        }
        let status: i32 = self.said("終了状態").map_or(0, |s| s.parse().expect("a number"));
        let last = all.len() - 1;
        for (at, (command, shown)) in all.into_iter().enumerate() {
            self.commands += 1;
            let pdf = command.contains(".pdf") || command.contains("piac build") && !command.contains("--to html");
            if pdf && !cfg!(feature = "pdf") {
                continue;
            }
            let out = self.shell(command, if at == last { status } else { 0 });
            let mut lines = out.lines();
            for wanted in shown.into_iter().filter(|l| *l != "…" && !l.trim().is_empty()) {
                assert!(lines.any(|l| l.contains(wanted)), "{}: $ {command}\n{wanted}\n--- not in\n{out}", self.name);
            }
        }
    }

    /// Runs a command; what it prints to both streams.
    fn shell(&self, command: &str, status: i32) -> String {
        let binary = Path::new(env!("CARGO_BIN_EXE_piac")).parent().expect("a folder").to_owned();
        let path = std::env::join_paths(
            std::iter::once(binary).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        )
        .expect("a search path");
        let output = Command::new("sh")
            .args(["-c", command])
            .current_dir(self.room.dir.path())
            .env("PATH", path)
            .env("HOME", self.room.dir.path())
            .env("NO_COLOR", "1")
            .output()
            .expect("a shell");
        let both = [output.stdout, output.stderr].map(|s| String::from_utf8(s).expect("UTF-8")).concat();
        assert!(!both.contains("panicked"), "{}: $ {command}\n{both}", self.name);
        assert_eq!(output.status.code(), Some(status), "{}: $ {command}\n{both}", self.name);
        both
    }
}

/// The items of a document in the place of those of the same names.
fn with_items(old: &str, new: &str) -> String {
    let items = |text: &str| -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            let key = line.split_once(':').map(|(key, _)| key).filter(|k| !k.starts_with([' ', '#', '-']));
            match (key, out.last_mut()) {
                (Some(key), _) => out.push((key.to_owned(), format!("{line}\n"))),
                (None, Some((_, body))) => body.push_str(&format!("{line}\n")),
                (None, None) => out.push((String::new(), format!("{line}\n"))),
            }
        }
        out
    };
    let new = items(new);
    let mut out = String::new();
    for (key, body) in items(old) {
        let replaced = new.iter().find(|(k, _)| *k == key && !key.is_empty());
        out.push_str(replaced.map_or(&body, |(_, body)| body));
    }
    for (key, _) in &new {
        assert!(old.lines().any(|l| l.starts_with(&format!("{key}:"))), "the document has no {key}");
    }
    out
}

fn pages() -> Vec<PathBuf> {
    let folder = root().join("docs/guide");
    let mut all: Vec<PathBuf> =
        fs::read_dir(folder).expect("docs/guide").map(|e| e.expect("an entry").path()).collect();
    all.sort();
    all
}

#[test]
fn every_command_and_every_block_of_the_guide_works() {
    let run = |path: PathBuf| {
        let mut page = Page::new(&path);
        page.run(&fs::read_to_string(&path).expect("a page"));
        if page.name == "editor.md" {
            the_settings_lead_to_schemas(&page);
        }
        (page.commands, page.fragments)
    };
    let pages: Vec<_> = pages().into_iter().map(|path| std::thread::spawn(move || run(path))).collect();
    let done: Vec<_> = pages.into_iter().map(|page| page.join().expect("the page works")).collect();
    let (commands, fragments) = done.iter().fold((0, 0), |(c, f), page| (c + page.0, f + page.1));
    assert!(commands >= 40 && fragments >= 12, "{commands} commands, {fragments} fragments");
}

/// What the page on editors writes down is where the settings and the scaffolds look for it.
fn the_settings_lead_to_schemas(page: &Page) {
    let settings = fs::read_to_string(page.room.path(".vscode/settings.json")).expect("the settings");
    let settings: serde_json::Value = serde_json::from_str(&settings).expect("JSON");
    for schema in settings["yaml.schemas"].as_object().expect("schemas").keys() {
        assert!(page.room.path(schema).is_file(), "{schema}");
    }
    let scaffold = fs::read_to_string(page.room.path("assessments/児童手当/重点項目評価書.yaml")).expect("a file");
    let named = scaffold.lines().next().and_then(|l| l.split_once("$schema=")).expect("a schema").1;
    assert!(page.room.path("assessments/児童手当").join(named).is_file(), "{named}");
}

/// Every page is reached from the first one, and every link leads to a file.
#[test]
fn every_link_of_the_guide_leads_somewhere() {
    let index = fs::read_to_string(root().join("docs/guide/README.md")).expect("the first page");
    for path in pages() {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        assert!(name == "README.md" || index.contains(&format!("]({name})")), "{name} is not in the first page");
        let text = fs::read_to_string(&path).expect("a page");
        for link in text.split("](").skip(1).filter_map(|l| l.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            assert!(path.parent().expect("a folder").join(file).exists(), "{name}: {link}");
        }
    }
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    assert!(readme.contains("](docs/guide/README.md)"), "README.md does not lead to the guide");
}
