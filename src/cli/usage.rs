//! Mistakes on the command line, in words: the parser's own are English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diag::Message;

/// What is wrong with the arguments, and a way out.
pub fn explain(error: &clap::Error) -> (Message, Message) {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = context(error, ContextKind::InvalidSubcommand);
            Message::new(format!("「{name}」という命令はありません"), format!("there is no command {name}"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Message::new("何をするかが指定されていません", "no command given")
        }
        ErrorKind::UnknownArgument => {
            Message::new(format!("「{arg}」という指定はありません"), format!("there is no argument {arg}"))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Message::new(format!("「{arg}」の値がありません"), format!("{arg} needs a value"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            Message::new(format!("「{arg}」に「{value}」は指定できません"), format!("{value} is not allowed for {arg}"))
        }
        ErrorKind::MissingRequiredArgument => {
            let arg = arg.strip_prefix('<').and_then(|arg| arg.strip_suffix('>')).unwrap_or(&arg);
            Message::new(format!("「{arg}」が指定されていません"), format!("{arg} is missing"))
        }
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg);
            Message::new(
                format!("「{arg}」と「{other}」は一緒に指定できません"),
                format!("{arg} cannot be used with {other}"),
            )
        }
        _ => Message::new(
            "指定の書き方に誤りがあります",
            error.to_string().lines().next().unwrap_or_default().to_owned(),
        ),
    };
    (what, way_out(error))
}

fn way_out(error: &clap::Error) -> Message {
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        // The last of several is the nearest.
        let near = match error.get(kind) {
            Some(ContextValue::Strings(all)) => all.last().cloned().unwrap_or_default(),
            _ => context(error, kind),
        };
        if !near.is_empty() {
            return Message::new(format!("「{near}」のことですか"), format!("did you mean {near}?"));
        }
    }
    let allowed = context(error, ContextKind::ValidValue);
    if !allowed.is_empty() {
        return Message::new(format!("{allowed} のどれかです"), format!("one of {allowed}"));
    }
    let usage = context(error, ContextKind::Usage);
    if let (ErrorKind::MissingRequiredArgument, Some(usage)) = (error.kind(), usage.split_once(':')) {
        let usage = usage.1.split_whitespace().collect::<Vec<_>>().join(" ");
        return Message::new(format!("「{usage}」のように書きます"), format!("usage: {usage}"));
    }
    Message::new("piac --help（命令ごとには piac check --help など）で使い方が出ます", "see piac --help")
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(all)) => all.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}
