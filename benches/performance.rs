//! How fast and how large: `cargo bench --bench performance` prints the tables of `docs/performance.md`.
//!
//! Beside each figure stands a floor or a peer measured in the same run: the reading of the file, the
//! bare YAML parse, Typst alone, and other validators of the same schema where they are installed. Figures
//! of work inside the process are medians; processes are timed from outside with the most memory they held.
//! `PIAC_BENCH_CORPUS` is the number of assessments of the corpus (1,000), `PIAC_BENCH_PUBLISHED` a
//! published text to import.

#[path = "performance/corpus.rs"]
mod corpus;
#[cfg(feature = "pdf")]
#[path = "performance/pages.rs"]
mod pages;
#[path = "performance/process.rs"]
mod process;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use piac::assessment::{self, Assessment};
use piac::check::{Options, check_source};
use piac::config::Config;
use piac::diff;
use piac::diff::sheet::{Alone, Sheet};
use piac::source::Source;

use process::Ran;

fn main() {
    #[cfg(feature = "pdf")]
    if pages::is_child() {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = root.join("assessments/予防接種/全項目評価書.yaml");
    let small = std::fs::read_to_string(&example).expect("the example");
    let large = corpus::enlarged(&small, 300_000);
    let room = tempfile::tempdir().expect("a temporary folder");

    println!("## 一つの評価書（1スレッド、中央値）\n");
    println!("| 仕事 | 例の全項目評価書 | {}KB の全項目評価書 |", large.len() / 1000);
    println!("|---|---|---|");
    let files = [("small.yaml", &small), ("large.yaml", &large)].map(|(name, text)| {
        let path = room.path().join(name);
        std::fs::write(&path, text).expect("a file");
        path
    });
    one("ファイルを読む（床）", &files, |path| {
        black_box(std::fs::read(path).expect("the file"));
    });
    let parse = one("YAML を読むだけ（床: serde-saphyr）", &files, |path| {
        let text = std::fs::read_to_string(path).expect("the file");
        black_box(serde_saphyr::from_str::<serde_json::Value>(&text).expect("YAML"));
    });
    one("様式に当てはめる（resolve）", &files, |path| {
        black_box(assessment::read(&Source::read(path).expect("the file")));
    });
    let (config, options) = (Config::default(), Options::default());
    let check = on_threads(1, || {
        one("検査（check）", &files, |path| {
            black_box(check_source(&Source::read(path).expect("the file"), None, &config, &options));
        })
    });
    println!("| 検査 ÷ YAML を読むだけ | {:.1} 倍 | {:.1} 倍 |", check[0] / parse[0], check[1] / parse[1]);
    on_threads(2, || {
        one("検査（check、2スレッド）", &files, |path| {
            black_box(check_source(&Source::read(path).expect("the file"), None, &config, &options));
        })
    });
    one("二つの版の比較（diff）", &files, |path| {
        let (old, new) = revisions(path);
        black_box(diff::rows::propose(&old, &new, &diff::rows::Options::default()));
    });
    one("　うち版を読む時間", &files, |path| {
        black_box(revisions(path));
    });
    one("変更箇所の再生（history）", &files, |path| {
        let now = read(path);
        let sheet = Sheet::of(&now, &Alone);
        black_box(diff::history::history("a.yaml", &now, &sheet));
    });
    let published = std::env::var_os("PIAC_BENCH_PUBLISHED").map(|path| import(Path::new(&path)));
    let mut documents =
        vec![("例の全項目評価書".to_owned(), small), (format!("{}KB の全項目評価書", large.len() / 1000), large)];
    documents.extend(published.map(|yaml| ("取り込んだ公表文".to_owned(), yaml)));
    page_table(&documents);
    processes(root, &example, &files[1]);
    corpora(&room);
}

/// Does some work with so many threads.
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
}

/// Prints a line with the median time of a piece of work on each file, in milliseconds.
fn one(name: &str, files: &[PathBuf; 2], work: impl Fn(&Path)) -> [f64; 2] {
    let times = [&files[0], &files[1]].map(|path| median(|| work(path)));
    println!("| {name} | {:.2} ms | {:.2} ms |", times[0], times[1]);
    times
}

fn median(work: impl Fn()) -> f64 {
    work();
    let mut times: Vec<Duration> = Vec::new();
    let begun = Instant::now();
    while times.len() < 5 || (times.len() < 101 && begun.elapsed() < Duration::from_secs(2)) {
        let start = Instant::now();
        work();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

fn read(path: &Path) -> Assessment {
    assessment::read(&Source::read(path).expect("the file")).assessment.expect("an assessment")
}

/// A file, and the same with a word of each tenth line changed.
fn revisions(path: &Path) -> (Sheet, Sheet) {
    let text = std::fs::read_to_string(path).expect("the file");
    let changed = corpus::revised(&text);
    let of = |text: &str| {
        let outcome = assessment::read(&Source::new("a.yaml", text));
        Sheet::of(&outcome.assessment.expect("an assessment"), &Alone)
    };
    (of(&text), of(&changed))
}

/// Times the import of a published text, and gives what it makes.
fn import(published: &Path) -> String {
    let bytes = std::fs::read(published).expect("the published text");
    let input = piac::import::Input { name: "published.txt".into(), bytes: bytes.clone() };
    let import = || piac::import::import(std::slice::from_ref(&input), None).expect("it is imported");
    let time = median(|| {
        black_box(import());
    });
    println!("\n取り込み（import）: {} KB の公表文 {time:.1} ms", bytes.len() / 1000);
    import().yaml
}

#[cfg(feature = "pdf")]
use pages::table as page_table;

#[cfg(not(feature = "pdf"))]
fn page_table(_: &[(String, String)]) {
    println!("\nページ（PDF）は測りません（pdf を除いて組み立てたため）。");
}

/// Starting, and one file, from outside.
fn processes(root: &Path, example: &Path, large: &Path) {
    println!("\n## プログラムとして（起動から終了まで、11回の中央値）\n");
    println!("| 命令 | 時間 | 最大メモリ |\n|---|---|---|");
    let piac = |args: &[&str]| process::median(11, env!("CARGO_BIN_EXE_piac"), args, &[]);
    let file = large.to_str().expect("UTF-8");
    show("`piac --version`", piac(&["--version"]));
    show("`piac check` 例の全項目評価書", piac(&["check", example.to_str().expect("UTF-8")]));
    let ours = piac(&["check", file]);
    show("`piac check` 300KB", ours);
    let schema = root.join("schemas/generated/zenkoumoku-r7.schema.json");
    let schema = schema.to_str().expect("UTF-8");
    let peer = process::median(5, "check-jsonschema", &["--schemafile", schema, file], &[]);
    show("check-jsonschema 300KB（スキーマだけ）", peer);
    let ajv = root.join("benches/performance/ajv.cjs");
    show("ajv 300KB（スキーマだけ）", process::median(5, "node", &[ajv.to_str().expect("UTF-8"), schema, file], &[]));
    if let (Some(ours), Some(peer)) = (ours, peer) {
        println!("\ncheck-jsonschema は piac の {:.0} 倍の時間", peer.time.as_secs_f64() / ours.time.as_secs_f64());
    }
}

fn show(name: &str, ran: Option<Ran>) {
    match ran {
        Some(ran) => println!("| {name} | {:.0} ms | {} MB |", ran.time.as_secs_f64() * 1000.0, ran.peak_kb / 1024),
        None => println!("| {name} | 動かせません（入っていません） | |"),
    }
}

/// A prefecture, and the country.
fn corpora(room: &tempfile::TempDir) {
    let wanted = std::env::var("PIAC_BENCH_CORPUS").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    println!("\n## 多くの評価書（互いに異なる。基礎 75%、重点 15%、全項目 10%）\n");
    println!("| 件数 | 大きさ | スレッド | 時間 | 1件あたり | 最大メモリ |\n|---|---|---|---|---|---|");
    for count in [wanted / 4, wanted / 2, wanted] {
        let folder = room.path().join(format!("corpus-{count}"));
        let bytes = corpus::write(&folder, count);
        for threads in ["1", "2"] {
            let args = ["check", folder.to_str().expect("UTF-8")];
            let env = [("RAYON_NUM_THREADS", threads)];
            let Some(ran) = process::run(env!("CARGO_BIN_EXE_piac"), &args, &env) else { continue };
            println!(
                "| {count} | {} MB | {threads} | {:.1} 秒 | {:.2} ms | {} MB |",
                bytes / 1_000_000,
                ran.time.as_secs_f64(),
                ran.time.as_secs_f64() * 1000.0 / count as f64,
                ran.peak_kb / 1024
            );
        }
        let floor = Instant::now();
        let read: usize = piac::files::assessments_below(&folder)
            .expect("the corpus")
            .iter()
            .map(|path| std::fs::read(path).expect("a file").len())
            .sum();
        println!(
            "| {count} | {} MB | 読むだけ（床） | {:.1} 秒 | | |",
            read / 1_000_000,
            floor.elapsed().as_secs_f64()
        );
        std::fs::remove_dir_all(&folder).expect("our folder");
    }
}
