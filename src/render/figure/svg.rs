//! Whether an SVG file is a picture and nothing else: bytes come in, a fault goes out.
//!
//! It is read as a stream of tags, without building a tree. Refused are scripts, whatever is loaded
//! from elsewhere, document type definitions (entities grow without end) and copies of copies
//! (`use`), which a short file can multiply beyond any memory.

use std::collections::HashMap;

/// The most elements, counted with all copies.
const MAX_ELEMENTS: u64 = 200_000;
/// How deep elements may nest, copies included.
const MAX_DEPTH: usize = 256;

const SCRIPT: &str = "スクリプトや HTML が入っています";
const OUTSIDE: &str = "ほかのファイルを参照しています";
const DTD: &str = "文書型の定義（DTD）が入っています";
const TOO_MUCH: &str = "要素や参照が多すぎるか、入れ子が深すぎます";
const BROKEN: &str = "SVG として読めません";

/// Why the file cannot be printed, in words that follow 「この SVG には」.
pub(super) fn fault(bytes: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some(BROKEN) };
    let mut reader = Reader::default();
    match reader.read(text) {
        Err(fault) => Some(fault),
        Ok(()) if !reader.is_svg => Some(BROKEN),
        Ok(()) => reader.copies().err(),
    }
}

/// An element, as far as copies need it.
struct Element {
    /// One behind the last element inside it.
    end: usize,
    /// What a `use` copies.
    copies: Option<String>,
}

#[derive(Default)]
struct Reader {
    is_svg: bool,
    elements: Vec<Element>,
    ids: HashMap<String, usize>,
    open: Vec<usize>,
}

impl Reader {
    fn read(&mut self, text: &str) -> Result<(), &'static str> {
        let mut rest = text;
        while let Some((before, tag)) = rest.split_once('<') {
            style(before)?;
            rest = if let Some(comment) = tag.strip_prefix("!--") {
                comment.split_once("-->").ok_or(BROKEN)?.1
            } else if let Some(data) = tag.strip_prefix("![CDATA[") {
                let (data, after) = data.split_once("]]>").ok_or(BROKEN)?;
                style(data)?;
                after
            } else if tag.starts_with('!') {
                let (definition, after) = tag.split_once('>').ok_or(BROKEN)?;
                if definition.contains('[') || definition.to_ascii_uppercase().contains("ENTITY") {
                    return Err(DTD);
                }
                after
            } else if let Some(instruction) = tag.strip_prefix('?') {
                if instruction.starts_with("xml-") {
                    return Err(OUTSIDE);
                }
                instruction.split_once("?>").ok_or(BROKEN)?.1
            } else if let Some(name) = tag.strip_prefix('/') {
                self.close()?;
                name.split_once('>').ok_or(BROKEN)?.1
            } else {
                self.element(tag)?
            };
        }
        while self.close().is_ok() {}
        Ok(())
    }

    fn close(&mut self) -> Result<(), &'static str> {
        let at = self.open.pop().ok_or(BROKEN)?;
        self.elements[at].end = self.elements.len();
        Ok(())
    }

    /// Reads a tag to its end and returns what follows.
    fn element<'t>(&mut self, tag: &'t str) -> Result<&'t str, &'static str> {
        let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').ok_or(BROKEN)?;
        let (name, mut rest) = tag.split_at(end);
        let name = local(name);
        self.is_svg |= self.elements.is_empty() && name == "svg";
        if matches!(
            name.as_str(),
            "script" | "foreignobject" | "iframe" | "object" | "embed" | "audio" | "video" | "handler" | "listener"
        ) {
            return Err(SCRIPT);
        }
        let at = self.elements.len();
        if at as u64 >= MAX_ELEMENTS || self.open.len() >= MAX_DEPTH {
            return Err(TOO_MUCH);
        }
        let mut copies = None;
        let closed = loop {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix("/>") {
                break (true, after);
            }
            if let Some(after) = rest.strip_prefix('>') {
                break (false, after);
            }
            let (key, after) = rest.split_once('=').ok_or(BROKEN)?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(BROKEN)?;
            let (value, after) = after[1..].split_once(quote).ok_or(BROKEN)?;
            rest = after;
            let key = local(key.trim());
            attribute(&name, &key, value)?;
            if key == "id" {
                self.ids.insert(value.to_owned(), at);
            } else if key == "href" && name == "use" {
                copies = value.trim().strip_prefix('#').map(str::to_owned);
            }
        };
        self.elements.push(Element { end: at + 1, copies });
        if !closed.0 {
            self.open.push(at);
        }
        Ok(closed.1)
    }

    /// Counts the elements with all copies.
    fn copies(&self) -> Result<(), &'static str> {
        let mut known = HashMap::new();
        self.count(0, self.elements.len(), &mut known, 0).map(drop)
    }

    fn count(
        &self,
        from: usize,
        to: usize,
        known: &mut HashMap<usize, Option<u64>>,
        depth: usize,
    ) -> Result<u64, &'static str> {
        if depth > MAX_DEPTH / 8 {
            return Err(TOO_MUCH);
        }
        let mut all = (to - from) as u64;
        for element in &self.elements[from..to] {
            let Some(&target) = element.copies.as_ref().and_then(|id| self.ids.get(id)) else { continue };
            let more = match known.get(&target) {
                Some(Some(count)) => *count,
                // It is being counted: it holds a copy of itself.
                Some(None) => return Err(TOO_MUCH),
                None => {
                    known.insert(target, None);
                    let count = self.count(target, self.elements[target].end, known, depth + 1)?;
                    known.insert(target, Some(count));
                    count
                }
            };
            all += more;
            if all > MAX_ELEMENTS {
                return Err(TOO_MUCH);
            }
        }
        Ok(all)
    }
}

/// A name without its prefix, in lower case.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn attribute(element: &str, key: &str, value: &str) -> Result<(), &'static str> {
    let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let plain = plain.to_ascii_lowercase();
    if key.starts_with("on") || plain.starts_with("javascript:") {
        return Err(SCRIPT);
    }
    if key == "href" || key == "src" {
        let image = ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif"];
        // A link is never followed in a picture.
        let inside = plain.is_empty() || plain.starts_with('#') || element == "a";
        if !inside && !image.iter().any(|kind| plain.starts_with(kind)) {
            return Err(OUTSIDE);
        }
    }
    style(value)
}

/// Looks for what a style loads.
fn style(text: &str) -> Result<(), &'static str> {
    if !text.contains("url") && !text.contains("URL") && !text.contains('@') {
        return Ok(());
    }
    let plain = text.to_ascii_lowercase();
    let outside = |target: &str| !target.trim_start_matches([' ', '"', '\'', '\n', '\t']).starts_with('#');
    let loads =
        plain.split("url(").skip(1).any(|t| outside(t) && !t.trim_start_matches(['"', '\'']).starts_with("data:font/"));
    if loads || plain.contains("@import") { Err(OUTSIDE) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> Option<&'static str> {
        fault(
            format!("<?xml version=\"1.0\"?>\n<!-- < --><svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>")
                .as_bytes(),
        )
    }

    #[test]
    fn pictures_pass() {
        for inside in [
            "",
            "<g id='a'><rect fill='url(#b)' width='1'/></g><use href='#a'/><use xlink:href=\"#a\" x='9'/>",
            "<style>.a { fill: url(#b) }</style><text>a &lt; b</text>",
            "<image href='data:image/png;base64,AAAA'/><a href='https://example.jp'><circle r='3'/></a>",
            "<style><![CDATA[ .a > .b { fill: red } ]]></style>",
        ] {
            assert_eq!(svg(inside), None, "{inside}");
        }
        let doctype = "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/x.dtd\"><svg/>";
        assert_eq!(fault(doctype.as_bytes()), None);
    }

    #[test]
    fn what_runs_or_loads_is_refused() {
        for (inside, reason) in [
            ("<script>alert(1)</script>", SCRIPT),
            ("<svg:script/>", SCRIPT),
            ("<rect onload = 'x()'/>", SCRIPT),
            ("<a href=' java\nscript:x'/>", SCRIPT),
            ("<foreignObject><p/></foreignObject>", SCRIPT),
            ("<image href='http://example.jp/a.png'/>", OUTSIDE),
            ("<image xlink:href='/etc/passwd'/>", OUTSIDE),
            ("<image href='data:image/svg+xml;base64,AAAA'/>", OUTSIDE),
            ("<use href='b.svg#x'/>", OUTSIDE),
            ("<rect style='fill: url( \"http://x\")'/>", OUTSIDE),
            ("<style>@import 'x.css'</style>", OUTSIDE),
            ("<rect width=1/>", BROKEN),
            ("</g></g></g>", BROKEN),
        ] {
            assert_eq!(svg(inside), Some(reason), "{inside}");
        }
        assert_eq!(fault(b"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>"), Some(DTD));
        assert_eq!(fault(b"<html/>"), Some(BROKEN));
        assert_eq!(fault(b"not an image"), Some(BROKEN));
        assert_eq!(fault(b"\x1f\x8b"), Some(BROKEN));
    }

    #[test]
    fn copies_without_end_are_refused() {
        assert_eq!(svg("<g id='a'><use href='#a'/></g>"), Some(TOO_MUCH));
        assert_eq!(svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), Some(TOO_MUCH));
        let mut laughs = String::from("<g id='g0'><rect/></g>");
        for n in 1..20 {
            let uses = format!("<use href='#g{}'/>", n - 1).repeat(10);
            laughs.push_str(&format!("<g id='g{n}'>{uses}</g>"));
        }
        assert_eq!(svg(&laughs), Some(TOO_MUCH));
        assert_eq!(svg(&"<g>".repeat(10_000)), Some(TOO_MUCH));
    }
}
