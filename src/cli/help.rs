//! Help in Japanese: the command that the arguments describe comes in, the same command with the
//! words around the descriptions in Japanese goes out. The parser knows these words in English only,
//! so what it would add by itself (usage, values, defaults, its own two options) is written here.

use clap::builder::{Str, StyledStr};
use clap::{Arg, ArgAction, Command};

/// How the help of a command is laid out.
const LAYOUT: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

/// What stands for a value in the usage, by the name of the argument; a name not listed is 「値」.
const VALUES: &[(&str, &str)] = &[
    ("LANG", "言語"),
    ("COLOR", "いつ"),
    ("PATH", "パス"),
    ("PATHS", "パス"),
    ("FILE", "ファイル"),
    ("FILES", "ファイル"),
    ("DIR", "フォルダー"),
    ("OUT", "出力先"),
    ("OUTPUT", "出力先"),
    ("FORM", "様式"),
    ("FORMAT", "形"),
    ("EDITION", "様式版"),
    ("NAME", "名称"),
    ("OLD", "前の版"),
    ("NEW", "新しい版"),
    ("BASE", "元の版"),
    ("ROWS", "範囲"),
    ("RULE", "規則"),
    ("KEY", "キー"),
    ("LAW", "法律"),
    ("PROVISION", "条項"),
    ("GROUP", "番号"),
    ("TO", "形"),
    ("DENY", "重さ"),
    ("REPORT", "形"),
    ("TEMPLATES", "フォルダー"),
];

/// The command with its frame in Japanese, and every command below it.
pub fn in_japanese(command: Command) -> Command {
    let root = command.get_version().is_some();
    let mut command = command.disable_help_flag(true).disable_version_flag(true).arg(
        Arg::new("help")
            .short('h')
            .long("help")
            .action(ArgAction::Help)
            .help("使い方を出す（-h は短く、--help は詳しく）")
            .help_heading("共通の指定")
            .display_order(998),
    );
    if root {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command = command.arg(version.help("版を出す").help_heading("共通の指定").display_order(999));
    }
    // Under a heading of its own the parser would sort the arguments by their names.
    let mut order = 0;
    let command = command
        .help_template(LAYOUT)
        .subcommand_value_name("命令")
        .subcommand_help_heading("命令")
        .mut_args(|arg| {
            order += 1;
            if ["help", "version"].contains(&arg.get_id().as_str()) { arg } else { argument(arg).display_order(order) }
        })
        .mut_subcommands(in_japanese);
    let usage = usage(&command);
    command.override_usage(usage)
}

/// What follows 「使い方: 」.
fn usage(command: &Command) -> StyledStr {
    // The command is built for this, and a command that has been built cannot be changed any more.
    let mut built = command.clone();
    let name = if command.get_version().is_some() { "piac".to_owned() } else { format!("piac {}", command.get_name()) };
    built = built.bin_name(name);
    let line = built.render_usage().to_string();
    let line = line.trim_start_matches("Usage:").trim();
    StyledStr::from(line.replace("[OPTIONS]", "[指定]"))
}

/// An argument with its heading, its value, its choices and its default in Japanese.
fn argument(arg: Arg) -> Arg {
    let arg = match arg.get_help_heading() {
        Some(_) => arg,
        None if arg.is_positional() => arg.help_heading("引数"),
        None => arg.help_heading("指定"),
    };
    if !arg.get_action().takes_values() {
        return arg;
    }
    let names: Vec<Str> = arg.get_value_names().unwrap_or_default().iter().map(value_name).collect();
    let arg = if names.is_empty() { arg } else { arg.value_names(names) };
    let (short, long) = (described(&arg, false), described(&arg, true));
    arg.hide_possible_values(true).hide_default_value(true).help(short).long_help(long)
}

/// A placeholder: as its author named it, or by [`VALUES`] where the name comes from the program.
fn value_name(name: &Str) -> Str {
    if !name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') {
        return name.clone();
    }
    VALUES.iter().find(|(known, _)| *known == name.as_str()).map_or("値", |(_, ja)| ja).into()
}

/// The description with the choices and the default, on one line or with a line for each choice.
fn described(arg: &Arg, long: bool) -> String {
    let short_help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let mut text = match arg.get_long_help() {
        Some(help) if long => help.to_string(),
        _ => short_help,
    };
    let choices: Vec<_> = arg.get_possible_values().into_iter().filter(|c| !c.is_hide_set()).collect();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|d| d.to_string_lossy().into_owned()).collect();
    let default = defaults.join("、");
    if !long {
        let names: Vec<_> = choices.iter().map(|c| c.get_name()).collect();
        match (names.is_empty(), default.is_empty()) {
            (true, true) => {}
            (true, false) => text.push_str(&format!("［省略時: {default}］")),
            (false, true) => text.push_str(&format!("［{}］", names.join("、"))),
            (false, false) => text.push_str(&format!("［{}。省略時: {default}］", names.join("、"))),
        }
        return text;
    }
    if !choices.is_empty() {
        text.push_str("\n\n選べる値:");
        let width = choices.iter().map(|c| c.get_name().chars().count()).max().unwrap_or(0);
        for choice in &choices {
            let name = choice.get_name();
            let pad = " ".repeat(width - name.chars().count());
            match choice.get_help() {
                Some(help) => text.push_str(&format!("\n- {name}:{pad} {help}")),
                None => text.push_str(&format!("\n- {name}")),
            }
        }
    }
    if !default.is_empty() {
        text.push_str(&format!("\n\n省略時: {default}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// Every command: its short and its long help hold none of the parser's own words.
    #[test]
    fn no_english_frame_is_left() {
        let root = in_japanese(crate::cli::Args::command());
        let names: Vec<String> = root.get_subcommands().map(|c| c.get_name().to_owned()).collect();
        assert!(names.len() >= 14, "{names:?}");
        for name in names.iter().map(String::as_str).chain([""]) {
            for flag in ["-h", "--help"] {
                let words = ["piac", name, flag].into_iter().filter(|w| !w.is_empty());
                let error = root.clone().try_get_matches_from(words).expect_err("help is no match");
                let help = error.to_string();
                for frame in
                    ["Usage", "OPTIONS", "Options", "Arguments", "Print", "ossible values", "default:", "COMMAND"]
                {
                    assert!(!help.contains(frame), "piac {name} {flag} says {frame}\n{help}");
                }
                assert!(help.contains("使い方: piac"), "{help}");
                let order = [help.find("  <前の版>"), help.find("  <新しい版>")];
                assert!(order.is_sorted(), "arguments keep their order\n{help}");
                assert!(help.contains("共通の指定:") && help.contains("--lang <言語>"), "{help}");
            }
        }
    }
}
