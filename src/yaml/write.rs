//! Scalars as YAML text, for everything that writes an assessment (`new`, `import`, fixes).
//!
//! One law holds, and a property test keeps it: parsing what is written gives the value back.

/// A one-line or many-line value after `key: `; `indent` is the column of the lines of a block.
pub fn scalar(value: &str, indent: usize) -> String {
    if value.contains('\n') {
        if literal_is_safe(value) { literal(value, indent) } else { double_quoted(value) }
    } else if plain_is_safe(value) {
        value.to_owned()
    } else {
        double_quoted(value)
    }
}

/// A value on one line, in any place.
pub fn inline(value: &str) -> String {
    if plain_is_safe(value) && !value.contains('\n') { value.to_owned() } else { double_quoted(value) }
}

/// A key: quoted when it must be.
pub fn key(value: &str) -> String {
    inline(value)
}

/// A literal block `|`, its lines at column `indent`. Trailing line breaks are kept by the header.
pub fn literal(value: &str, indent: usize) -> String {
    let body = value.trim_end_matches('\n');
    let breaks = value.len() - body.len();
    let mut out = String::from("|");
    // A first line that begins with a space would set the indentation wrongly without a hint.
    if body.starts_with(' ') || body.starts_with('\n') {
        out.push_str(&indent.clamp(1, 9).to_string());
    }
    match breaks {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    out.push('\n');
    for (i, line) in body.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    out.extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
    out
}

/// A literal block cannot hold control characters, carriage returns or lines that only look empty.
fn literal_is_safe(value: &str) -> bool {
    let first = value.split('\n').find(|l| !l.is_empty());
    first.is_some_and(|l| !l.starts_with([' ', '\t']))
        && !value.starts_with('\n')
        && value.split('\n').all(|l| l.is_empty() || !l.trim_matches([' ', '\t']).is_empty())
        && value.chars().all(|c| c == '\n' || c == '\t' || printable(c))
}

fn printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a value can stand without quotes in any place, flow lists included.
fn plain_is_safe(value: &str) -> bool {
    let Some(first) = value.chars().next() else { return false };
    const LEADING: &str = "-?:,[]{}#&*!|>'\"%@`~=<";
    !LEADING.contains(first)
        && value == value.trim()
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
        && !value.contains([',', '[', ']', '{', '}', '\u{feff}'])
        && !value.contains("\":")
        && value.chars().all(printable)
        && !matches!(
            value.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        )
        && !value.starts_with("---")
        && !value.starts_with("...")
}

/// A double-quoted scalar with escapes, on one line.
fn double_quoted(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if printable(c) => out.push(c),
            c if (c as u32) <= 0xff => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) <= 0xffff => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::source::Source;
    use crate::yaml::{NodeKind, parse};

    fn round(value: &str) -> Option<String> {
        let text = format!("a:\n  b: {}\n  c:\n    - {}\nd: 1\n", super::scalar(value, 4), super::scalar(value, 6));
        let source = Source::new("t", text);
        let document = parse(&source).document?;
        let a = document.root.get("a")?;
        let NodeKind::Seq(items) = &a.get("c")?.kind else { return None };
        let b = a.get("b")?.scalar().map(str::to_owned);
        assert_eq!(b.as_deref(), items[0].scalar(), "{}", source.text());
        b
    }

    proptest! {
        #[test]
        fn writing_and_reading_gives_the_value_back(value in "([ -~ぁ-んア-ヶ一-十①：、。\n\t#:\\-\\[\\]]{0,12}\n?){1,4}") {
            prop_assert_eq!(round(&value), Some(value.clone()), "{}", super::scalar(&value, 4));
        }
    }

    #[test]
    fn odd_values_survive() {
        for value in [
            "",
            "-",
            "~",
            "null",
            "7",
            "a: b",
            "# c",
            " 先頭",
            "a\n\nb\n",
            "a\n\n\n",
            "\u{1}x",
            "\u{85}",
            "no",
            "x:",
            "\n x",
            "tab\there\nb",
        ] {
            assert_eq!(round(value).as_deref(), Some(value), "{:?}", super::scalar(value, 4));
        }
    }
}
