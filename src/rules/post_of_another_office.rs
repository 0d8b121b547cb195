//! post-of-another-office (R-X-23): 所属長の役職名 of a section that 部署 does not name.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "post-of-another-office",
    group: RuleGroup::整合,
    severity: Severity::Warning,
    summary: ("所属長の役職名が、担当部署の課・室のものではありません", "the head is the head of another section"),
    page: include_str!("post_of_another_office.md"),
    outside: false,
    check: Some(check),
};

/// In posts that are not called after one section.
const OTHER: [&str; 8] = ["担当", "副", "主幹", "参事", "兼", "補佐", "代理", "統括"];

fn check(context: &Context<'_>, out: &mut Findings<'_>) {
    let pairs =
        [(items::SECTION_NAME, items::SECTION_HEAD), (items::RELATED_SECTION_NAME, items::RELATED_SECTION_HEAD)];
    for (section, head) in pairs {
        let (Some(section), Some(at)) = (context.find(section), context.find(head)) else { continue };
        let (Some(office), Some(post)) = (section.words(), at.words()) else { continue };
        let plain = |words: &str| text::normalize(&words.replace([' ', '　', '\n'], ""));
        let named = plain(&office);
        if !named.contains(['課', '室']) {
            continue;
        }
        let words = text::normalize(&post.replace([' ', '　', '\n'], "、"));
        let words = ["及び", "並びに", "及", "並"].iter().fold(words, |words, joint| words.replace(joint, "、"));
        let posts = words.split(['、', ',', '・', '/', '(', ')']);
        let Some(foreign) = posts.filter_map(unit).find(|unit| !named.contains(unit)) else { continue };
        out.push(
            out.at(
                &at,
                format!("「{}」の「{foreign}」は、部署「{}」にありません", post.trim(), office.trim()),
                format!("the section of this post is not among {}", office.trim()),
            )
            .related(section.span(), Message::new("部署", "the office"))
            .basis("様式（評価実施機関における担当部署）")
            .help("組織改正の前の名称が残っていないかを確かめてください", "check for an outdated name"),
        );
    }
}

/// The section of a post: 市民税課 of 財政部市民税課長.
fn unit(post: &str) -> Option<&str> {
    let section = post.strip_suffix('長').filter(|s| s.ends_with(['課', '室']))?;
    let start = ["部", "局"].iter().filter_map(|above| Some(section.rfind(above)? + above.len())).max().unwrap_or(0);
    // 各区保険年金課 is what 区役所保険年金課 is.
    let own = section[start..].trim_start_matches(['各', '区', '市', '町', '村', '本', '庁']);
    (own.chars().count() > 2 && !OTHER.iter().any(|word| own.contains(word))).then_some(own)
}
