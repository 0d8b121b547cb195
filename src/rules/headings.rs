//! What the headings of blocks name: the lines ＜…における措置＞ of a text come in, the names in them with
//! their places go out.

use std::ops::Range;

/// The names up to the first of `ends`, several with ・ or 、 between, as far as `is_name` takes them.
pub(super) fn names<'t>(words: &'t str, ends: &[&str], is_name: fn(&str) -> bool) -> Vec<(&'t str, Range<usize>)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in words.split_inclusive('\n') {
        let inner = line.trim().strip_prefix(['＜', '<', '【']).and_then(|b| b.strip_suffix(['＞', '>', '】']));
        let head = inner.and_then(|i| Some(&i[..ends.iter().filter_map(|end| i.find(end)).min()?]));
        for name in head.iter().flat_map(|head| head.split(['・', '、'])).filter(|name| is_name(name)) {
            let at = start + line.find(name).unwrap_or(0);
            found.push((name, at..at + name.len()));
        }
        start += line.len();
    }
    found
}
