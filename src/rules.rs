//! The rules: an [`Assessment`] comes in, findings about its content go out ([`check`]).
//!
//! One rule is one file (`src/rules/<name>.rs`) with its page beside it (`<name>.md`) and one line
//! in [`RULES`]. A rule is named after the bad pattern, states facts with both places, and stays
//! silent when it cannot know: an answer that is blank, unreadable or wrong in form has been
//! reported by the resolver and is never judged here. `# piac: allow(rule) 理由` above a key
//! silences a rule below that key ([`apply_allows`]).

use rayon::prelude::*;

#[cfg(doc)]
use crate::assessment::Assessment;
use crate::diag::{self, Diagnostic, Message, Severity};
use crate::form::FormName;

mod allow;
mod context;
mod draft;
mod headings;
mod hearing;
pub use crate::form::items;
mod look;
mod main_items;
mod measure_of_another_body;
mod needles;
mod prelude;
mod structure;
mod systems;
pub mod threshold;
pub mod what_if;

// しきい値
mod form_too_light;
mod handlers_disagree;
mod peer_disagrees;
mod target_disagrees;
mod threshold_result_mismatch;
mod threshold_undetermined;

// 選択
mod nisc_not_applicable;
mod none_where_required;
mod nws_basis_without_clause;
mod personal_name_in_post;

// 整合
mod accident_contradicted;
mod acquisition_source_unticked;
mod acquisition_way_unticked;
mod affair_name_differs;
mod connection_to_itself;
mod cover_name_form_mismatch;
mod dangling_reference;
mod declaration_body_differs;
mod declaration_incomplete;
mod duplicate_record_item;
mod entrust_risk_disagrees;
mod isolated_but_connected;
mod main_item_not_recorded;
mod main_item_unexplained;
mod main_item_unticked;
mod nws_disagrees;
mod nws_past_the_relay;
mod nws_risk_disagrees;
mod office_differs;
mod office_told_two_ways;
mod one_way_connection;
mod persons_exceed_file;
mod priority_disagrees;
mod post_of_another_office;
mod problem_without_plan;
mod provide_risk_disagrees;
mod purpose_change_misplaced;
mod purpose_of_another_affair;
mod record_count_mismatch;
mod retention_disagrees;
mod same_passage_under_two_headings;
mod same_text_in_two_items;
mod sub_entrust_risk_disagrees;
mod unknown_system;
mod use_before_hold;

// 手続
mod approval_missing;
mod approval_not_applicable;
mod counted_after_publication;
mod date_before_the_act;
mod draft_mark_left;
mod hearing_days_miscounted;
mod hearing_missing;
mod hearing_too_short;
mod opinion_without_reflection;
mod overdue_review;
mod procedure_from_earlier_round;
mod procedure_out_of_order;
mod review_missing;
mod review_not_independent;
mod stale_count;

// 法令
mod basis_of_another_body;
mod cited;
mod mixed_item_numbers;
mod no_such_row;
mod nws_clause_disagrees;
mod outdated_item_number;
mod outdated_schedule;
mod premature_schedule;
mod renamed_term;
mod row_of_another_law;
mod wrong_law_number;

// 変更箇所
mod added_block_has_past;
mod block_added_without_count;
mod body_without_organ;
mod broken_change_chain;
mod change_dates_out_of_order;
mod change_not_in_text;
mod claims;
mod denied_but_described;
mod described_change;
mod duplicate_change_row;
mod emergency_on_plain_item;
mod important_claim_on_plain_item;
mod mixed_calendars;
mod nothing_changed;
mod pasted_explanation;
mod replay;
mod rows;
mod star_changed_afterwards;
mod timing_contradicts_note;
mod truncated_change_cell;
mod unresolved_change_item;

// 表記
mod basic_info_of_another_edition;
mod lexicon;
mod misspelt_name;
mod mixed_brackets;
mod mixed_notation;

// 公表
mod personal_contact;
mod personal_number;

pub use allow::apply_allows;
pub use context::{BodyKind, Context, Findings, related_in};
pub use look::{At, Passage, Scope};

/// The rules with a check, in the order of their groups.
pub static RULES: &[Rule] = &[
    // しきい値
    threshold_result_mismatch::RULE,
    form_too_light::RULE,
    handlers_disagree::RULE,
    target_disagrees::RULE,
    peer_disagrees::RULE,
    threshold_undetermined::RULE,
    // 選択
    none_where_required::RULE,
    nws_basis_without_clause::RULE,
    denied_but_described::RULE,
    nisc_not_applicable::RULE,
    personal_name_in_post::RULE,
    // 整合
    cover_name_form_mismatch::RULE,
    body_without_organ::RULE,
    declaration_body_differs::RULE,
    affair_name_differs::RULE,
    declaration_incomplete::RULE,
    nws_disagrees::RULE,
    nws_risk_disagrees::RULE,
    entrust_risk_disagrees::RULE,
    provide_risk_disagrees::RULE,
    sub_entrust_risk_disagrees::RULE,
    record_count_mismatch::RULE,
    persons_exceed_file::RULE,
    use_before_hold::RULE,
    accident_contradicted::RULE,
    main_item_unexplained::RULE,
    main_item_unticked::RULE,
    main_item_not_recorded::RULE,
    acquisition_way_unticked::RULE,
    acquisition_source_unticked::RULE,
    problem_without_plan::RULE,
    same_text_in_two_items::RULE,
    purpose_change_misplaced::RULE,
    purpose_of_another_affair::RULE,
    retention_disagrees::RULE,
    connection_to_itself::RULE,
    nws_past_the_relay::RULE,
    office_told_two_ways::RULE,
    one_way_connection::RULE,
    isolated_but_connected::RULE,
    unknown_system::RULE,
    measure_of_another_body::RULE,
    dangling_reference::RULE,
    office_differs::RULE,
    post_of_another_office::RULE,
    same_passage_under_two_headings::RULE,
    duplicate_record_item::RULE,
    priority_disagrees::RULE,
    // 手続
    hearing_missing::RULE,
    hearing_too_short::RULE,
    hearing_days_miscounted::RULE,
    review_missing::RULE,
    review_not_independent::RULE,
    approval_not_applicable::RULE,
    approval_missing::RULE,
    opinion_without_reflection::RULE,
    procedure_out_of_order::RULE,
    procedure_from_earlier_round::RULE,
    counted_after_publication::RULE,
    date_before_the_act::RULE,
    draft_mark_left::RULE,
    stale_count::RULE,
    overdue_review::RULE,
    // 法令
    outdated_item_number::RULE,
    outdated_schedule::RULE,
    premature_schedule::RULE,
    no_such_row::RULE,
    row_of_another_law::RULE,
    basis_of_another_body::RULE,
    nws_clause_disagrees::RULE,
    mixed_item_numbers::RULE,
    renamed_term::RULE,
    wrong_law_number::RULE,
    // 変更箇所
    unresolved_change_item::RULE,
    change_dates_out_of_order::RULE,
    mixed_calendars::RULE,
    nothing_changed::RULE,
    duplicate_change_row::RULE,
    truncated_change_cell::RULE,
    described_change::RULE,
    change_not_in_text::RULE,
    broken_change_chain::RULE,
    added_block_has_past::RULE,
    block_added_without_count::RULE,
    star_changed_afterwards::RULE,
    important_claim_on_plain_item::RULE,
    emergency_on_plain_item::RULE,
    pasted_explanation::RULE,
    timing_contradicts_note::RULE,
    // 表記
    mixed_notation::RULE,
    mixed_brackets::RULE,
    misspelt_name::RULE,
    basic_info_of_another_edition::RULE,
    // 公表
    personal_number::RULE,
    personal_contact::RULE,
];

/// What the form, the notation and the allow-comments demand: found elsewhere, explained here.
pub use structure::STRUCTURE;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case name, after the bad pattern.
    pub name: &'static str,
    /// The chapter it belongs to.
    pub group: RuleGroup,
    /// Its usual weight; a finding may weigh less.
    pub severity: Severity,
    /// What it finds, in one line: Japanese and English.
    pub summary: (&'static str, &'static str),
    /// Its page, Markdown in Japanese.
    pub page: &'static str,
    /// Whether it also looks beside the file (at the day, at the 基礎項目評価書), so that its silence
    /// does not prove that an allow-comment is unused.
    pub outside: bool,
    /// The check; none where the finding comes from the resolver.
    pub check: Option<fn(&Context<'_>, &mut Findings<'_>)>,
}

/// The chapters of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The names say it.
pub enum RuleGroup {
    構造,
    しきい値,
    選択,
    整合,
    手続,
    法令,
    変更箇所,
    表記,
    公表,
}

impl RuleGroup {
    /// The name of the chapter.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleGroup::構造 => "構造",
            RuleGroup::しきい値 => "しきい値",
            RuleGroup::選択 => "選択",
            RuleGroup::整合 => "整合",
            RuleGroup::手続 => "手続",
            RuleGroup::法令 => "法令",
            RuleGroup::変更箇所 => "変更箇所",
            RuleGroup::表記 => "表記",
            RuleGroup::公表 => "公表",
        }
    }
}

impl Rule {
    /// What it finds, in one line.
    pub fn summary(&self) -> Message {
        Message::new(self.summary.0, self.summary.1)
    }
}

/// Every rule that a finding can name.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    STRUCTURE.iter().chain(RULES)
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// Runs every rule, in the order of the places found.
pub fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    // Side by side, so that one document alone is quick too; the order of the findings stays that of the rules.
    let mut diagnostics: Vec<Diagnostic> = RULES.par_iter().flat_map_iter(|rule| check_rule(rule, context)).collect();
    diag::sort(&mut diagnostics);
    diagnostics
}

/// Runs one rule.
pub fn check_rule(rule: &'static Rule, context: &Context<'_>) -> Vec<Diagnostic> {
    let Some(check) = rule.check else { return Vec::new() };
    let mut findings = Findings::new(context.assessment, rule);
    check(context, &mut findings);
    findings.into_diagnostics()
}

#[cfg(test)]
mod tests;
