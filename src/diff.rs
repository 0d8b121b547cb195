//! Diff: two revisions of an assessment come in, changes and rows of the change table go out.
