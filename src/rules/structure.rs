//! Registry entries of the findings that come from notation, form, shared passages, allow-comments and
//! from comparing documents: they have a page but no check of their own.

use super::{Rule, RuleGroup};
use crate::diag::Severity::{self, Error, Warning};

const fn entry(
    name: &'static str,
    severity: Severity,
    summary: (&'static str, &'static str),
    page: &'static str,
) -> Rule {
    Rule { name, group: RuleGroup::構造, severity, summary, page, outside: false, check: None }
}

macro_rules! page {
    ($file:literal) => {
        include_str!(concat!("structure/", $file, ".md"))
    };
}

/// The structural rules, in the order in which a file meets them.
pub static STRUCTURE: &[Rule] = &[
    entry("yaml-syntax", Error, ("YAML として読めない書き方です", "the file is not valid YAML"), page!("yaml_syntax")),
    entry("yaml-tag", Error, ("YAML のタグ（!…）が使われています", "a YAML tag is used"), page!("yaml_tag")),
    entry(
        "yaml-anchor",
        Error,
        ("YAML のアンカー（&…）やエイリアス（*…）が使われています", "a YAML anchor or alias is used"),
        page!("yaml_anchor"),
    ),
    entry(
        "yaml-documents",
        Error,
        ("一つのファイルに YAML 文書が二つ以上あります", "the file holds several YAML documents"),
        page!("yaml_documents"),
    ),
    entry("yaml-too-deep", Error, ("入れ子が深すぎます", "nesting is too deep"), page!("yaml_too_deep")),
    entry("yaml-too-large", Error, ("項目が多すぎます", "there are too many values"), page!("yaml_too_large")),
    entry("yaml-key", Error, ("項目名が文字ではありません", "a key is not text"), page!("yaml_key")),
    entry("duplicate-key", Error, ("同じ項目名が二度書かれています", "a key is written twice"), page!("duplicate_key")),
    entry(
        "folded-japanese",
        Warning,
        ("行の継ぎ目に空白が入る書き方です", "folding puts spaces between Japanese characters"),
        page!("folded_japanese"),
    ),
    entry(
        "not-an-assessment",
        Error,
        ("評価書のファイルではありません", "the file is not an assessment"),
        page!("not_an_assessment"),
    ),
    entry(
        "unknown-form",
        Error,
        ("様式の名前がないか、様式にない名前です", "the form is missing or unknown"),
        page!("unknown_form"),
    ),
    entry(
        "unknown-edition",
        Error,
        ("様式版がないか、知られていない版です", "the edition is missing or unknown"),
        page!("unknown_edition"),
    ),
    entry("unknown-key", Error, ("様式にない項目名です", "the form has no such key"), page!("unknown_key")),
    entry(
        "key-notation",
        Warning,
        ("項目名の字の幅や記号が様式と違います", "a key differs in width or marks from the form"),
        page!("key_notation"),
    ),
    entry("wrong-kind", Error, ("項目に合わない種類の値です", "a value of the wrong kind"), page!("wrong_kind")),
    entry(
        "not-a-list",
        Error,
        ("繰り返しの項目が一覧になっていません", "a repeated item is not a list"),
        page!("not_a_list"),
    ),
    entry(
        "unreadable-answer",
        Error,
        ("取り込みで読み取れなかった項目が残っています", "an answer the import could not read"),
        page!("unreadable_answer"),
    ),
    entry(
        "missing-answer",
        Error,
        ("記入が必要な項目が未記入です", "a required answer is missing"),
        page!("missing_answer"),
    ),
    entry(
        "answer-must-be-empty",
        Error,
        ("ほかの項目によれば記入できない項目が記入されています", "an answer stands where there can be none"),
        page!("answer_must_be_empty"),
    ),
    entry(
        "count-mismatch",
        Error,
        ("記載された件数と一覧の数が違います", "a stated count differs from the list"),
        page!("count_mismatch"),
    ),
    entry(
        "unknown-choice",
        Error,
        ("様式の選択肢にない値です", "the value is not one of the choices"),
        page!("unknown_choice"),
    ),
    entry(
        "choice-notation",
        Warning,
        ("選択肢の書き方が様式と違います", "a choice is written differently from the form"),
        page!("choice_notation"),
    ),
    entry("duplicate-box", Error, ("同じ欄が二度書かれています", "a box is written twice"), page!("duplicate_box")),
    entry(
        "exclusive-box",
        Error,
        ("同時には選べない欄が選ばれています", "boxes that exclude each other are ticked"),
        page!("exclusive_box"),
    ),
    entry(
        "box-without-text",
        Error,
        ("（　）のある欄の中身が書かれていません", "a box lacks its text"),
        page!("box_without_text"),
    ),
    entry("impossible-date", Error, ("暦にない日です", "the date does not exist"), page!("impossible_date")),
    entry("not-a-date", Error, ("日付として読めません", "the value is not a date"), page!("not_a_date")),
    entry(
        "unknown-passage",
        Error,
        ("共通記載にないキーを参照しています", "a reference to a shared passage that does not exist"),
        page!("unknown_passage"),
    ),
    entry(
        "passage-argument",
        Error,
        ("共通記載の引数が合いません", "the arguments of a shared passage do not fit"),
        page!("passage_argument"),
    ),
    entry(
        "passage-cycle",
        Error,
        ("共通記載の参照が一周しているか、深すぎます", "shared passages refer to each other in a circle"),
        page!("passage_cycle"),
    ),
    entry(
        "bad-passage",
        Error,
        ("共通記載のファイルか文章に誤りがあります", "a file or text of shared passages is wrong"),
        page!("bad_passage"),
    ),
    entry(
        "duplicate-passage",
        Error,
        ("同じキーの共通記載が二つあります", "two shared passages have the same key"),
        page!("duplicate_passage"),
    ),
    entry(
        "unused-passage",
        Warning,
        ("どの評価書も使っていない共通記載です", "no assessment uses a shared passage"),
        page!("unused_passage"),
    ),
    entry(
        "early-passage",
        Warning,
        ("適用が始まる前の共通記載を使っています", "a shared passage whose wording does not hold yet"),
        page!("early_passage"),
    ),
    entry(
        "duplicate-number",
        Error,
        ("同じ様式に同じ評価書番号が二つあります", "two documents of one form have the same number"),
        page!("duplicate_number"),
    ),
    entry(
        "missing-basic-assessment",
        Error,
        ("同じ番号の基礎項目評価書がありません", "the basic assessment of the same number is missing"),
        page!("missing_basic_assessment"),
    ),
    entry(
        "name-variant",
        Warning,
        ("同じものが評価書によって違う名で書かれています", "the same thing is named differently across documents"),
        page!("name_variant"),
    ),
    entry(
        "missing-glyph",
        Warning,
        ("印刷用の書体にない文字があります", "a character has no glyph in the fonts"),
        page!("missing_glyph"),
    ),
    entry("unusable-figure", Error, ("図を印刷できません", "a figure cannot be printed"), page!("unusable_figure")),
    entry(
        "unwanted-word",
        Warning,
        ("piac.toml で別の書き方に決めた言葉です", "piac.toml wants this word written otherwise"),
        page!("unwanted_word"),
    ),
    entry(
        "unreplayable-row",
        Warning,
        ("変更箇所の行を本文から戻せません", "a row of the change table cannot be undone"),
        page!("unreplayable_row"),
    ),
    entry(
        "bad-allow",
        Warning,
        ("allow のコメントの書き方に誤りがあります", "an allow-comment is malformed"),
        page!("bad_allow"),
    ),
    entry(
        "unused-allow",
        Warning,
        ("要らなくなった allow のコメントです", "an allow-comment silences nothing"),
        page!("unused_allow"),
    ),
];
