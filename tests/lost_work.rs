//! No lost work: whatever happens while the program writes, the old file or the new one is there, whole.
#![cfg(unix)]

mod room;
mod skip;

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use room::Room;

/// An example with something for `fmt` to do.
fn untidy() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assessments/予防接種/全項目評価書.yaml");
    let text = fs::read_to_string(path).expect("the example");
    text.lines().map(|line| if line.ends_with(':') { format!("{line}  \n") } else { format!("{line}\n") }).collect()
}

fn program(args: &[&str], room: &Room) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_piac"));
    command.args(args).current_dir(room.dir.path()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn killed_at_any_moment_the_file_is_the_old_one_or_the_new_one() {
    let room = Room::new();
    let old = untidy();
    let path = room.put("全項目評価書.yaml", &old);
    let begun = Instant::now();
    assert!(program(&["fmt", "全項目評価書.yaml"], &room).status().expect("the program runs").success());
    let took = begun.elapsed();
    let new = fs::read_to_string(&path).expect("the file");
    assert_ne!(old, new, "there was nothing to do");

    const KILLS: u32 = 60;
    let mut seen = [0, 0];
    for n in 0..KILLS {
        fs::write(&path, &old).expect("the file");
        let mut child = program(&["fmt", "全項目評価書.yaml"], &room).spawn().expect("the program runs");
        // From the first moment to a little after the usual end, closer together towards the end.
        let share = f64::from(n) / f64::from(KILLS - 1);
        sleep(Duration::from_secs_f64(took.as_secs_f64() * 1.1 * share.sqrt()));
        child.kill().expect("a process of ours");
        child.wait().expect("a process of ours");
        let now = fs::read_to_string(&path).expect("the file");
        assert!(now == old || now == new, "kill {n}: the file is neither ({} bytes)", now.len());
        seen[usize::from(now == new)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "the kills all came too early or too late: {seen:?}");
    // What a killed run leaves behind is hidden and no assessment; the next run is not disturbed.
    let found = piac::files::assessments_below(room.dir.path()).expect("the folder");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(room.run(&["fmt", "全項目評価書.yaml"]).status, 0);
    assert_eq!(fs::read_to_string(&path).expect("the file"), new);
}

/// Runs `fmt` in a small file system of its own that `prepare` makes unfit; gives what the shell saw.
fn on_a_small_disk(prepare: &str) -> Option<String> {
    let room = Room::new();
    room.put("old.yaml", untidy());
    let script = format!(
        "mkdir disk && mount -t tmpfs -o size=300k none disk && cp old.yaml disk/a.yaml && {prepare} || exit 77\n\
         '{}' fmt disk/a.yaml; echo status $?; cmp old.yaml disk/a.yaml && echo whole; ls -A disk",
        env!("CARGO_BIN_EXE_piac")
    );
    let ran = Command::new("unshare").args(["-m", "sh", "-c", &script]).current_dir(room.dir.path()).output();
    match ran {
        Ok(ran) if ran.status.code() != Some(77) && ran.status.code() != Some(1) => {
            Some(String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned())
        }
        _ => {
            skip::skipped("a small file system needs `unshare -m` and the right to mount");
            None
        }
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let fill = "head -c 400k /dev/zero > disk/other 2>/dev/null; test -s disk/other";
    let Some(said) = on_a_small_disk(fill) else { return };
    assert!(said.contains("status 2") && said.contains("whole"), "{said}");
    assert!(said.contains("ディスクの空きがありません"), "{said}");
    assert!(!said.contains(".piac-"), "something was left behind: {said}");
}

#[test]
fn a_read_only_disk_loses_nothing() {
    let Some(said) = on_a_small_disk("mount -o remount,ro disk") else { return };
    assert!(said.contains("status 2") && said.contains("whole"), "{said}");
    assert!(said.contains("書き込みのできない場所です"), "{said}");
}
