//! What `piac diff` compares: two files, or the assessments of two folders.
//!
//! OLD and NEW are a file, a folder, `REV:file` or `REV:folder`. Assessments of two folders belong
//! together by their path below the folder, else by form and 評価書番号.

use std::path::{Path, PathBuf};

use crate::assessment::Value;
use crate::diff::items;
use crate::files;
use crate::form::FormName;

use super::revision::{self, Loaded, Tree};
use super::{Failure, Run};

/// Two revisions of one assessment.
pub struct Pair {
    /// Its path below the folder.
    pub path: PathBuf,
    /// The old revision.
    pub old: Loaded,
    /// The new one.
    pub new: Loaded,
}

/// What is compared.
pub enum Pairs {
    /// Two files.
    One(Box<Pair>),
    /// Two folders.
    Folder(Vec<Pair>),
}

/// Reads both sides.
pub fn read(run: &Run, old: &str, new: &str) -> Result<Pairs, Failure> {
    match (side(run, old)?, side(run, new)?) {
        (Side::File(old), Side::File(new)) => {
            // A copy put elsewhere does not differ because the shared passages are out of its sight.
            let old = revision::load_beside(&old, &new)?.unwrap_or(*old);
            let new = revision::load_beside(&new, &old)?.unwrap_or(*new);
            Ok(Pairs::One(Box::new(Pair { path: PathBuf::from(&new.name), old, new })))
        }
        (Side::Folder(old), Side::Folder(new)) => Ok(Pairs::Folder(paired(run, old, new))),
        _ => Err(Failure::new("ファイルとフォルダーは比べられません", "a file cannot be compared with a folder")
            .help("両方をファイルか、両方をフォルダーにしてください", "name two files or two folders")),
    }
}

enum Side {
    File(Box<Loaded>),
    Folder(Vec<(PathBuf, Loaded)>),
}

fn side(run: &Run, spec: &str) -> Result<Side, Failure> {
    let path = Path::new(spec);
    if path.is_dir() {
        let io = |e| Failure::new(format!("{spec} を読めません: {e}"), format!("cannot read {spec}: {e}"));
        let found = files::assessments_below(path).map_err(io)?;
        let below = |file: &PathBuf| file.strip_prefix(path).unwrap_or(file).to_owned();
        let read = found.iter().map(|file| (below(file), revision::load_file(file)));
        return Ok(Side::Folder(readable(run, read.collect())));
    }
    match revision::in_git(spec)? {
        Some((tree, folder)) if tree.is_folder(&folder)? => {
            let files = tree.assessments(&folder)?;
            let read = files.iter().filter_map(|file| {
                let below = file.strip_prefix(&folder).unwrap_or(file).to_owned();
                Some((below, Tree::clone(&tree).load(file).transpose()?))
            });
            Ok(Side::Folder(readable(run, read.collect())))
        }
        _ => Ok(Side::File(Box::new(revision::load(spec)?))),
    }
}

/// One broken file does not keep the others from being compared; it is told.
fn readable(run: &Run, read: Vec<(PathBuf, Result<Loaded, Failure>)>) -> Vec<(PathBuf, Loaded)> {
    let one = |(path, loaded): (PathBuf, Result<Loaded, Failure>)| match loaded {
        Ok(loaded) => Some((path, loaded)),
        Err(failure) => {
            run.fail(&failure);
            None
        }
    };
    read.into_iter().filter_map(one).collect()
}

fn paired(run: &Run, old: Vec<(PathBuf, Loaded)>, new: Vec<(PathBuf, Loaded)>) -> Vec<Pair> {
    let mut left: Vec<Option<(PathBuf, Loaded)>> = old.into_iter().map(Some).collect();
    // Paths first, so that a moved file never takes the place of one that stayed.
    let mut partners: Vec<Option<Loaded>> = Vec::new();
    for (path, _) in &new {
        let same = left.iter_mut().find(|old| old.as_ref().is_some_and(|(own, _)| own == path));
        partners.push(same.and_then(Option::take).map(|(_, old)| old));
    }
    let mut out = Vec::new();
    for ((path, new), partner) in new.into_iter().zip(partners) {
        let by_number = || {
            let key = key_of(&new)?;
            let mut same = left.iter_mut().filter(|old| old.as_ref().is_some_and(|(_, o)| key_of(o) == Some(key)));
            match (same.next(), same.next()) {
                (Some(one), None) => one.take().map(|(_, old)| old),
                _ => None,
            }
        };
        match partner.or_else(by_number) {
            Some(old) => out.push(Pair { path, old, new }),
            None => run.note(
                format!("{}: 前の版にない新しい評価書です", path.display()),
                format!("{}: a new assessment, the old side has none", path.display()),
            ),
        }
    }
    for (path, _) in left.into_iter().flatten() {
        run.note(
            format!("{}: 新しい版にありません", path.display()),
            format!("{}: the new side has none", path.display()),
        );
    }
    out
}

/// Form and 評価書番号.
fn key_of(loaded: &Loaded) -> Option<(FormName, u64)> {
    match loaded.assessment.find(items::COVER_NUMBER)?.value()? {
        Value::Number(number, _) => Some((loaded.assessment.form.form, *number)),
        _ => None,
    }
}
