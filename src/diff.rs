//! Two revisions of an assessment: what changed, the rows of the change table, and their proof.
//!
//! A [`sheet::Sheet`] holds the answers as printed.

pub mod address;
pub mod as_of;
pub mod blocks;
pub mod cell;
pub mod compare;
pub mod gate;
pub mod history;
pub mod html;
pub mod human;
pub use crate::form::items;
pub mod label;
pub mod markdown;
pub mod members;
pub mod near;
pub mod replay;
pub mod report;
pub mod retell;
pub mod rows;
pub mod sheet;
pub mod side_by_side;
pub mod significance;
pub mod table;
pub mod ticks;
pub mod tolerant;
pub mod words;
pub mod write;
