//! Text by blocks: a line that is only `＜…＞`, `<…>` or `【…】` heads the lines below it.

/// A block of a text: its heading line and the lines below it, heading included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The heading line; nothing for what stands above the first heading.
    pub heading: Option<&'a str>,
    /// All lines.
    pub lines: Vec<&'a str>,
}

impl Section<'_> {
    /// Its words.
    pub fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// Whether a line is a block heading.
pub fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let pairs = [('＜', '＞'), ('<', '>'), ('【', '】'), ('〈', '〉'), ('《', '》')];
    pairs.iter().any(|&(open, close)| {
        line.strip_prefix(open)
            .and_then(|l| l.strip_suffix(close))
            .is_some_and(|inner| !inner.trim().is_empty() && !inner.contains([open, close]))
    })
}

/// A heading as a line of text.
pub fn as_heading(heading: &str) -> String {
    if is_heading(heading) { heading.trim().to_owned() } else { format!("＜{}＞", heading.trim()) }
}

/// The blocks of a text in order.
pub fn sections(text: &str) -> Vec<Section<'_>> {
    let mut out: Vec<Section<'_>> = Vec::new();
    for line in text.split('\n') {
        match out.last_mut() {
            Some(section) if !is_heading(line) => section.lines.push(line),
            _ => out.push(Section { heading: is_heading(line).then_some(line.trim()), lines: vec![line] }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_split_a_text() {
        let text = "前文\n＜甲＞\n①\n②\n【乙】\n③";
        let found: Vec<_> = sections(text).iter().map(|s| (s.heading, s.lines.len())).collect();
        assert_eq!(found, [(None, 1), (Some("＜甲＞"), 3), (Some("【乙】"), 2)]);
        assert!(!is_heading("＜甲＞の＜乙＞") && !is_heading("＜＞") && is_heading(" <甲> "));
    }
}
