//! Any text as an assessment: read, checked and written in every format, without a panic, and every
//! place inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use piac::check::{Options, check_source};
use piac::config::Config;
use piac::diag::Lang;
use piac::output::human::Style;
use piac::output::{Format, Piece, Report, Shape};
use piac::source::Source;

fuzz_target!(|text: &str| {
    let source = Source::new("fuzz.yaml", text);
    let checked = check_source(&source, None, &Config::default(), &Options::default());
    for found in &checked.diagnostics {
        let (start, end) = (found.span.start, found.span.end);
        assert!(start <= end && source.text().get(start..end).is_some(), "{}: {start}..{end}", found.rule);
    }
    let style = Style { lang: Lang::Ja, color: false, width: 80 };
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Junit] {
        let shape = Shape { format, style };
        let mut report = Report::new(shape);
        report.add(Piece::of(shape, Some("fuzz.yaml"), &checked.diagnostics));
        report.finish().expect("findings can be written");
    }
});
