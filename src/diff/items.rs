//! The items that diff, replay and significance name; a test resolves each in every form it claims.

use crate::form::FormName::{
    self, 全項目評価書 as Full, 基礎項目評価書 as Basic, 重点項目評価書 as Focused
};

macro_rules! items {
    ($($name:ident = $id:literal in $($form:ident)+;)*) => {
        $(#[doc = concat!("`", $id, "`.")] pub const $name: &str = $id;)*
        /// Every constant with the forms that have the item.
        pub const ALL: &[(&str, &[FormName])] = &[$(($id, &[$($form),+])),*];
    };
}

items! {
    COVER_NUMBER = "cover.number" in Full Focused Basic;
    COVER_APPROVAL = "cover.approval" in Full;
    COVER_PUBLISHED = "cover.published" in Full Focused Basic;
    CHANGES = "changes" in Full Focused Basic;
    CHANGES_DATE = "changes.date" in Full Focused Basic;
    CHANGES_ITEM = "changes.item" in Full Focused Basic;
    CHANGES_TARGET = "changes.target" in Full Focused Basic;
    CHANGES_BEFORE = "changes.before" in Full Focused Basic;
    CHANGES_AFTER = "changes.after" in Full Focused Basic;
    CHANGES_TIMING = "changes.timing" in Full Focused Basic;
    CHANGES_NOTE = "changes.note" in Full Focused Basic;
    PROCEDURE_BASIC_DATE = "procedure.basic.date" in Full Focused;
    PROCEDURE_RESULT_FULL = "procedure.basic.result_full" in Full;
    PROCEDURE_RESULT_FOCUSED = "procedure.basic.result_focused" in Focused;
    THRESHOLD_RESULT = "threshold_result.result" in Basic;
    PROCEDURE_HEARING_PERIOD = "procedure.hearing.period" in Full;
    PROCEDURE_REVIEW_DATE = "procedure.review.date" in Full;
    PROCEDURE_APPROVAL_DATE = "procedure.approval.date" in Full;
}

#[cfg(test)]
mod tests {
    use crate::form;

    #[test]
    fn every_constant_is_an_item_of_the_forms_it_claims() {
        for (id, forms) in super::ALL {
            for form in *forms {
                for edition in form::editions(*form) {
                    assert!(edition.find(id).is_some(), "{id} in {}", edition.describe());
                }
            }
        }
    }
}
