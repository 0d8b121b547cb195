//! What a test needs from outside of the project: it runs where that is there, says loudly when it
//! skips, and never skips where `PIAC_NO_SKIP` is set, as in the gate.

use std::io::Write;
use std::path::PathBuf;

/// Tells that a test skips; the test harness does not hold this back.
pub fn skipped(why: &str) {
    assert!(std::env::var_os("PIAC_NO_SKIP").is_none(), "must not skip: {why}");
    // A closed standard error cannot be told anything.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// A published text that is not part of the project.
#[allow(dead_code)] // Each test binary uses what it needs.
pub fn seed(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PIAC_SEEDS").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds")));
    let path = folder.join(name);
    if path.is_file() {
        return Some(path);
    }
    skipped(&format!("{} is not there; set PIAC_SEEDS to test with it", path.display()));
    None
}
