//! Draws a text with tabs as a spreadsheet prints it: cells with lines around them, words wrapped by the
//! width of their cell and centred in its height, everything emitted in any order; and other small PDF files.
#![allow(dead_code)] // Each test binary uses what it needs.

/// How the lines around cells are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruled {
    Strokes,
    ThinBoxes,
    Dashes,
    Nothing,
}

/// How a sheet is printed.
#[derive(Clone, Copy, Debug)]
pub struct Print {
    pub ruled: Ruled,
    /// Order of the drawn pieces.
    pub seed: u32,
    /// Whether each character is drawn alone.
    pub letters: bool,
    /// Size of the characters, in points.
    pub size: f64,
    /// Height of the page, in points.
    pub height: f64,
    /// How far from its place everything is drawn again, in points: a way of printing bold letters.
    pub again: &'static [(f64, f64)],
}

const LEFT: f64 = 40.0;
const WIDTH: f64 = 520.0;

/// Numbers that look random.
pub fn dice(state: &mut u32, n: u32) -> u32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 16) % n
}

/// The PDF.
pub fn pdf(text: &str, print: Print) -> Vec<u8> {
    let mut pages: Vec<Vec<String>> = vec![Vec::new()];
    let mut y = 40.0;
    for row in text.lines().filter(|l| !l.is_empty()) {
        let cells: Vec<&str> = row.split('\t').collect();
        let widths = widths(cells.len());
        let wrapped: Vec<Vec<String>> =
            cells.iter().zip(&widths).map(|(cell, width)| wrap(cell, width - 6.0, print.size)).collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let height = lines as f64 * (print.size + 2.0) + 6.0;
        if y + height > print.height - 40.0 {
            pages.push(Vec::new());
            y = 40.0;
        }
        let page = pages.last_mut().expect("a page");
        let mut x = LEFT;
        for (cell, width) in wrapped.iter().zip(&widths) {
            if cells.len() > 1 {
                frame(page, x, y, *width, height, print);
            }
            let free = height - cell.len() as f64 * (print.size + 2.0);
            for (i, line) in cell.iter().enumerate() {
                words(page, x + 3.0, y + free / 2.0 + i as f64 * (print.size + 2.0), line, print);
            }
            x += width;
        }
        y += height;
    }
    let mut state = print.seed;
    for page in &mut pages {
        for i in (1..page.len()).rev() {
            page.swap(i, dice(&mut state, i as u32 + 1) as usize);
        }
    }
    file(&pages.iter().map(|p| p.join("\n")).collect::<Vec<_>>(), print.height)
}

fn widths(cells: usize) -> Vec<f64> {
    match cells {
        1 => vec![WIDTH],
        2 => vec![150.0, WIDTH - 150.0],
        3 => vec![150.0, 185.0, 185.0],
        6 => vec![60.0, 80.0, 120.0, 120.0, 40.0, 100.0],
        n => vec![WIDTH / n as f64; n],
    }
}

fn width(c: char, size: f64) -> f64 {
    if c.is_ascii() { size / 2.0 } else { size }
}

fn wrap(text: &str, room: f64, size: f64) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut used = 0.0;
    for c in text.chars() {
        if used + width(c, size) > room {
            out.push(String::new());
            used = 0.0;
        }
        used += width(c, size);
        if let Some(line) = out.last_mut() {
            line.push(c);
        }
    }
    out
}

fn frame(page: &mut Vec<String>, x: f64, y: f64, w: f64, h: f64, print: Print) {
    let (top, bottom, right) = (print.height - y, print.height - y - h, x + w);
    for (x0, y0, x1, y1) in
        [(x, top, right, top), (x, bottom, right, bottom), (x, bottom, x, top), (right, bottom, right, top)]
    {
        page.push(match print.ruled {
            Ruled::Nothing => continue,
            Ruled::Strokes => format!("0.5 w {x0} {y0} m {x1} {y1} l S"),
            Ruled::ThinBoxes => format!("{} {} {} {} re f", x0 - 0.3, y0 - 0.3, x1 - x0 + 0.6, y1 - y0 + 0.6),
            Ruled::Dashes => {
                let length = (x1 - x0).max(y1 - y0);
                let pieces = (length / 3.0) as usize;
                let at = |k: f64| (x0 + (x1 - x0) * k * 3.0 / length, y0 + (y1 - y0) * k * 3.0 / length);
                let piece = |k: usize| {
                    let (a, b) = (at(k as f64), at(k as f64 + 0.5));
                    format!("{} {} m {} {} l", a.0, a.1, b.0, b.1)
                };
                format!("0.3 w {} S", (0..pieces).map(piece).collect::<Vec<_>>().join(" "))
            }
        });
    }
}

fn words(page: &mut Vec<String>, mut x: f64, y: f64, line: &str, print: Print) {
    let one = |x: f64, text: &str| {
        let hex: String = text.encode_utf16().map(|u| format!("{u:04x}")).collect();
        let at = |(dx, dy): &(f64, f64)| {
            let (x, base) = (x + dx, print.height - y - print.size + dy);
            format!("BT /F {} Tf 1 0 0 1 {x} {base} Tm <{hex}> Tj ET", print.size)
        };
        [(0.0, 0.0)].iter().chain(print.again).map(at).collect::<Vec<_>>()
    };
    if !print.letters {
        page.extend(one(x, line));
        return;
    }
    for c in line.chars() {
        if !c.is_whitespace() {
            page.extend(one(x, &c.to_string()));
        }
        x += width(c, print.size);
    }
}

/// A PDF of these page contents. The font is not embedded, as in files from Japanese offices of long ago.
pub fn file(pages: &[String], height: f64) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|i| format!("{} 0 R ", 5 + i * 2)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()),
        "<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/UniJIS-UTF16-H/DescendantFonts[4 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light/DW 1000/W[1 94 500]\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>>>"
            .to_owned(),
    ];
    for (i, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 {height}]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>",
            6 + i * 2
        ));
        objects.push(format!("<</Length {}>>stream\n{page}\nendstream", page.len() + 1));
    }
    raw(&objects.into_iter().map(String::into_bytes).collect::<Vec<_>>())
}

/// A PDF of these objects, the first being its catalog.
pub fn raw(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).bytes());
    out
}

/// A stream with more in its dictionary.
pub fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict}/Length {}>>stream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A page with that content and those objects from number 5 on.
pub fn one_page(content: Vec<u8>, more: Vec<Vec<u8>>) -> Vec<u8> {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>";
    let mut objects: Vec<Vec<u8>> = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
        .map(|o| o.as_bytes().to_vec())
        .into();
    objects.push(content);
    objects.extend(more);
    raw(&objects)
}

/// Zeros in zlib's format, that many megabytes.
pub fn zeros(megabytes: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut deflate = gix::zlib::stream::deflate::Write::new(&mut out, gix::zlib::Compression::DEFAULT);
    let zeros = vec![0u8; 1024 * 1024];
    for _ in 0..megabytes {
        std::io::Write::write_all(&mut deflate, &zeros).expect("memory");
    }
    std::io::Write::flush(&mut deflate).expect("memory");
    drop(deflate);
    out
}
