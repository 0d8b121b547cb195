//! Running a program and measuring it from outside.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub struct Ran {
    /// From start to end.
    pub time: Duration,
    /// The most memory it held, in KB; 0 where the system does not tell.
    pub peak_kb: u64,
}

/// Runs a program once; none where it cannot be started.
pub fn run(program: &str, args: &[&str], env: &[(&str, &str)]) -> Option<Ran> {
    let mut command = Command::new(program);
    command.args(args).envs(env.iter().copied()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().ok()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    let time = loop {
        // The high-water mark only grows, so the last reading before the end is close to the peak.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        peak_kb = line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(peak_kb);
        if child.try_wait().ok()?.is_some() {
            break start.elapsed();
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    Some(Ran { time, peak_kb })
}

/// The run of median time.
pub fn median(times: usize, program: &str, args: &[&str], env: &[(&str, &str)]) -> Option<Ran> {
    let mut ran: Vec<Ran> = (0..times).map(|_| run(program, args, env)).collect::<Option<_>>()?;
    ran.sort_by_key(|r| r.time);
    let peak_kb = ran.iter().map(|r| r.peak_kb).max().unwrap_or(0);
    Some(Ran { peak_kb, ..ran[ran.len() / 2] })
}
