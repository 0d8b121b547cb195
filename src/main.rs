//! The `piac` binary: see [`piac::cli`].

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    piac::cli::main()
}
