//! What almost every rule uses.

pub(super) use super::{At, BodyKind, Context, Findings, Rule, RuleGroup, Scope, items, related_in};
pub(super) use crate::assessment::{Assessment, Value};
pub(super) use crate::diag::{Diagnostic, Message, Severity};
pub(super) use crate::form::FormName;
pub(super) use crate::text;
