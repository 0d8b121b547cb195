//! Assessments that differ from each other, made from the examples: names, numbers, dates and words
//! change, the structure and the size stay real.

use std::fs;
use std::path::Path;

const EXAMPLES: [&str; 5] = [
    "予防接種/基礎項目評価書.yaml",
    "児童扶養手当/基礎項目評価書.yaml",
    "国民健康保険/重点項目評価書.yaml",
    "予防接種/全項目評価書.yaml",
    "住民基本台帳/全項目評価書.yaml",
];
const CITIES: [&str; 8] = ["さくら野", "みどり台", "北浜", "東町", "川上", "若葉", "海老名台", "西の原"];
const OFFICES: [&str; 5] = ["健康推進", "保険年金", "市民生活", "子育て支援", "情報政策"];

/// Which example the n-th document is made from: of twenty, fifteen 基礎, three 重点, two 全項目.
fn example(n: usize) -> usize {
    match n % 20 {
        0..8 => 0,
        8..15 => 1,
        15..18 => 2,
        18 => 3,
        _ => 4,
    }
}

/// Writes `count` assessments below a folder, 40 in each city, and gives their bytes.
pub fn write(folder: &Path, count: usize) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assessments");
    let texts = EXAMPLES.map(|name| fs::read_to_string(root.join(name)).expect("an example"));
    let shared = folder.join("共通記載");
    fs::create_dir_all(&shared).expect("a folder");
    for entry in fs::read_dir(root.join("共通記載")).expect("the shared passages") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), shared.join(entry.file_name())).expect("a copy");
    }
    fs::write(folder.join("piac.toml"), "body = \"さくら野市\"\n").expect("a file");
    let mut bytes = 0;
    for n in 0..count {
        let city = folder.join(format!("{:05}", n / 40));
        fs::create_dir_all(&city).expect("a folder");
        let text = distinct(&texts[example(n)], n);
        bytes += text.len();
        fs::write(city.join(format!("{:03}評価書.yaml", n % 40)), text).expect("a file");
    }
    bytes
}

/// A document of its own: another city, office, number and other counts.
fn distinct(text: &str, n: usize) -> String {
    let city = format!("{}{}", CITIES[n % CITIES.len()], n / CITIES.len());
    let mut out = text.replace("さくら野", &city).replace("健康推進", OFFICES[n % OFFICES.len()]);
    let number = out.find("評価書番号: ").map(|at| at + "評価書番号: ".len());
    if let Some(at) = number {
        let end = out[at..].find('\n').map_or(out.len(), |i| at + i);
        out.replace_range(at..end, &(n + 1).to_string());
    }
    out
}

/// The text with a word of each tenth line changed.
pub fn revised(text: &str) -> String {
    let line = |(n, line): (usize, &str)| match n % 10 {
        0 => line.replace("する。", "するものとする。").replace("課", "室"),
        _ => line.to_owned(),
    };
    text.lines().enumerate().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// A document of at least `bytes`: rows of the change table are repeated with other dates and words.
pub fn enlarged(text: &str, bytes: usize) -> String {
    let head = text.find("\n変更箇所:\n").expect("a change table") + "\n変更箇所:\n".len();
    let tail = text[head..].find("\n別紙:").map_or(text.len(), |i| head + i + 1);
    let rows = &text[head..tail];
    let mut out = text[..head].to_owned();
    let mut n = 0;
    while out.len() + (text.len() - tail) < bytes {
        out.push_str(&rows.replace("さくら野", &format!("第{n}さくら野")));
        n += 1;
    }
    out.push_str(&text[tail..]);
    out
}
