//! Files: finding the assessments below a path, and writing so that nothing is ever lost.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::assessment::FORM_KEY;
use crate::commons;
use crate::source::is_yaml;
use crate::text;

/// The assessments below a folder, in a fixed order: YAML files with the key 様式. Hidden folders
/// and 共通記載 are passed over. A file that cannot be read is listed, so that its reader reports it.
pub fn assessments_below(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let kind = entry.file_type()?;
            // Links are not followed: they could leave the folder or lead in a circle.
            if kind.is_dir() && !name.starts_with('.') && name != commons::FOLDER && name != "target" {
                folders.push(entry.path());
            } else if kind.is_file() && is_yaml(&entry.path()) && looks_like_assessment(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether a file names a form at its beginning, or is named like an assessment.
fn looks_like_assessment(path: &Path) -> bool {
    let named = path.file_stem().is_some_and(|n| n.to_string_lossy().contains("評価書"));
    if named {
        return true;
    }
    let Ok(bytes) = read_head(path) else { return true };
    let head = String::from_utf8_lossy(&bytes);
    head.lines().any(|line| {
        line.trim_start_matches('\u{feff}')
            .split_once([':', '：'])
            .is_some_and(|(key, _)| text::normalize(key) == FORM_KEY)
    })
}

fn read_head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    fs::File::open(path)?.take(4096).read_to_end(&mut head)?;
    Ok(head)
}

/// Writes a whole file through a temporary file in the same folder and a rename: at any moment the
/// old or the new content is there, never a part. Permissions of a file that exists are kept.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(|e| match e.kind() {
        // A file stands where a folder is wanted.
        io::ErrorKind::AlreadyExists => io::Error::from(io::ErrorKind::NotADirectory),
        _ => e,
    })?;
    if path.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let mut file = tempfile::Builder::new().prefix(".piac-").tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    match fs::metadata(path) {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(_) => set_default_permissions(file.as_file())?,
    }
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(folder);
    Ok(())
}

/// Makes the new name last through a loss of power. The document is whole without it, old or new, so a
/// file system that cannot do it is no failure.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) {}

/// A temporary file is private; a new document is as readable as any other new file.
#[cfg(unix)]
fn set_default_permissions(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_default_permissions(_: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_assessments_are_found_in_a_fixed_order() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| write(&dir.path().join(name), text.as_bytes()).unwrap();
        put("b/全項目評価書.yaml", "様式: 全項目評価書\n");
        put("a/x.yml", "\u{feff}様式: 基礎項目評価書\n");
        put("a/ci.yaml", "on: push\n");
        put("共通記載/中間サーバー.yaml", "様式: x\n");
        put(".git/c.yaml", "様式: x\n");
        let found = assessments_below(dir.path()).unwrap();
        let names: Vec<_> = found.iter().map(|p| p.strip_prefix(dir.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, ["a/x.yml", "b/全項目評価書.yaml"]);
    }

    #[test]
    fn writing_replaces_the_whole_file_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.yaml");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(write(dir.path(), b"x").is_err());
    }
}
