//! The items that names in published change tables mean.

use super::*;
use crate::form::{self, FormName};

fn id(form: FormName, name: &str) -> String {
    said(&read(form::newest(form), name).named)
}

/// Every name means its item; all that do not are told.
fn all_mean(form: FormName, cases: &[(&str, &str)]) {
    let wrong = cases.iter().map(|(name, item)| (name, id(form, name), item)).filter(|(_, is, item)| is != *item);
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

fn said(named: &Named) -> String {
    match named {
        Named::One(item) => item.id.clone(),
        Named::Misnamed(item) => format!("misnamed {}", item.id),
        Named::Many(items) => {
            format!("many {}", items.iter().map(|i| i.id.as_str()).collect::<Vec<_>>().join(" "))
        }
        Named::All(parts) => {
            format!("all {}", parts.iter().map(|part| said(&part.named)).collect::<Vec<_>>().join(" "))
                .trim_end()
                .into()
        }
        Named::None => "none".into(),
    }
}

#[test]
fn names_of_the_full_form() {
    let cases = [
        ("Ⅱ３④ 入手に係る妥当性", "file.use.reason"),
        ("Ⅱ ファイルの概要　３．特定個人情報の入手・使用　④入手に係る妥当性", "file.use.reason"),
        ("Ⅱ3④", "file.use.reason"),
        ("Ⅱ 6③ 消去方法", "file.storage.erase"),
        ("Ⅲ 2リスク4 リスクに対する措置の内容", "file.risk.acquire.leak.measures"),
        ("Ⅲ 4 情報保護管理体制の確認", "file.risk.entrust.system"),
        ("Ⅰ 5 個人情報の利用", "misnamed basic.mynumber"),
        ("Ⅰ 6② 法令上の根拠", "basic.nws.basis"),
        ("Ⅰ 1② 事務の概要", "misnamed basic.affair.content"),
        ("(別添1)事務の内容 各種がん検診", "diagram"),
        ("(別添1-2) 事務内容", "diagram"),
        ("(別添2-2)ファイル記録項目", "file.records"),
        ("Ⅱ2④ 記録される項目 その妥当性", "file.basic.items_reason"),
        ("Ⅱ3⑧ 使用方法 ※ 情報の突合 ※", "file.use.matching"),
        ("Ⅳ1① 自己点検 具体的なチェック方法", "other_risk.audit.self.detail"),
        ("I 基本情報 ②事務の内容", "basic.affair.content"),
        ("I 基本情報 ②システムの機能 システム4 ①システム名称", "basic.systems.name"),
        ("Ⅱ 特定個人情報ファイルの概要 4. 特定個人情報ファイルの取扱いの委託 委託の有無", "file.entrust.has"),
        ("Ⅱ 特定個人情報ファイルの概要 4. 特定個人情報ファイルの取扱いの委託 委託事項2", "file.entrust.to.name"),
        (
            "Ⅱ 特定個人情報ファイルの概要 4. 特定個人情報ファイルの取扱いの委託 委託事項2 ②取扱いを委託する特定個人情報ファイルの範囲 対象となる本人の数",
            "file.entrust.to.persons",
        ),
        ("Ⅲ リスク対策(プロセス) 2. 特定個人情報の入手", "file.risk.acquire"),
        (
            "Ⅲ リスク対策(プロセス) 7. 特定個人情報の保管・ 消去 リスク1:特定個人情 報の漏えい・滅失・毀損リ スク ⑤物理的対策 具体的 な対策の方法",
            "file.risk.storage.leak.physical.detail",
        ),
        ("Ⅳ リスク対策(その他)3. その他のリスク対策", "other_risk.other"),
        ("Ⅴ 開示請求、問合せ 2. 特定個人情報ファイルの取扱いに対する問合せ ① 連絡先", "disclosure.contact.to"),
        ("Ⅰ７➁ 所属長", "basic.section.head"),
        ("表紙 個人のプライバシー等の権利 利益の保護の宣言 特記事項", "cover.notes"),
        ("Ⅱ５ 移転先2 ①法令上の根拠", "file.provide.transfer.basis"),
        ("Ⅲ３リスク２ ユーザ認証の管理 具体的な管理方法", "file.risk.use.unauthorized.auth.detail"),
        (
            "Ⅲ３リスク２ 具体的な管理方法",
            "many file.risk.use.unauthorized.auth.detail file.risk.use.unauthorized.issue.detail file.risk.use.unauthorized.rights.detail",
        ),
        ("Ⅶ９ 存在しない項目", "none"),
        ("その他", "none"),
        ("(別添1)事務の内容 歯周疾患検診・20歳のデンタルケア", "diagram"),
        ("Ⅳ リスク対策(その他)1. 監②監査 具体的なチェック 方法", "misnamed other_risk.audit.audit"),
        ("Ⅲ3リスク2 ユーザー認証の管理 具体的な管理方法", "file.risk.use.unauthorized.auth.detail"),
    ];
    all_mean(FormName::全項目評価書, &cases);
}

#[test]
fn names_of_the_focused_form() {
    let cases = [
        ("評価実施機関における担当部署 ②所属長", "basic.section.head"),
        ("情報提供ネットワークシステムによる情報連携 ②法令上の根拠", "basic.nws.basis"),
        ("特定個人情報ファイルの取扱いの委託 ①委託内容", "file.entrust.to.content"),
        ("特定個人情報ファイルの取扱いの委託 再委託 ④再委託の有無", "file.entrust.to.sub.has"),
        (
            "特定個人情報の提供・移転 (委託に伴うものを除く。) 提供先1 ⑤提供する情報の対象となる 本人の範囲",
            "file.provide.to.persons_scope",
        ),
        ("情報提供ネットワークシステ ムとの接続", "file.risk.nws"),
        ("リスク2:不正な提供が行われるリスク リスクに対する措置の内容", "file.risk.nws.improper.measures"),
        ("リスク2:不正な提供が行われるリスク リスクに対策は十分か", "file.risk.nws.improper.enough"),
        ("I 基本情報 4. 個人番号の利用_法令上の根拠", "basic.mynumber.basis"),
        ("II 特定個人情報ファイルの概要 3.特定個人情報の入手・使用 ⑤使用方法_情報の突合", "file.use.matching"),
        ("II 特定個人情報ファイルの概要 (別添1).特定個人情報ファイル記録項目", "file.records"),
        (
            "Ⅲリスク対策.3.特定個人情報の使用 リスク1:目的を超えた紐付け、事務に必要な情報との紐付けが行われるリスク リスクに対する措置の内容",
            "file.risk.use.overlink.measures",
        ),
        (
            "Ⅲリスク対策 3.特定個人情報の使用 2.権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスク 特定個人情報の使用におけるその他のリスク及びそのリスクに対する措置",
            "file.risk.use.other_risks",
        ),
        ("V評価実施手続 1.基礎項目評価①実施日", "procedure.basic.date"),
        (
            "I 基本情報 2特定個人情報ファイルを取り扱う事務において使用するシステム②システムの機能",
            "basic.systems.function",
        ),
        ("Ⅲリスク対策 9. 従業者に対する教育・啓発 従業者に対する教育・啓発 具体的な方法", "file.risk.education.detail"),
        ("Ⅲリスク対策 10. その他のリスク対策", "file.risk.other_measures"),
        ("II 特定個人情報ファイルの概要 6. 特定個人情報の保管・消去", "file.storage"),
    ];
    all_mean(FormName::重点項目評価書, &cases);
}

#[test]
fn every_printed_label_finds_its_item() {
    for def in form::all() {
        for item in def.items().filter(|i| i.has_key() && !i.number.is_empty() && !i.id.starts_with("changes")) {
            let found = read(def, &item.title());
            let ids: Vec<&str> = match &found.named {
                Named::One(one) => vec![one.id.as_str()],
                Named::Many(many) => many.iter().map(|i| i.id.as_str()).collect(),
                Named::All(_) | Named::Misnamed(_) | Named::None => vec![],
            };
            let hit = ids.iter().any(|id| *id == item.id || id.starts_with(&format!("{}.", item.id)));
            assert!(hit, "{} {}: {:?}", def.describe(), item.title(), ids);
        }
    }
}

#[test]
fn names_of_several_items() {
    let cases = [
        ("Ⅰ７①部署、Ⅱ２⑥事務担当部署", "all basic.section.name file.basic.section"),
        ("Ⅰ７．①部署及び②所属長の役職名", "all basic.section.name basic.section.head"),
        ("Ⅰ基本情報７．評価実施機関における担当部署①部署②所属長の役職名", "all basic.section.name basic.section.head"),
        ("Ⅰ７①部署\nⅡ３⑦使用の主体 使用部署", "all basic.section.name file.use.by.section"),
        ("Ⅴ１①請求先，②請求方法", "all disclosure.request.to disclosure.request.how"),
        ("Ⅲ３リスク２、リスク３ リスクへの対策は十分か", "file.risk.use.offduty.enough"),
        ("Ⅴ 開示請求、問合せ", "disclosure"),
        ("Ⅱ5 提供・移転の有無", "file.provide.has"),
        ("Ⅱ３、⑥使用目的", "file.use.purpose"),
        ("Ⅳ３ その他のリスク及びそのリスクに対する措置", "misnamed other_risk.other"),
        ("全般", "all"),
        ("評価書全体", "all"),
        ("Ⅲ リスク対策全般", "all"),
        ("各項目", "all"),
    ];
    all_mean(FormName::全項目評価書, &cases);
}

#[test]
fn a_text_in_the_wrong_column_is_no_list_of_names() {
    let text = "Ⅱ３④ 入手に係る妥当性、①入手元、".repeat(5_000);
    assert!(!matches!(read(form::newest(FormName::全項目評価書), &text).named, Named::All(_)));
}
