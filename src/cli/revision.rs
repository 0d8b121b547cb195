//! Revisions of an assessment: a file, or `REV:path` in a git repository, read with what stands
//! beside it (共通記載, figures) as of that revision.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assessment::{self, Assessment};
use crate::commons;
use crate::config::{self, Config};
use crate::diff::report::Revision;
use crate::diff::sheet::{Around, Beside, inside};
use crate::source::{Source, is_yaml};

use super::Failure;

/// A revision that was read.
pub struct Loaded {
    /// Its name, as given.
    pub name: String,
    /// The assessment.
    pub assessment: Assessment,
    /// Where it comes from.
    origin: Origin,
}

enum Origin {
    /// A file.
    File(PathBuf),
    /// A tree of a repository and the path in it.
    Tree(Box<Tree>, PathBuf),
}

impl Loaded {
    /// The file, where it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            Origin::Tree(..) => None,
        }
    }

    /// The revision for a comparison.
    pub fn revision(&self) -> Revision<'_> {
        Revision { name: self.name.clone(), assessment: &self.assessment, around: &self.origin }
    }
}

impl Around for Origin {
    fn figure(&self, path: &str) -> Option<Vec<u8>> {
        let folder = |file: &Path| file.parent().map(Path::to_owned).unwrap_or_default();
        match self {
            Origin::File(file) => Beside(&folder(file)).figure(path),
            Origin::Tree(tree, file) => tree.read(&folder(file).join(inside(path)?)).ok().flatten(),
        }
    }
}

/// The files of one revision of a git repository.
#[derive(Clone)]
pub struct Tree {
    repository: gix::Repository,
    id: gix::ObjectId,
    /// The revision as given.
    rev: String,
}

impl Tree {
    /// The tree of a revision in the repository around a folder.
    pub fn open(folder: &Path, rev: &str) -> Result<Tree, Failure> {
        let repository = gix::discover(folder).map_err(|_| {
            Failure::new(
                format!("{} は git のリポジトリーの中にありません", folder.display()),
                format!("{} is not inside a git repository", folder.display()),
            )
            .help(
                "git で管理しているフォルダーで使います。ファイルどうしなら piac diff 前.yaml 今.yaml で比べられます",
                "two files can be compared without git: piac diff OLD.yaml NEW.yaml",
            )
        })?;
        let unknown = || {
            Failure::new(format!("「{rev}」という版が git にありません"), format!("there is no revision {rev}")).help(
                "コミット、ブランチ、タグの名前か HEAD~1 などを書いてください",
                "name a commit, a branch or a tag",
            )
        };
        let id = {
            let found = repository.rev_parse_single(rev).map_err(|_| unknown())?;
            let object = found.object().map_err(|_| unknown())?;
            object.peel_to_tree().map_err(|_| unknown())?.id
        };
        Ok(Tree { repository, id, rev: rev.to_owned() })
    }

    /// The folder in which the repository's files stand.
    pub fn workdir(&self) -> Option<PathBuf> {
        self.repository.workdir().and_then(|p| p.canonicalize().ok())
    }

    fn entry(&self, path: &Path) -> Result<Option<gix::Object<'_>>, Failure> {
        let broken = |what: &dyn std::fmt::Display| {
            Failure::new(
                format!("git のリポジトリーから {}:{} を読めません: {what}", self.rev, path.display()),
                format!("cannot read {}:{} from git: {what}", self.rev, path.display()),
            )
        };
        let tree = self.repository.find_tree(self.id).map_err(|e| broken(&e))?;
        match tree.lookup_entry_by_path(path).map_err(|e| broken(&e))? {
            None => Ok(None),
            Some(entry) => Ok(Some(entry.object().map_err(|e| broken(&e))?)),
        }
    }

    /// The bytes of a file; nothing where there is none.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
        let object = self.entry(path)?;
        Ok(object.filter(|o| o.kind == gix::object::Kind::Blob).map(|o| o.detach().data))
    }

    /// Whether a path is a folder there.
    pub fn is_folder(&self, path: &Path) -> Result<bool, Failure> {
        let top = path.as_os_str().is_empty();
        Ok(top || self.entry(path)?.is_some_and(|o| o.kind == gix::object::Kind::Tree))
    }

    /// The assessments below a folder, in order.
    pub fn assessments(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
        while let Some(folder) = folders.pop() {
            for name in self.names(&folder) {
                let path = folder.join(inside(&name).ok_or_else(|| bad_name(&name))?);
                if self.is_folder(&path)? {
                    if !name.starts_with('.') && name != commons::FOLDER {
                        folders.push(path);
                    }
                } else if is_yaml(&path) {
                    let text = String::from_utf8(self.read(&path)?.unwrap_or_default()).unwrap_or_default();
                    if assessment::form_of(&Source::new("git", text)).is_some() {
                        found.push(path);
                    }
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The names of the files in a folder.
    fn names(&self, folder: &Path) -> Vec<String> {
        let tree = if folder.as_os_str().is_empty() {
            self.repository.find_tree(self.id).ok()
        } else {
            self.entry(folder).ok().flatten().and_then(|object| object.try_into_tree().ok())
        };
        let Some(tree) = tree else { return Vec::new() };
        let names = tree.iter().filter_map(|e| Some(e.ok()?.filename().to_string()));
        names.collect()
    }

    /// The 共通記載 of that revision: beside the nearest `piac.toml`, or beside the file.
    fn commons(&self, file: &Path) -> Result<Arc<commons::Commons>, Failure> {
        let beside = file.parent().unwrap_or(Path::new(""));
        let has_config = |dir: &&Path| matches!(self.read(&dir.join(config::FILE_NAME)), Ok(Some(_)));
        let root = beside.ancestors().find(has_config).unwrap_or(beside);
        let folder = root.join(commons::FOLDER);
        let no_room = |e: std::io::Error| {
            Failure::new(format!("一時フォルダーを使えません: {e}"), format!("cannot use a temporary folder: {e}"))
        };
        let temporary = tempfile::tempdir().map_err(no_room)?;
        let copy = temporary.path().join(commons::FOLDER);
        std::fs::create_dir_all(&copy).map_err(no_room)?;
        for name in self.names(&folder) {
            if let (Some(name), Some(bytes)) = (inside(&name), self.read(&folder.join(&name))?) {
                std::fs::write(copy.join(name), bytes).map_err(no_room)?;
            }
        }
        Ok(commons::Cache::default().below(temporary.path()))
    }

    /// The assessment at a path of the repository; nothing where there is no such file.
    pub fn load(self, path: &Path) -> Result<Option<Loaded>, Failure> {
        let Some(bytes) = self.read(path)? else { return Ok(None) };
        let name = format!("{}:{}", self.rev, path.display());
        let text = String::from_utf8(bytes).map_err(|_| {
            Failure::new(format!("{name} は UTF-8 の文字のファイルではありません"), format!("{name} is not UTF-8 text"))
        })?;
        let commons = self.commons(path)?;
        let source = Source::new(name.clone(), text);
        let assessment = read(&source, &commons)?;
        Ok(Some(Loaded { name, assessment, origin: Origin::Tree(Box::new(self), path.to_owned()) }))
    }
}

fn bad_name(name: &str) -> Failure {
    Failure::new(format!("git の「{name}」という名前は扱えません"), format!("cannot use the name {name} in git"))
}

/// The tree and the path in it of `REV:path` (from the top of the repository, or from here with
/// `REV:./path`); nothing where the words name a file.
pub fn in_git(spec: &str) -> Result<Option<(Tree, PathBuf)>, Failure> {
    let path = Path::new(spec);
    let Some((rev, inner)) =
        spec.split_once(':').filter(|(rev, inner)| !path.exists() && !rev.is_empty() && !inner.is_empty())
    else {
        return Ok(None);
    };
    let here = PathBuf::from(".");
    let tree = Tree::open(&here, rev)?;
    let inner = match inner.strip_prefix("./") {
        Some("") => from_top(&tree, &here).unwrap_or_default(),
        Some(rest) => from_top(&tree, &here.join(rest)).ok_or_else(|| not_in_git(spec))?,
        None => PathBuf::from(inner.trim_end_matches('/')),
    };
    Ok(Some((tree, inner)))
}

fn not_in_git(spec: &str) -> Failure {
    Failure::new(format!("{spec} というファイルは git にありません"), format!("git has no file {spec}")).help(
        "パスはリポジトリーの一番上から書きます（今の場所からなら REV:./パス）",
        "paths start at the top of the repository",
    )
}

/// Reads a file, or the file of [`in_git`].
pub fn load(spec: &str) -> Result<Loaded, Failure> {
    match in_git(spec)? {
        None => load_file(Path::new(spec)),
        Some((tree, inner)) => tree.load(&inner)?.ok_or_else(|| not_in_git(spec)),
    }
}

/// The path of a file from the top of the repository.
pub fn from_top(tree: &Tree, file: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(file).ok()?;
    let folder = absolute.parent()?.canonicalize().ok()?;
    Some(folder.join(absolute.file_name()?).strip_prefix(tree.workdir()?).ok()?.to_owned())
}

/// Reads a file with the 共通記載 that hold for it.
pub fn load_file(path: &Path) -> Result<Loaded, Failure> {
    load_file_below(path, &config::root_of(path))
}

/// Reads a file that has no 共通記載 of its own, such as a copy put elsewhere, with those of the revision
/// it is compared with; nothing where it has its own, or neither has any.
pub fn load_beside(loaded: &Loaded, other: &Loaded) -> Result<Option<Loaded>, Failure> {
    let has_passages = |root: &Path| root.join(commons::FOLDER).is_dir();
    let Some(path) = loaded.file().filter(|path| !has_passages(&config::root_of(path))) else { return Ok(None) };
    let beside = match &other.origin {
        Origin::File(path) => Some(path.clone()),
        Origin::Tree(tree, path) => tree.workdir().map(|top| top.join(path)),
    };
    let root = beside.map(|path| config::root_of(&path)).filter(|root| has_passages(root));
    root.map(|root| load_file_below(path, &root)).transpose()
}

fn load_file_below(path: &Path, root: &Path) -> Result<Loaded, Failure> {
    let source = Source::read(path)?;
    let commons = commons::Cache::default().below(root);
    let assessment = read(&source, &commons)?;
    Ok(Loaded { name: path.display().to_string(), assessment, origin: Origin::File(path.to_owned()) })
}

/// The configuration that holds for a revision: that of its file, or that of this folder.
pub fn config_for(loaded: &Loaded) -> Result<Config, Failure> {
    Ok(config::find(loaded.file().unwrap_or(Path::new(".")))?.config)
}

fn read(source: &Arc<Source>, commons: &commons::Commons) -> Result<Assessment, Failure> {
    assessment::read_with(source, commons).assessment.ok_or_else(|| {
        Failure::new(
            format!("{} は評価書として読めません", source.name()),
            format!("{} cannot be read as an assessment", source.name()),
        )
        .help("piac check で確かめてください", "see piac check")
    })
}
