//! `piac law`: what a provision of 番号法 was on a day.

use crate::law;

use super::check::day;
use super::{Failure, Run, Status};

#[derive(clap::Args)]
pub struct Args {
    /// 条項（例: 番号法 19-8、別表第一 10、別表 111、命令 139）
    #[arg(required = true, num_args = 1..)]
    provision: Vec<String>,
    /// いつの時点か（例: 2021-08-31。省略すると今日）
    #[arg(long, value_name = "日付")]
    on: Option<String>,
}

pub fn run(run: &Run, args: &Args) -> Result<Status, Failure> {
    let on = match &args.on {
        Some(written) => day(written)?,
        None => today(),
    };
    let description = law::describe(&args.provision.join(" "), on).map_err(|e| {
        let message = e.message();
        Failure::new(message.ja, message.en)
    })?;
    run.print(&description.render(run.lang))?;
    Ok(Status::Fine)
}

/// The day in Japan.
fn today() -> jiff::civil::Date {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    jiff::Timestamp::now().to_zoned(japan).date()
}
