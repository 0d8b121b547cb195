//! The items that Rust names, here and nowhere else; a test resolves each constant in every form that
//! it claims. Everything else about an item is data.

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
    COVER_NAME = "cover.name" in Full Focused Basic;
    COVER_DECLARATION = "cover.declaration" in Full Focused Basic;
    COVER_BODY = "cover.body" in Full Focused Basic;
    COVER_APPROVAL = "cover.approval" in Full;
    COVER_PUBLISHED = "cover.published" in Full Focused Basic;
    AFFAIR_NAME = "basic.affair.name" in Full Focused;
    AFFAIR_CONTENT = "basic.affair.content" in Full Focused;
    AFFAIR_TARGET = "basic.affair.target" in Full Focused;
    SYSTEMS = "basic.systems" in Full Focused;
    SYSTEM_NAME = "basic.systems.name" in Full Focused;
    SYSTEM_FUNCTION = "basic.systems.function" in Full Focused;
    SYSTEM_CONNECTIONS = "basic.systems.connections" in Full Focused;
    MYNUMBER_BASIS = "basic.mynumber.basis" in Full Focused;
    NWS_HAS = "basic.nws.has" in Full Focused;
    NWS_BASIS = "basic.nws.basis" in Full Focused;
    SECTION_NAME = "basic.section.name" in Full Focused;
    SECTION_HEAD = "basic.section.head" in Full Focused;
    FILE = "file" in Full Focused;
    FILE_NAME = "file.name" in Full Focused;
    FILE_PERSONS = "file.basic.persons" in Full Focused;
    FILE_SCOPE = "file.basic.scope" in Full Focused;
    FILE_SCOPE_NEED = "file.basic.scope_need" in Full Focused;
    FILE_ITEMS = "file.basic.items" in Full Focused;
    FILE_MAIN_ITEMS = "file.basic.main_items" in Full Focused;
    FILE_ITEMS_REASON = "file.basic.items_reason" in Full Focused;
    FILE_SINCE = "file.basic.since" in Full Focused;
    FILE_SECTION = "file.basic.section" in Full Focused;
    USE_FROM = "file.use.from" in Full Focused;
    USE_HOW = "file.use.how" in Full Focused;
    USE_WHEN = "file.use.when" in Full;
    USE_REASON = "file.use.reason" in Full;
    USE_PURPOSE = "file.use.purpose" in Full Focused;
    USE_PURPOSE_CHANGE = "file.use.purpose_change" in Full;
    USE_BY_SECTION = "file.use.by.section" in Full Focused;
    USE_BY_STAFF = "file.use.by.staff" in Full Focused;
    USE_STATISTICS = "file.use.statistics" in Full;
    USE_DECISION = "file.use.decision" in Full;
    USE_SINCE = "file.use.since" in Full Focused;
    ENTRUST_HAS = "file.entrust.has" in Full Focused;
    ENTRUST_TO = "file.entrust.to" in Full Focused;
    ENTRUST_NAME = "file.entrust.to.name" in Full Focused;
    ENTRUST_SCOPE = "file.entrust.to.scope" in Full;
    ENTRUST_PERSONS = "file.entrust.to.persons" in Full;
    ENTRUST_STAFF = "file.entrust.to.staff" in Full Focused;
    ENTRUST_CONTRACTOR = "file.entrust.to.contractor" in Full Focused;
    ENTRUST_SUB_HAS = "file.entrust.to.sub.has" in Full Focused;
    PROVIDE_HAS = "file.provide.has" in Full Focused;
    PROVIDE_TO = "file.provide.to" in Full Focused;
    PROVIDE_TO_PERSONS = "file.provide.to.persons" in Full Focused;
    PROVIDE_TO_HOW = "file.provide.to.how" in Full Focused;
    TRANSFER = "file.provide.transfer" in Full Focused;
    TRANSFER_NAME = "file.provide.transfer.name" in Full Focused;
    TRANSFER_BASIS = "file.provide.transfer.basis" in Full Focused;
    TRANSFER_USAGE = "file.provide.transfer.usage" in Full Focused;
    TRANSFER_PERSONS = "file.provide.transfer.persons" in Full Focused;
    STORAGE_TERM = "file.storage.period.term" in Full;
    STORAGE_TERM_REASON = "file.storage.period.reason" in Full;
    STORAGE_ERASE = "file.storage.erase" in Full;
    RECORDS = "file.records" in Full Focused;
    RECORDS_NAME = "file.records.name" in Full Focused;
    RECORDS_ITEMS = "file.records.items" in Full Focused;
    RISK_ENTRUST_NONE = "file.risk.entrust.none" in Full Focused;
    RISK_ENTRUST_SUB = "file.risk.entrust.sub.choice" in Full Focused;
    RISK_PROVIDE_NONE = "file.risk.provide.none" in Full Focused;
    RISK_NWS_NONE = "file.risk.nws.none" in Full Focused;
    RISK_NISC = "file.risk.storage.leak.nisc" in Full;
    RISK_ACCIDENT = "file.risk.storage.leak.accident.choice" in Full Focused;
    RISK_ACCIDENT_CONTENT = "file.risk.storage.leak.accident.content" in Full Focused;
    RISK_ACCIDENT_PREVENTION = "file.risk.storage.leak.accident.prevention" in Full Focused;
    RISK_DEAD = "file.risk.storage.leak.dead.choice" in Full;
    ERASE_PROCEDURE = "file.risk.storage.unerased.procedure.choice" in Full;
    ERASE_PROCEDURE_DETAIL = "file.risk.storage.unerased.procedure.detail" in Full;
    REQUEST_TO = "disclosure.request.to" in Full Focused;
    REGISTER = "disclosure.request.register.choice" in Full;
    REGISTER_NAME = "disclosure.request.register.name" in Full;
    REGISTER_PLACE = "disclosure.request.register.place" in Full;
    FEE = "disclosure.request.fee.choice" in Full;
    CONTACT_TO = "disclosure.contact.to" in Full Focused;
    BASIC_DATE = "procedure.basic.date" in Full Focused;
    RESULT_FULL = "procedure.basic.result_full" in Full;
    RESULT_FOCUSED = "procedure.basic.result_focused" in Focused;
    HEARING = "procedure.hearing" in Full Focused;
    HEARING_METHOD = "procedure.hearing.method" in Full Focused;
    HEARING_PERIOD = "procedure.hearing.period" in Full Focused;
    HEARING_SHORT_REASON = "procedure.hearing.short_reason" in Full;
    HEARING_OPINIONS = "procedure.hearing.opinions" in Full Focused;
    HEARING_REFLECTION = "procedure.hearing.reflection" in Full;
    REVIEW = "procedure.review" in Full Focused;
    REVIEW_DATE = "procedure.review.date" in Full Focused;
    REVIEW_METHOD = "procedure.review.method" in Full Focused;
    REVIEW_RESULT = "procedure.review.result" in Full Focused;
    APPROVAL_DATE = "procedure.approval.date" in Full;
    APPROVAL_EXAMINATION = "procedure.approval.examination" in Full;
    FACTS_TARGET = "facts.target" in Full Focused;
    FACTS_STAFF = "facts.staff" in Full Focused;
    FACTS_ACCIDENT = "facts.accident" in Full Focused;
    CHANGES = "changes" in Full Focused Basic;
    CHANGES_DATE = "changes.date" in Full Focused Basic;
    CHANGES_ITEM = "changes.item" in Full Focused Basic;
    CHANGES_TARGET = "changes.target" in Full Focused Basic;
    CHANGES_BEFORE = "changes.before" in Full Focused Basic;
    CHANGES_AFTER = "changes.after" in Full Focused Basic;
    CHANGES_TIMING = "changes.timing" in Full Focused Basic;
    CHANGES_NOTE = "changes.note" in Full Focused Basic;
    ATTACHMENTS = "attachments" in Full Focused Basic;
    ATTACHMENT_TITLE = "attachments.title" in Full Focused Basic;
    RELATED_AFFAIR_NAME = "related.affair.name" in Basic;
    RELATED_AFFAIR_SYSTEMS = "related.affair.systems" in Basic;
    RELATED_CONTACT = "related.contact" in Basic;
    RELATED_NWS_HAS = "related.nws.has" in Basic;
    RELATED_NWS_BASIS = "related.nws.basis" in Basic;
    RELATED_SECTION_NAME = "related.section.name" in Basic;
    RELATED_SECTION_HEAD = "related.section.head" in Basic;
    RELATED_FILE_NAMES = "related.file_names" in Basic;
    RELATED_MYNUMBER_BASIS = "related.mynumber.basis" in Basic;
    THRESHOLD_TARGET = "threshold.target.choice" in Basic;
    THRESHOLD_TARGET_AS_OF = "threshold.target.as_of" in Basic;
    THRESHOLD_STAFF = "threshold.staff.choice" in Basic;
    THRESHOLD_STAFF_AS_OF = "threshold.staff.as_of" in Basic;
    THRESHOLD_ACCIDENT = "threshold.accident" in Basic;
    THRESHOLD_RESULT = "threshold_result.result" in Basic;
    RELATED_AFFAIR_SUMMARY = "related.affair.summary" in Basic;
    PROVIDE_TO_BASIS = "file.provide.to.basis" in Full Focused;
    RELATED_REQUEST = "related.request" in Basic;
    BASIC_SUBMIT = "risk.submit" in Basic;
    PRIORITY_FULL = "risk.priority.full" in Basic;
    PRIORITY_MEASURE = "risk.priority.measure" in Basic;
    PRIORITY_ENOUGH = "risk.priority.enough" in Basic;
    BASIC_NWS_NONE = "risk.nws.none" in Basic;
}

#[cfg(test)]
mod tests {
    use crate::form;

    #[test]
    fn every_named_item_exists_in_the_forms_it_claims() {
        for (id, forms) in super::ALL {
            for def in form::all() {
                let claimed = forms.contains(&def.form);
                // An older edition may lack an item; none may have one that is not claimed.
                let newest = std::ptr::eq(def, form::newest(def.form));
                let there = def.find(id).is_some();
                assert!(if newest { there == claimed } else { claimed || !there }, "{id} in {}", def.describe());
            }
        }
    }
}
