//! Figure files: a path as written comes in, bytes go out, and nothing outside of the repository.
//!
//! A path is relative to the file of the assessment, has no `..`, is not absolute and leads, after
//! every link is followed, to a place inside the root.

use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use crate::source;

/// The largest figure that is read, in bytes.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// The kinds of figures, by the end of the file's name.
pub const EXTENSIONS: [&str; 5] = ["png", "jpg", "jpeg", "gif", "svg"];

/// Why a figure cannot be printed. The first field is the path as written.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FigureError {
    /// Absolute, with `..`, or through a link that leads out.
    #[error("図「{0}」は評価書のフォルダーの外を指しています")]
    Outside(String),
    /// There is no such file.
    #[error("図「{0}」がありません")]
    Missing(String),
    /// Not a kind of file that is printed.
    #[error("図「{0}」は使えない形式です（png、jpg、gif、svg のどれかにしてください）")]
    Kind(String),
    /// It is there but cannot be read.
    #[error("図「{0}」を読み込めません（大きすぎるか、読み取りが許されていません）")]
    Unreadable(String),
    /// It has no words for those who cannot see it.
    #[error("図「{0}」に説明がありません")]
    NoCaption(String),
}

/// Reads the figure at `path` as written; `folder` is that of the assessment, inside `root`.
pub fn read(path: &str, folder: &Path, root: &Path) -> Result<Vec<u8>, FigureError> {
    let file = locate(path, folder, root)?;
    source::read_limited(&file, MAX_BYTES).map_err(|_| FigureError::Unreadable(path.to_owned()))
}

/// The end of a figure's name in lower case, when it is a kind that is printed.
pub fn extension(path: &str) -> Option<&'static str> {
    let (_, end) = path.rsplit_once('.')?;
    EXTENSIONS.into_iter().find(|e| end.eq_ignore_ascii_case(e))
}

fn locate(path: &str, folder: &Path, root: &Path) -> Result<PathBuf, FigureError> {
    let inside = |c: Component<'_>| matches!(c, Component::Normal(_) | Component::CurDir);
    // A backslash or a colon would mean something else on another system.
    if path.is_empty() || path.contains(['\\', ':', '\0']) || !Path::new(path).components().all(inside) {
        return Err(FigureError::Outside(path.to_owned()));
    }
    if extension(path).is_none() {
        return Err(FigureError::Kind(path.to_owned()));
    }
    let missing = |_| FigureError::Missing(path.to_owned());
    let root = root.canonicalize().map_err(missing)?;
    let file = folder.join(path).canonicalize().map_err(missing)?;
    if file.starts_with(&root) { Ok(file) } else { Err(FigureError::Outside(path.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_files_inside_are_read() {
        let out = tempfile::tempdir().unwrap();
        fs::write(out.path().join("secret.png"), b"secret").unwrap();
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("flow.PNG"), b"png").unwrap();
        fs::write(folder.join("flow.txt"), b"text").unwrap();
        fs::create_dir(folder.join("dir.png")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(out.path().join("secret.png"), folder.join("link.png")).unwrap();
        let read = |p: &str| read(p, &folder, root.path());
        assert_eq!(read("flow.PNG"), Ok(b"png".to_vec()));
        assert_eq!(read("./flow.PNG"), Ok(b"png".to_vec()));
        for (path, error) in [
            ("../a/flow.PNG", FigureError::Outside("../a/flow.PNG".into())),
            ("/etc/passwd.png", FigureError::Outside("/etc/passwd.png".into())),
            ("", FigureError::Outside(String::new())),
            ("none.png", FigureError::Missing("none.png".into())),
            ("flow.txt", FigureError::Kind("flow.txt".into())),
            ("dir.png", FigureError::Unreadable("dir.png".into())),
            #[cfg(unix)]
            ("link.png", FigureError::Outside("link.png".into())),
        ] {
            assert_eq!(read(path), Err(error), "{path}");
        }
    }
}
