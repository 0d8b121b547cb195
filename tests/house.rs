//! The house rules that a machine can keep: the flow between modules, and how files open.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder of the project, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn below(dir: &Path, out: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(dir).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                out.push((path, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = Vec::new();
    below(&root.join(folder), &mut out);
    assert!(out.len() > 5, "{folder} is empty");
    out.into_iter().map(|(path, text)| (path.strip_prefix(root).expect("below the root").to_owned(), text)).collect()
}

/// The modules of the crate in the order of the flow, as lib.rs lists them.
fn flow() -> Vec<String> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs");
    lib.lines().filter_map(|l| Some(l.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect()
}

#[test]
fn modules_import_only_what_comes_before_them() {
    let flow = flow();
    let uses = ["rules", "diff", "render", "import"];
    let mut seen = 0;
    for (path, text) in sources("src") {
        let name = path.components().nth(1).expect("below src").as_os_str().to_string_lossy();
        let module = name.trim_end_matches(".rs").to_owned();
        let is_test = path.file_stem().is_some_and(|s| s == "tests");
        let Some(place) = flow.iter().position(|m| *m == module) else { continue };
        if is_test {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for found in line.split("crate::").skip(1) {
                let other: String = found.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let grouped = found.strip_prefix('{').map(|g| g.split('}').next().unwrap_or_default());
                let others: Vec<String> = match grouped {
                    Some(group) => {
                        group.split(',').map(|p| p.trim().split("::").next().unwrap_or_default().to_owned()).collect()
                    }
                    None => vec![other],
                };
                for other in others {
                    let Some(at) = flow.iter().position(|m| *m == other) else { continue };
                    seen += 1;
                    assert!(at <= place, "{}: {module} imports {other}, which comes later", path.display());
                    let two = uses.contains(&module.as_str()) && uses.contains(&other.as_str()) && module != other;
                    assert!(!two, "{}: {module} imports {other}", path.display());
                }
            }
        }
    }
    assert!(seen > 30, "only {seen} imports were seen");
}

#[test]
fn every_module_says_what_it_is() {
    for (path, text) in sources("src") {
        let is_test = path.file_stem().is_some_and(|s| s == "tests");
        assert!(is_test || text.starts_with("//!"), "{} does not begin with //!", path.display());
    }
}
