//! 別紙: what stands behind the last part of the form, under headings that begin with that word.

use std::collections::HashSet;
use std::ops::Range;

use crate::diag::Message;
use crate::form::{FormDef, Item, Kind, Layout};
use crate::text;

use super::lex::{Mark, Origin, Stream, brk};
use super::value::words;

/// The longest heading, in characters.
const MAX_HEADING: usize = 40;

/// The table of changes: the form's list that is printed as a table.
pub(super) fn table(form: &'static FormDef) -> Option<&'static Item> {
    form.root.children.iter().find(|c| matches!(c.kind, Kind::List { layout: Layout::Table, .. }))
}

/// The list that is printed behind it.
pub(super) fn list(form: &'static FormDef) -> Option<&'static Item> {
    let table = table(form)?;
    let at = form.parts.iter().position(|p| *p == table.id)?;
    form.find(form.parts.get(at + 1)?)
}

/// Where each heading stands in an area.
pub(super) fn headings(stream: &Stream, list: &Item, area: Range<usize>) -> Vec<Range<usize>> {
    let word: Vec<char> = text::normalize(list.instance()).chars().collect();
    let lines = stream.pieces(area, brk::LINE).into_iter();
    let heading = |l: &Range<usize>| {
        let open = usize::from(matches!(stream.norm[l.start], '(' | '<' | '['));
        let cells = stream.pieces(l.clone(), brk::CELL).len() > 1;
        l.len() <= MAX_HEADING && !cells && stream.starts_with(l.start + open, &word)
    };
    // `別紙のとおり` is a sentence about one.
    let sentence = |l: &Range<usize>| stream.norm[l.clone()].windows(2).any(|w| w == ['と', 'お'] || w == ['参', '照']);
    lines.filter(|l| heading(l) && !sentence(l)).collect()
}

/// A plain text in more blocks than this was a table.
const BLOCKS: usize = 6;

/// One 別紙.
#[derive(Debug)]
pub(super) struct Attachment {
    pub title: String,
    pub body: String,
    /// Why the body must be looked at.
    pub doubt: Option<Message>,
    pub origin: Option<Origin>,
}

/// Title and body of each.
pub(super) fn read(stream: &mut Stream, list: &Item, headings: &[Range<usize>], end: usize) -> Vec<Attachment> {
    let mut out = Vec::new();
    for (i, heading) in headings.iter().enumerate() {
        let body = heading.end..headings.get(i + 1).map_or(end, |h| h.start);
        let word = text::normalize(list.instance()).chars().count();
        if heading.len() == word && body.is_empty() && headings.len() > 1 {
            // The printed word alone, right before the first title.
            stream.mark(heading, Mark::Furniture);
            continue;
        }
        let origin = stream.origin(&[heading.clone(), body.clone()]);
        let title = label(stream, list, heading);
        headers(stream, &body);
        let mixed = columns(stream, &body);
        let table = mixed.as_ref().and_then(|_| match stream.laid_out {
            true => super::free_table::text(stream, &body),
            false => super::free_table::text_in_blocks(stream, &body),
        });
        let doubt = mixed.filter(|_| table.is_none());
        let pair = [title, body].map(|range| {
            let text = words(stream, std::slice::from_ref(&range));
            stream.mark(&range, Mark::Placed);
            text
        });
        let [title, body] = pair;
        let body = table.unwrap_or(body);
        out.push(Attachment { title, body, doubt, origin });
    }
    out
}

/// A heading without the printed word before a title of its own: 別紙　提供先の一覧, 別紙　別紙１　….
fn label(stream: &mut Stream, list: &Item, heading: &Range<usize>) -> Range<usize> {
    let word = text::normalize(list.instance()).chars().count();
    let title = heading.start + word..heading.end;
    let lone = stream.norm[heading.start] == '(' || title.is_empty();
    if lone || stream.brk[title.start] == 0 || stream.norm[title.start].is_ascii_digit() {
        return heading.clone();
    }
    stream.mark(&(heading.start..title.start), Mark::Furniture);
    title
}

/// Columns of a plain text are mixed line by line.
fn columns(stream: &Stream, body: &Range<usize>) -> Option<Message> {
    let mut lines = stream.pieces(body.clone(), brk::LINE).into_iter();
    let torn = stream.pieces(body.clone(), brk::PARA).len() > BLOCKS;
    let mixed = stream.plain && (torn || lines.any(|l| stream.pieces(l, brk::GAP).len() > 1));
    mixed.then(|| Message::new("表の列が行ごとに混ざっている可能性があります", "columns of a table may be mixed"))
}

/// The header of a table that is printed again at the top of a page is furniture.
fn headers(stream: &mut Stream, body: &Range<usize>) {
    let mut rows: HashSet<String> = HashSet::new();
    for line in stream.pieces(body.clone(), brk::LINE) {
        let cells = stream.pieces(line.clone(), brk::SPACE).len();
        let again = rows.contains(&stream.string(line.clone()));
        if again && cells > 1 && stream.begins_page(line.start) {
            stream.mark(&line, Mark::Furniture);
        } else if cells > 1 {
            rows.insert(stream.string(line));
        }
    }
}
