//! A git repository in a temporary folder: its only commit has the examples as they were before their
//! newest rows, its work tree has them as they are today.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const FOCUSED: &str = "assessments/国民健康保険/重点項目評価書.yaml";
pub const FULL: &str = "assessments/予防接種/全項目評価書.yaml";

/// The repository.
#[allow(dead_code)] // Each test binary uses what it needs.
pub struct Repository {
    dir: tempfile::TempDir,
}

#[allow(dead_code)] // Each test binary uses what it needs.
impl Repository {
    pub fn new() -> Repository {
        let dir = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
        copy(&from, &dir.path().join("assessments"));
        let repository = Repository { dir };
        let today: Vec<(&str, String)> = [FOCUSED, FULL].map(|f| (f, repository.read(f))).into();
        for (file, at, published) in [(FOCUSED, "2026-06-30", "令和7年12月1日"), (FULL, "2026-03-01", "令和7年6月30日")]
        {
            let told = repository.piac(&["history", file, "--at", at]);
            assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
            let old = String::from_utf8(told.stdout).unwrap();
            let line = old.lines().find(|l| l.contains("公表日:")).unwrap().to_owned();
            repository.write(file, &old.replacen(&line, &format!("  公表日: {published}"), 1));
        }
        for command in ["init -q", "add -A", "-c user.name=a -c user.email=a@example.jp commit -q -m base"] {
            let args: Vec<&str> = command.split(' ').collect();
            let done = Command::new("git").args(args).current_dir(repository.path()).status();
            assert!(done.expect("these tests need git").success());
        }
        for (file, text) in today {
            repository.write(file, &text);
        }
        repository
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path().join(file)).unwrap()
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }

    pub fn piac(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_piac"))
            .args(args)
            .current_dir(self.path())
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100")
            .output()
            .unwrap()
    }

    /// The rules that the gate finds violated, with their lines; also the exit status.
    pub fn gate(&self, file: &str) -> (Vec<(String, usize)>, Option<i32>) {
        let out = self.piac(&["gate", "--base", "HEAD", file, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {out:?}"));
        let one = |d: &serde_json::Value| {
            let line = d["span"]["start"]["line"].as_u64().or(d["span"]["line"].as_u64()).unwrap_or_default();
            (d["rule"].as_str().unwrap().to_owned(), line as usize)
        };
        (json["diagnostics"].as_array().unwrap().iter().map(one).collect(), out.status.code())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
