//! Mutations of texts, citations, members, the procedure and the change table.

use piac::assessment::Answer;
use piac::diag::Edit;
use piac::form::FormName;
use piac::source::Span;

use crate::document::{Document, Mutant};

pub fn mutants(document: &Document) -> Vec<Mutant> {
    let mut all = Vec::new();
    all.extend(words(document));
    all.extend(values(document));
    all.extend(members(document));
    all.extend(passages(document));
    if document.assessment.form.form != FormName::基礎項目評価書 {
        all.extend(changes(document));
    }
    all
}

/// Item, words (none for the whole answer), other words, and what that violates. The first answer that holds the words is changed.
type Reword = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const WORDS: &[Reword] = &[
    // 法令
    ("basic.nws.basis", "第19条第8号", "第19条第7号", "F", &["outdated-item-number"]),
    ("related.nws.basis", "第19条第8号", "第19条第7号", "F", &["outdated-item-number"]),
    ("file.provide.to.basis", "第19条第8号", "第19条第7号", "F", &["outdated-item-number"]),
    ("basic.nws.basis", "", "番号法第27条", "R-X-02", &["nws-basis-without-clause"]),
    ("basic.mynumber.basis", "別表の", "別表第一の", "F", &["outdated-schedule"]),
    ("related.mynumber.basis", "別表の", "別表第一の", "F", &["outdated-schedule"]),
    ("basic.nws.basis", "利用特定個人情報提供命令第2条の表の", "番号法別表第二の", "F", &["outdated-schedule"]),
    ("basic.mynumber.basis", "別表の14の項", "別表の15の項", "F", &["row-of-another-law"]),
    ("basic.mynumber.basis", "別表の14の項", "別表の214の項", "F", &["no-such-row"]),
    ("file.provide.to.basis", "表の25の項", "表の325の項", "F", &["no-such-row"]),
    ("basic.affair.content", "昭和23年法律第68号", "昭和23年法律第86号", "F", &["wrong-law-number"]),
    ("basic.affair.content", "平成25年法律第27号", "平成25年法律第72号", "F", &["wrong-law-number"]),
    ("file.risk.nws.unsafe.measures", "個人情報保護委員会", "特定個人情報保護委員会", "F", &["renamed-term"]),
    ("file.risk.nws.unsafe.measures", "内閣総理大臣が設置", "総務大臣が設置", "F", &["renamed-term"]),
    ("disclosure.request.how", "個人情報の保護に関する法律", "さくら野市個人情報保護条例", "F", &["renamed-term"]),
    ("file.risk.nws.unsafe.measures", "個人情報保護委員会", "個人情報保護員会", "R-X-25", &["misspelt-name"]),
    ("basic.nws.basis", "の25の項、27の項", "の25の項、131の項", "F", &["row-of-another-law"]),
    ("basic.nws.basis", "25の項及び26の項", "25の項及び101の項", "F", &["basis-of-another-body"]),
    ("file.provide.transfer.basis", "番号法第9条第2項", "番号法第9条第3項", "F", &["basis-of-another-body"]),
    ("file.provide.transfer.basis", "別表の100の項", "別表の24の項", "F", &["row-of-another-law"]),
    ("file.provide.to.basis", "番号法第19条第8号及び", "番号法第19条第11号及び", "F", &["nws-clause-disagrees"]),
    ("file.risk.nws.unsafe.measures", "個人情報保護委員会との協議", "総務大臣との協議", "F", &["renamed-term"]),
    ("file.use.from", "デジタル庁", "社会保険庁", "F", &["renamed-term"]),
    // 表紙
    ("cover.name", "　全項目評価書", "　全項目評価書（素案）", "R-CV-03", &["draft-mark-left"]),
    ("cover.name", "全項目評価書", "重点項目評価書", "R-CV-01", &["cover-name-form-mismatch"]),
    ("cover.name", "重点項目評価書", "全項目評価書", "R-CV-01", &["cover-name-form-mismatch"]),
    ("cover.name", "基礎項目評価書", "重点項目評価書", "R-CV-01", &["cover-name-form-mismatch"]),
    ("cover.name", "予防接種", "母子保健", "R-CV-04", &["affair-name-differs"]),
    ("cover.declaration", "予防接種", "母子保健", "R-CV-04", &["affair-name-differs"]),
    ("cover.declaration", "国民健康保険", "介護保険", "R-CV-04", &["affair-name-differs"]),
    ("cover.body", "さくら野市長", "みどり野市長", "R-CV-04", &["declaration-body-differs"]),
    ("basic.affair.name", "事務", "事務及び給付", "R-CV-04", &["affair-name-differs", "peer-disagrees"]),
    ("basic.section.head", "課長", "課長　佐藤花子", "R-X-29", &["personal-name-in-post"]),
    // 整合
    ("file.basic.items_reason", "・連絡先（電話番号等）：", "・国税関係情報：", "R-X-05", &["main-item-unticked"]),
    ("basic.systems.connections", "接種記録登録システム", "健康管理システム", "R-X-03", &["connection-to-itself"]),
    ("basic.systems.connections", "、接種記録登録システム", "", "R-X-03", &["one-way-connection"]),
    ("basic.systems.name", "庁内連携基盤", "庁内データ交換基盤", "R-X-25", &["unknown-system"]),
    (
        "basic.systems.name",
        "接種記録登録システム",
        "接種台帳登録システム",
        "R-X-25",
        &["unknown-system", "unresolved-change-item"],
    ),
    (
        "basic.systems.function",
        "情報連携機能",
        "情報連携機能（他のシステムとは接続しない）",
        "R-X-26",
        &["isolated-but-connected"],
    ),
    ("basic.section.head", "健康増進課長", "健康づくり課長", "R-X-23", &["post-of-another-office"]),
    ("file.basic.scope", "", "介護保険の第1号被保険者", "R-X-17", &["purpose-of-another-affair"]),
    ("file.use.purpose", "", "児童手当を支給するため", "R-X-17", &["purpose-of-another-affair"]),
    ("disclosure.request.register.place", "", "うめ野市ホームページ", "R-CV-04", &["measure-of-another-body"]),
    ("file.entrust.to.reason", "障害の原因調査", "別添９を参照。障害の原因調査", "R-X-24", &["dangling-reference"]),
    ("file.basic.section", "健康増進課", "健康づくり課", "R-X-23", &["office-differs"]),
    ("file.use.by.section", "健康増進課", "健康づくり課", "R-X-23", &["office-differs"]),
    ("disclosure.contact.to", "健康増進課", "健康づくり課", "R-X-23", &["office-differs"]),
    ("basic.section.name", "健康増進課", "健康づくり課", "R-X-23", &["office-differs", "peer-disagrees"]),
    ("file.basic.section", "保険年金課", "国保年金課", "R-X-23", &["office-differs"]),
    ("file.basic.since", "平成28年1月1日", "平成29年1月1日", "R-X-08", &["use-before-hold"]),
    ("file.basic.since", "平成28年1月1日", "平成8年1月1日", "R-X-08", &["date-before-the-act"]),
    ("file.use.since", "平成28年1月1日", "平成27年1月1日", "R-X-08", &["use-before-hold"]),
    (
        "file.use.purpose_change",
        "－",
        "健康被害の救済に係る給付の支給又は不支給の決定を行う。",
        "R-X-18",
        &["purpose-change-misplaced"],
    ),
    ("file.risk.storage.unerased.procedure.detail", "20年を経過", "5年を経過", "R-X-20", &["retention-disagrees"]),
    ("file.use.reason", "日次で入手する必要", "別紙２のとおり日次で入手する必要", "R-X-24", &["dangling-reference"]),
    ("file.use.matching", "突合し、接種", "「Ⅱ３⑮ 入手元」の情報と突合し、接種", "R-X-24", &["dangling-reference"]),
    ("file.risk.storage.leak.backup", "十分に行っている", "十分に行っていない", "R-X-13", &["problem-without-plan"]),
    ("basic.affair.content", "取り扱う。", "取り扱う。個人番号の例：123456789018。", "公表", &["personal-number"]),
    ("basic.affair.content", "取り扱う。", "取り扱う。担当：sato.hanako@gmail.com。", "公表", &["personal-contact"]),
    // 表記
    ("basic.affair.content", "管理、", "管理及びサーバの管理、", "R-X-28", &["mixed-notation"]),
    // 手続
    ("procedure.basic.date", "令和7年", "平成7年", "R-PR-06", &["date-before-the-act"]),
    ("procedure.hearing.period", "36日間", "30日間", "R-PR-02", &["hearing-days-miscounted"]),
    (
        "procedure.hearing.period",
        "令和8年1月5日まで（36日間）",
        "令和7年12月20日まで（20日間）",
        "R-PR-02",
        &["hearing-too-short"],
    ),
    ("procedure.hearing.period", "令和7年12月1日", "令和7年11月1日", "R-PR-06", &["procedure-out-of-order"]),
    ("procedure.hearing.method", "さくら野市", "－ #", "R-PR-01", &["hearing-missing"]),
    ("procedure.review.date", "令和8年2月13日", "令和8年1月3日", "R-PR-03", &["procedure-out-of-order"]),
    ("procedure.review.date", "令和8年2月13日", "令和8年4月13日", "R-PR-03", &["procedure-out-of-order"]),
    ("procedure.review.date", "令和8年2月13日", "－", "R-PR-03", &["review-missing"]),
    ("procedure.basic.date", "令和7年11月14日", "令和7年12月24日", "R-PR-06", &["procedure-out-of-order"]),
    ("procedure.basic.date", "令和8年4月10日", "令和6年4月10日", "R-CHG-09", &["procedure-from-earlier-round"]),
    ("procedure.basic.date", "令和7年11月14日", "令和5年11月14日", "R-CHG-09", &["procedure-from-earlier-round"]),
    ("procedure.basic.date", "令和8年4月10日", "令和8年8月10日", "R-PR-06", &["procedure-out-of-order"]),
    (
        "cover.published",
        "令和8年3月27日",
        "令和8年1月27日",
        "R-PR-06",
        &["procedure-out-of-order", "change-dates-out-of-order"],
    ),
    ("facts.staff", "863", "120", "R-TH-06", &["handlers-disagree", "threshold-result-mismatch"]),
    ("facts.target", "171300", "371300", "R-TH-08", &["target-disagrees"]),
    ("threshold.target.as_of", "令和", "令和9", "R-CV-06", &["counted-after-publication"]),
];

fn words(document: &Document) -> Vec<Mutant> {
    let one = |&(id, old, new, violates, expected): &Reword| {
        let edit = match old {
            "" => document.write(document.answers(id).first()?, new),
            old => document.answers(id).into_iter().find_map(|answer| document.reword(answer, old, new))?,
        };
        Some(Mutant { kind: format!("{id}: 「{old}」 to 「{new}」"), violates, expected, edits: vec![edit] })
    };
    WORDS.iter().filter_map(one).collect()
}

/// Keys that are added where the examples have none.
fn values(document: &Document) -> Vec<Mutant> {
    let mut found = Vec::new();
    let mut after = |id: &str, key: &str, value: &str, violates, expected| {
        let Some(answer) = document.answers(id).into_iter().next() else { return };
        let lines = document.lines(answer.key_span.unwrap_or(answer.span));
        let indent: String = document.source.slice(lines).chars().take_while(|c| *c == ' ').collect();
        let end = document.lines(answer.span).end;
        let text = format!("{indent}{key}: {value}\n");
        let edit = Edit { span: Span::new(end, end), text };
        found.push(Mutant { kind: format!("{key}: {value} added"), violates, expected, edits: vec![edit] });
    };
    after("file.entrust.has", "件数", "9", "R-X-09", &["count-mismatch"]);
    if document.assessment.form.form == FormName::全項目評価書 {
        after("cover.body", "承認日", "令和8年3月1日", "R-PR-05", &["approval-not-applicable"]);
        let named = ["procedure.review.method", "procedure.review.result"];
        let edits = named.iter().flat_map(|id| document.answers(id)).map(|a| document.write(a, "職員が点検した。"));
        found.push(Mutant {
            kind: "a review by the body's own staff".to_owned(),
            violates: "R-PR-04",
            expected: &["review-not-independent"],
            edits: edits.collect(),
        });
    }
    found
}

/// Members that other answers count or speak of.
fn members(document: &Document) -> Vec<Mutant> {
    let mut found = Vec::new();
    let mut push = |kind: String, violates, expected, edits: Vec<Edit>| {
        if !edits.is_empty() {
            found.push(Mutant { kind, violates, expected, edits });
        }
    };
    let without = |id: &str, n: usize| -> Vec<Edit> {
        let list = document.answers(id).into_iter().next();
        let member = list.and_then(|list| list.members().get(n));
        member.map(|m| Edit { span: document.lines(m.span), text: String::new() }).into_iter().collect()
    };
    push(
        "records: a group left out".to_owned(),
        "R-X-05",
        &["main-item-not-recorded", "record-count-mismatch"],
        without("file.records", 0),
    );
    let halves: Vec<Edit> = (1..13).flat_map(|n| without("file.records", n)).collect();
    push(
        "records: most groups left out".to_owned(),
        "R-X-04",
        &["record-count-mismatch", "main-item-not-recorded"],
        halves,
    );
    push(
        "a contract left out that the history names".to_owned(),
        "R-TBL-02",
        &["unresolved-change-item"],
        without("file.entrust.to", 3),
    );
    let systems = document.answers("basic.systems.name");
    let system = systems.iter().position(|at| at.text().is_some_and(|t| t.contains("庁内連携基盤")));
    push(
        "a system left out that others name".to_owned(),
        "R-X-25",
        &["unknown-system", "unresolved-change-item", "one-way-connection"],
        system.map(|n| without("basic.systems", n)).unwrap_or_default(),
    );
    let all: Vec<Edit> = (0..9).flat_map(|n| without("file.provide.transfer", n)).collect();
    push("all transfers left out".to_owned(), "R-X-10", &["missing-answer", "wrong-kind"], all);
    // A record item written twice.
    if let Some(answer) = document.answers("file.records.items").first() {
        let slice = document.source.slice(answer.span);
        if let Some(first) = slice.strip_prefix('[').and_then(|s| s.split(',').next()) {
            let edit = document.replace(Span::new(answer.span.start, answer.span.start + 1), &format!("[{first}, "));
            push("records: an item twice".to_owned(), "R-X-04", &["duplicate-record-item"], vec![edit]);
        }
    }
    found
}

/// Passages copied from one answer to another, and from one heading to another.
fn passages(document: &Document) -> Vec<Mutant> {
    let pairs = [
        ("file.risk.acquire.offpurpose.target", "file.risk.acquire.offpurpose.necessary", "R-X-17"),
        ("file.risk.use.offduty.measures", "file.risk.use.copy.measures", "R-X-17"),
        ("file.risk.nws.offpurpose.measures", "file.risk.nws.unsafe.measures", "R-X-17"),
        ("file.risk.use.overlink.measures", "file.risk.acquire.offpurpose.measures", "R-X-17"),
        ("file.risk.use.unauthorized.auth.detail", "file.risk.use.unauthorized.rights.detail", "R-X-16"),
        ("file.risk.entrust.contract.detail", "file.risk.entrust.erasure.detail", "R-X-16"),
    ];
    let mut found = Vec::new();
    for (from, to, violates) in pairs {
        let (Some(a), Some(b)) = (document.answers(from).first().copied(), document.answers(to).first().copied())
        else {
            continue;
        };
        let Some(words) = a.text() else { continue };
        found.push(Mutant {
            kind: format!("{from} copied to {to}"),
            violates,
            expected: &["same-text-in-two-items"],
            edits: vec![document.write(b, &Document::quoted(&words))],
        });
    }
    for id in ["file.storage.erase", "file.storage.place"] {
        let Some(answer) = document.answers(id).first().copied() else { continue };
        found.extend(moved_blocks(document, answer));
    }
    found
}

/// The block below the first heading put below the second, and the two exchanged.
fn moved_blocks(document: &Document, answer: &Answer) -> Vec<Mutant> {
    let text = document.source.slice(answer.span);
    let starts: Vec<usize> = text.match_indices('＜').map(|(i, _)| i).take(3).collect();
    let [first, second, third] = starts[..] else { return Vec::new() };
    let body = |from: usize, to: usize| {
        let start = from + text[from..to].find('\n').unwrap_or(0);
        (start, start + text[start..to].rfind('\n').unwrap_or(0))
    };
    let (a, b) = (body(first, second), body(second, third));
    let put = |at: (usize, usize), words: (usize, usize)| Edit {
        span: Span::new(answer.span.start + at.0, answer.span.start + at.1),
        text: text[words.0..words.1].to_owned(),
    };
    let mutant = |kind: &str, edits| Mutant {
        kind: format!("{}: {kind}", answer.item.id),
        violates: "R-X-17",
        expected: &["same-passage-under-two-headings", "change-not-in-text"],
        edits,
    };
    vec![
        mutant("the first block below the second heading", vec![put(b, a)]),
        mutant("two blocks exchanged", vec![put(a, b), put(b, a)]),
    ]
}

/// Damage to rows of the change table.
fn changes(document: &Document) -> Vec<Mutant> {
    let mut found = Vec::new();
    let rows = document.assessment.members("changes");
    let cell = |n: usize, id: &str| rows[n].get(id);
    let mut push = |kind: &str, violates, expected, edits: Vec<Edit>| {
        found.push(Mutant { kind: format!("changes: {kind}"), violates, expected, edits });
    };
    let lines = |n: usize| document.lines(rows[n].span);
    let texts: Vec<usize> = (0..rows.len()).filter(|&n| is_text(document, &rows[n])).collect();
    for n in [texts[1], texts[texts.len() / 2], texts[texts.len() - 1]] {
        let again = document.source.slice(lines(n)).to_owned();
        push(
            "a row twice",
            "R-TBL-05",
            &["duplicate-change-row"],
            vec![Edit { span: Span::new(lines(n).end, lines(n).end), text: again }],
        );
        if let (Some(before), Some(after)) = (cell(n, "changes.before"), cell(n, "changes.after")) {
            let words = after.text().unwrap_or_default().into_owned();
            push(
                "変更前 like 変更後",
                "R-TBL-04",
                &["nothing-changed"],
                vec![document.write(before, &Document::quoted(&words))],
            );
            let short: String = words.chars().take(12).collect();
            push(
                "変更後 cut off",
                "R-TBL-06",
                &["truncated-change-cell", "change-not-in-text", "broken-change-chain"],
                vec![document.write(
                    after,
                    &Document::quoted(&format!("{short}する者については、あらかじめ定めた手順に従い、")),
                )],
            );
            push(
                "変更後 that is nowhere",
                "R-TBL-03",
                &["change-not-in-text", "broken-change-chain"],
                vec![document.write(after, "まったく別の内容をここに記載する。")],
            );
            push(
                "変更後 that only tells of the change",
                "R-TBL-09",
                &["described-change"],
                vec![document.write(after, "記載を追加した")],
            );
        }
        if let Some(date) = cell(n, "changes.date") {
            push(
                "a date after the publication",
                "R-TBL-01",
                &["change-dates-out-of-order"],
                vec![document.write(date, "令和9年3月1日")],
            );
            push(
                "a date before the others",
                "R-TBL-01",
                &["change-dates-out-of-order"],
                vec![document.write(date, "平成27年3月1日")],
            );
            push(
                "a date in the other calendar",
                "R-TBL-01",
                &["mixed-calendars"],
                vec![document.write(date, "2026年3月27日")],
            );
        }
        if let (Some(item), Some(target)) = (cell(n, "changes.item"), cell(n, "changes.target")) {
            let none = document.replace(target.span, "''");
            push(
                "an item that the form does not have",
                "R-TBL-02",
                &["unresolved-change-item"],
                vec![document.write(item, "Ⅱ３⑲ 入手の根拠"), none.clone()],
            );
            push(
                "an item of another number",
                "R-TBL-02",
                &["unresolved-change-item"],
                vec![document.write(item, "Ⅰ１② 事務の概要"), none],
            );
            push(
                "an address that leads nowhere",
                "R-TBL-02",
                &["unresolved-change-item"],
                vec![document.write(target, "基本情報/事務/事務の概要")],
            );
        }
    }
    for n in 0..rows.len() {
        let (Some(item), Some(note), Some(timing)) =
            (cell(n, "changes.item"), cell(n, "changes.note"), cell(n, "changes.timing"))
        else {
            continue;
        };
        let title = item.text().unwrap_or_default().into_owned();
        let plain = ["所属長の役職名", "連絡先", "請求先", "Ⅱ２⑥ 事務担当部署"].iter().any(|w| title.contains(w));
        if plain {
            push(
                "重要な変更 claimed for a plain item",
                "R-CHG-06",
                &["important-claim-on-plain-item"],
                vec![document.write(note, "重要な変更に該当する。")],
            );
            push(
                "緊急時の事後評価 claimed for a plain item",
                "R-CHG-05",
                &["emergency-on-plain-item"],
                vec![document.write(note, "規則第9条第2項の規定（緊急時の事後評価）の適用対象のため。")],
            );
        }
        if title.contains("保管場所") {
            push(
                "an item with ※ afterwards without a ground",
                "R-CHG-04",
                &["star-changed-afterwards"],
                vec![document.write(timing, "事後"), document.write(note, "保管場所を改めた。")],
            );
            push(
                "a tense that contradicts 事後",
                "R-CHG-07",
                &["timing-contradicts-note"],
                vec![
                    document.write(timing, "事後"),
                    document.write(note, "データの取り込みは令和9年5月以降となることから提出時期は妥当"),
                ],
            );
        }
        if title.contains("件数") {
            push(
                "a contract added without its count",
                "R-TBL-08",
                &["block-added-without-count"],
                vec![Edit { span: lines(n), text: String::new() }],
            );
        }
        if title.ends_with("委託内容")
            && let Some(before) = cell(n, "changes.before")
            && before.text().is_some_and(|t| t.contains("記載なし"))
        {
            push(
                "a past of an added contract",
                "R-TBL-07",
                &["added-block-has-past"],
                vec![document.write(before, "個別接種の記録の登録業務")],
            );
        }
    }
    let newest: Vec<Edit> = rows
        .iter()
        .rev()
        .take(12)
        .filter_map(|row| {
            Some(document.write(row.get("changes.note")?, "規則第9条第2項の規定（緊急時の事後評価）の適用対象のため。"))
        })
        .collect();
    push("one explanation on all rows", "R-TBL-10", &["pasted-explanation"], newest);
    found
}

/// Whether a row speaks of a text that the document still has as it says.
fn is_text(document: &Document, row: &piac::assessment::Group) -> bool {
    let words = row.get("changes.after").and_then(Answer::text).unwrap_or_default();
    words.chars().count() > 12 && document.source.text().matches(words.trim()).count() > 1
}
