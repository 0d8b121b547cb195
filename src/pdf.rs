//! PDF files of others: the bytes of a file come in, what a piece of work makes of it goes out.
//!
//! The file is opened behind a guard, because a damaged or hostile one may make the parser panic, take
//! very long, need a deep stack or unfold without end, and none of that may reach the caller: [`bomb`]
//! measures it first, and the work runs on a thread of its own for a limited time.

mod bomb;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::time::Duration;

pub use hayro_syntax::Pdf;
pub use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, PdfData};

/// Why nothing could be made of a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is damaged, or no PDF at all.
    Damaged,
    /// It opens with a password only.
    Encrypted,
    /// It unfolds to more than is read, or takes too long.
    TooLarge,
}

/// How much may be made of a file.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most that all streams but images may unfold to, in bytes.
    pub streams: u64,
    /// The most that all images may unfold to, in bytes.
    pub images: u64,
    /// The longest that the work may take.
    pub time: Duration,
}

/// Nested objects are read by recursion.
const STACK: usize = 64 * 1024 * 1024;

/// Whether the bytes are a PDF. Readers accept some bytes before its header.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-")
}

/// Opens a PDF and does a piece of work with it.
///
/// Work that is not done in time goes on until the program ends; only what it makes is not waited for.
pub fn with<T, E>(
    bytes: Vec<u8>,
    limits: Limits,
    work: impl FnOnce(&Pdf) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Problem> + Send + 'static,
{
    if bomb::unfolds(&bytes, limits.streams, limits.images) {
        return Err(Problem::TooLarge.into());
    }
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        // What was under way when the work broke off is never looked at again.
        let done = catch_unwind(AssertUnwindSafe(|| open(bytes).map_err(E::from).and_then(|pdf| work(&pdf))));
        let done =
            done.unwrap_or_else(|payload| Err(payload.downcast_ref().copied().unwrap_or(Problem::Damaged).into()));
        // The receiver is gone when the time is up; then nobody wants the result.
        let _ = sender.send(done);
    };
    let spawned = std::thread::Builder::new().stack_size(STACK).spawn(work);
    spawned.map_err(|_| Problem::TooLarge)?;
    match receiver.recv_timeout(limits.time) {
        Ok(result) => result,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Problem::TooLarge.into()),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Problem::Damaged.into()),
    }
}

/// Ends the work of [`with`] from within a function of a library that has no other way to end.
pub fn stop(problem: Problem) -> ! {
    resume_unwind(Box::new(problem))
}

/// How many bytes a zlib stream gives, counted a little beyond `limit`; 0 when it is none.
pub fn inflated(data: &[u8], limit: u64) -> u64 {
    bomb::inflated(data, limit, bomb::DEPTH)
}

fn open(bytes: impl Into<PdfData>) -> Result<Pdf, Problem> {
    Pdf::new(bytes).map_err(|e| match e {
        LoadPdfError::Decryption(_) => Problem::Encrypted,
        LoadPdfError::Invalid => Problem::Damaged,
    })
}
