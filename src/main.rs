//! The `piac` binary: see [`piac::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    piac::cli::main()
}
