//! The boxes of 主な記録項目 as words: how a text or a record list shows that it speaks of one.

use super::At;
use crate::form::Choice;
use crate::text;

/// The words that show a box, by its id. The first is what its label is called in a text.
const WORDS: [(&str, &[&str]); 18] = [
    ("mynumber", &["個人番号", "マイナンバー"]),
    ("code", &["個人番号対応符号", "対応符号", "符号"]),
    (
        "other_id",
        &["その他識別情報", "識別情報", "内部番号", "宛名番号", "宛名コード", "整理番号", "住民番号", "世帯番号"],
    ),
    ("basic_info", &["5情報", "4情報", "基本情報", "氏名", "住所"]),
    ("contact", &["連絡先", "電話", "メール"]),
    ("resident", &["住民票関係情報", "住民票", "住民基本台帳", "世帯", "異動"]),
    ("national_tax", &["国税関係情報", "国税", "所得税"]),
    ("local_tax", &["地方税関係情報", "地方税", "住民税", "市民税", "町民税", "村民税", "市町村民税", "課税", "所得"]),
    ("health", &["健康・医療関係情報", "健康", "医療", "接種", "健診", "検診", "診療"]),
    ("health_insurance", &["医療保険関係情報", "医療保険", "健康保険", "保険"]),
    ("child", &["児童福祉・子育て関係情報", "児童", "子育て", "子ども", "こども", "保育"]),
    ("disability", &["障害者福祉関係情報", "障害", "障がい"]),
    ("welfare", &["生活保護・社会福祉関係情報", "生活保護", "福祉", "中国残留"]),
    ("elderly", &["介護・高齢者福祉関係情報", "介護", "高齢"]),
    ("employment", &["雇用・労働関係情報", "雇用", "労働", "離職", "就労", "勤務"]),
    ("pension", &["年金関係情報", "年金"]),
    ("education", &["学校・教育関係情報", "学校", "教育", "就学", "在学"]),
    ("disaster", &["災害関係情報", "災害", "被災", "罹災", "り災"]),
];

/// One ticked or unticked box.
pub struct Kind<'a> {
    /// The box.
    pub choice: &'a Choice,
    /// Index among the boxes.
    pub index: usize,
}

/// Every box of 主な記録項目 but その他.
pub fn kinds<'a>(at: &At<'a>) -> Vec<Kind<'a>> {
    let Some(set) = at.answer.item.choices() else { return Vec::new() };
    set.choices
        .iter()
        .enumerate()
        .filter(|(_, c)| c.id != "other")
        .map(|(index, choice)| Kind { choice, index })
        .collect()
}

impl Kind<'_> {
    /// What a text calls it.
    pub fn name(&self) -> &'static str {
        self.words().first().copied().unwrap_or_default()
    }

    fn words(&self) -> &'static [&'static str] {
        WORDS.iter().find(|(id, _)| *id == self.choice.id).map_or(&[], |(_, words)| words)
    }

    /// Whether a normalised text speaks of it in any way.
    pub fn spoken_of(&self, plain: &str) -> bool {
        self.words().iter().any(|word| plain.contains(&text::normalize(word)))
    }

    /// Whether a normalised text names the printed group that it is in: 識別情報.
    pub fn in_named_group(&self, plain: &str) -> bool {
        let group = text::normalize(&self.choice.group);
        !group.is_empty() && plain.replace("その他識別情報", "").contains(&group)
    }

    /// Whether a normalised text names it by its label.
    pub fn named(&self, plain: &str) -> bool {
        match self.choice.id.as_str() {
            "basic_info" => plain.contains("5情報") || plain.contains("4情報"),
            "mynumber" => plain.replace("個人番号対応符号", "").contains("個人番号"),
            _ => plain.contains(&text::normalize(self.name())),
        }
    }
}
