//! Two revisions of an assessment: what changed, the rows of the change table, and their proof.
//!
//! A [`sheet::Sheet`] holds the answers as printed.

pub mod blocks;
pub mod cell;
pub mod items;
pub mod sheet;
pub mod ticks;
