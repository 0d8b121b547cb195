//! The bytes of a PDF come in; out goes whether its streams unfold to more than can be read.
//!
//! `hayro-syntax` inflates a stream without a limit, so the streams are measured before it sees the
//! file, with the zlib that `gix` brings and without keeping what comes out. An encrypted stream
//! looks like noise and is not measured; older compressions count with the most that they can give.

use gix::zlib::{Decompress, FlushDecompress, Status};

/// Where the dictionary of a stream is looked for, in bytes before it.
const DICT: usize = 600;
/// Streams inside of streams are measured this deep.
pub(super) const DEPTH: u32 = 4;
/// The most bytes that one byte gives: in LZW a code of 12 bits for 3838 bytes, in run lengths two for 128.
const OLDER: [(&[u8], u64); 3] = [(b"/LZW", 2560), (b"/RunLengthDecode", 64), (b"/RL", 64)];

/// Whether the streams of the file unfold to more than `max`, or its images to more than `max_images`, in bytes.
pub(super) fn unfolds(bytes: &[u8], max: u64, max_images: u64) -> bool {
    let (mut total, mut images) = (0, 0);
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], b"stream") {
        let before = &bytes[(from + at).saturating_sub(DICT)..from + at];
        let dict = before.windows(4).rposition(|w| w == b" obj").map_or(before, |i| &before[i..]);
        let (sum, max) = match find(dict, b"/Image") {
            Some(_) => (&mut images, max_images),
            None => (&mut total, max),
        };
        from += at + 6;
        let data = &bytes[from..];
        let skip = data.iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        *sum += match OLDER.iter().find(|(name, _)| find(dict, name).is_some()) {
            Some((_, factor)) => find(data, b"endstream").unwrap_or(data.len()) as u64 * factor,
            None => inflated(&data[skip..], max.saturating_sub(*sum), DEPTH),
        };
        if *sum > max {
            return true;
        }
    }
    false
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|&b| b == word[0]) {
        if bytes[from + at..].starts_with(word) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// How many bytes a zlib stream gives, counted a little beyond `limit`; 0 when it is none.
pub(super) fn inflated(data: &[u8], limit: u64, depth: u32) -> u64 {
    if depth == 0 || data.first().is_none_or(|b| b & 0x0f != 8) {
        return 0;
    }
    let mut state = Decompress::new();
    let mut buffer = vec![0; 64 * 1024];
    // The beginning is kept to see whether it is a stream again.
    let mut kept: Vec<u8> = Vec::new();
    loop {
        let (read, written) = (state.total_in() as usize, state.total_out());
        let Ok(status) = state.decompress(&data[read..], &mut buffer, FlushDecompress::None) else { break };
        let new = (state.total_out() - written) as usize;
        if kept.len() < 4 * 1024 * 1024 {
            kept.extend_from_slice(&buffer[..new]);
        }
        let still = new == 0 && state.total_in() as usize == read;
        if status == Status::StreamEnd || still || state.total_out() > limit {
            break;
        }
    }
    let total = state.total_out();
    total + if total > limit { 0 } else { inflated(&kept, limit - total, depth - 1) }
}
