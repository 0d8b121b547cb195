//! (temporary) prints imports of given files.
#[test]
fn dump() {
    let Ok(list) = std::env::var("PIAC_DUMP") else { return };
    for (k, path) in list.split(',').enumerate() {
        let bytes = std::fs::read(path).unwrap();
        let t = std::time::Instant::now();
        let got = piac::import::import(&[piac::import::Input { name: path.to_string(), bytes }], None);
        eprintln!("{path} {:?}", t.elapsed());
        match got {
            Err(e) => eprintln!("ERR {e}"),
            Ok(got) => {
                std::fs::write(format!("/tmp/dump{k}.yaml"), &got.yaml).unwrap();
                std::fs::write(format!("/tmp/dump{k}.txt"), got.report.human(piac::diag::Lang::Ja)).unwrap();
                std::fs::write(format!("/tmp/dump{k}.json"), serde_json::to_string_pretty(&got.report).unwrap())
                    .unwrap();
                let source = piac::source::Source::new("x.yaml", got.yaml.as_str());
                let out = piac::assessment::read(&source);
                let mut rules = std::collections::BTreeMap::new();
                for d in &out.diagnostics {
                    *rules.entry(d.rule).or_insert(0) += 1;
                    if !["unreadable-answer", "missing-answer"].contains(&d.rule) {
                        eprintln!("{} {:?} {}", d.rule, d.item.as_ref().map(|i| &i.address), d.message.ja);
                    }
                }
                eprintln!("{rules:?}");
                eprintln!("{}", got.report.human(piac::diag::Lang::Ja).lines().take(2).collect::<Vec<_>>().join("\n"));
            }
        }
    }
}
