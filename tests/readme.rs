//! Every command in README.md is run, in order, in an empty folder.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The commands of the `console` blocks.
fn commands(text: &str) -> Vec<String> {
    let mut inside = false;
    let mut out = Vec::new();
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if inside => out.extend(line.strip_prefix("$ ").map(str::to_owned)),
            _ => {}
        }
    }
    out
}

#[test]
fn every_command_of_the_readme_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let commands = commands(&readme);
    assert!(commands.len() >= 7, "{commands:?}");
    let room = tempfile::tempdir().expect("a temporary folder");
    let published = root.join("tests/import/small.txt");
    fs::copy(&published, room.path().join("公表済み.txt")).expect("the published text of the tests");
    let binary = Path::new(env!("CARGO_BIN_EXE_piac")).parent().expect("a folder").to_owned();
    let path = std::env::join_paths(
        std::iter::once(binary).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .expect("a search path");
    for command in commands {
        if command.contains("piac build") && !cfg!(feature = "pdf") {
            continue;
        }
        let output = Command::new("sh")
            .args(["-c", &command])
            .current_dir(room.path())
            .env("PATH", &path)
            .output()
            .expect("a shell");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{command}\n{out}{err}");
        assert!(!err.contains("panicked"), "{command}\n{err}");
    }
    assert!(room.path().join("予防接種/重点項目評価書.yaml").is_file());
    assert!(room.path().join("取込.yaml").is_file());
    assert_eq!(room.path().join("out").is_dir(), cfg!(feature = "pdf"));
}

/// The two commands that a newcomer runs first are named where the gate finds them.
#[test]
fn the_first_two_commands_are_there() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    for (mark, command) in [("<!-- main job -->", "cargo run -- build "), ("<!-- tests -->", "cargo test")] {
        let after = readme.split(mark).nth(1).unwrap_or_else(|| panic!("{mark}"));
        assert!(after.trim_start().starts_with(&format!("```sh\n{command}")), "{mark}");
    }
}
