//! `piac watch` as a person lives with it: save, look, break, repair.
#![cfg(all(feature = "pdf", unix))]

mod room;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use room::Room;

const LIMIT: Duration = Duration::from_secs(120);

/// The program, which ends with the test whatever happens.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something is there that satisfies.
fn wait<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    while begun.elapsed() < LIMIT {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("waited in vain for {what}");
}

fn document(name: &str) -> String {
    format!("様式: 基礎項目評価書\n様式版: 令和6年10月\n表紙:\n  評価書名: {name}\n")
}

#[test]
fn a_save_builds_again_and_errors_keep_the_last_document() {
    let room = Room::new();
    let source = room.put("評価書.yaml", document("一つ目の事務"));
    room.put("piac.toml", "");
    let log = fs::File::create(room.dir.path().join("log")).expect("a log");
    let errors = log.try_clone().expect("the log");
    let child = Command::new(env!("CARGO_BIN_EXE_piac"))
        .args(["watch", "評価書.yaml", "-o", "out", "--to", "pdf,html"])
        .current_dir(room.dir.path())
        .stdout(Stdio::from(log))
        .stderr(Stdio::from(errors))
        .spawn()
        .expect("the program runs");
    let mut watch = Watch(child);
    let pdf = room.dir.path().join("out/評価書.pdf");
    let html = room.dir.path().join("out/評価書.html");
    let said =
        |what: &str| fs::read_to_string(room.dir.path().join("log")).is_ok_and(|log| log.contains(what)).then_some(());
    let holds = |name: &str| fs::read_to_string(&html).is_ok_and(|page| page.contains(name)).then_some(());
    wait("the first documents", || holds("一つ目の事務"));
    wait("the first words", || said("Ctrl-C"));
    let first = fs::read(&pdf).expect("the PDF");
    assert!(first.starts_with(b"%PDF-"));

    fs::write(&source, document("二つ目の事務")).expect("saving");
    wait("the second page", || holds("二つ目の事務"));
    let second = wait("the second PDF", || fs::read(&pdf).ok().filter(|bytes| *bytes != first));
    assert!(holds("一つ目の事務").is_none());
    let index = room.dir.path().join("out/index.html");
    wait("the index", || fs::read_to_string(&index).is_ok_and(|page| page.contains("二つ目の事務")).then_some(()));

    for broken in [
        "様式: [\n",
        &format!("{}  公表日: 昨日\n", document("三つ目")),
        &format!("{}知らない: x\n", document("三つ目")),
    ] {
        let before = fs::read_to_string(room.dir.path().join("log")).expect("the log").matches("残しています").count();
        fs::write(&source, broken).expect("saving");
        wait("the words about the error", || {
            let log = fs::read_to_string(room.dir.path().join("log")).ok()?;
            (log.matches("残しています").count() > before).then_some(())
        });
        assert!(fs::read(&pdf).expect("the PDF") == second, "the PDF was touched");
        assert!(holds("二つ目の事務").is_some());
    }

    // Many editors write a new file and rename it over the old one.
    let new = room.put("評価書.yaml.new", document("四つ目の事務"));
    fs::rename(new, &source).expect("renaming");
    wait("the page after the repair", || holds("四つ目の事務"));

    assert!(watch.0.try_wait().expect("the program").is_none(), "it ended by itself");
    assert!(end(&watch.0).success());
    wait("its end", || watch.0.try_wait().expect("the program"));
    assert!(no_remains(&room.dir.path().join("out")));
}

/// Ctrl-C. What runs in the background of a script inherits that it does not listen to it.
fn end(child: &Child) -> std::process::ExitStatus {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).map(str::trim);
    let deaf = ignored.and_then(|mask| u64::from_str_radix(mask, 16).ok()).is_some_and(|mask| mask & 0b10 != 0);
    let signal = if deaf { "-TERM" } else { "-INT" };
    Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill")
}

fn no_remains(folder: &Path) -> bool {
    let names = fs::read_dir(folder).expect("the output").map(|e| e.expect("an entry").file_name());
    names.into_iter().all(|name| !name.to_string_lossy().starts_with('.'))
}

#[test]
fn a_wrong_name_ends_at_once() {
    let room = Room::new();
    let ran = room.run(&["watch", "ない.yaml"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains("ない.yaml"), "{}", ran.err);
}
