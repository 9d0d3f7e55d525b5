//! A folder or file of sources: what analysers find in its files, and the images that lie in it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ignore::WalkBuilder;
use seaworthy_facts::{
    Analyser, FileHead, HEAD_BYTES_MAX, Interest, LayerFacts, TreeFacts, Unread, clean_path,
};

use crate::target::has_name_of_archive;

/// LIMIT: files of one folder. A million files are read in minutes; more is no folder of sources.
const FILES_MAX: usize = 1_000_000;
/// LIMIT: folders within folders. Deeper trees exist only to exhaust their reader.
const DEPTH_MAX: usize = 256;
/// LIMIT: links out of the folder that are told by name. The rest is counted.
const LINKS_TOLD_MAX: usize = 20;
/// LIMIT: bytes of one file that is read in one piece. Lock files stay far below it.
const WHOLE_BYTES_MAX: u64 = 64 << 20;
/// LIMIT: bytes of the files of one folder that are read together, which are held until the last is
/// known. Three thousand projects of Maven, of the largest trees, take 30 MB.
const WAITING_BYTES_MAX: usize = 64 << 20;
/// What a file that waits takes beside its content, so that empty ones have a limit too.
const WAITING_FILE_BYTES: usize = 4 << 10;
/// The analyser that looks at every text, whatever it is.
const SECRETS: &str = "secrets";
/// Bytes read at once of a file that is read in pieces.
const CHUNK_BYTES: usize = 1 << 18;

/// Folders that hold copies of what others publish, or what a build made: what is in them is known
/// from lock files, or is not source.
const PASSED_OVER: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    ".venv",
    "__pycache__",
];

/// A folder, read.
#[derive(Debug, Default)]
pub(crate) struct FolderRead {
    /// What lies in it.
    pub(crate) tree: TreeFacts,
    /// Paths of images in it: archives and layouts, in order.
    pub(crate) images: Vec<PathBuf>,
    /// Paths of all other files, in order.
    pub(crate) files: Vec<PathBuf>,
}

/// Why a folder could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadFolderError {
    /// It cannot be opened.
    #[error("cannot read {}", path.display())]
    Open {
        /// Its path.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// Reads a folder or a file with some analysers, on as many threads.
///
/// # Errors
/// The root cannot be read. What cannot be read below it is recorded in the facts.
pub(crate) fn read(
    root: &Path,
    analysers: &[&dyn Analyser],
    threads: usize,
) -> Result<FolderRead, ReadFolderError> {
    let open = |source| ReadFolderError::Open {
        path: root.to_owned(),
        source,
    };
    let is_file = fs::metadata(root).map_err(open)?.is_file();
    if is_file {
        File::open(root).map_err(open)?;
    } else {
        fs::read_dir(root).map_err(open)?;
    }
    let mut read = FolderRead::default();
    read.tree.name = root.display().to_string();
    let found = walk(root, FILES_MAX, &mut read);
    let room = AtomicUsize::new(WAITING_BYTES_MAX);
    let facts = each(&found, threads, |path| {
        let mut seen = file(root, path, is_file, analysers);
        if let Seen::Facts(facts) = &mut seen {
            bound(facts, &room, analysers);
        }
        seen
    });
    let mut waiting = LayerFacts::default();
    for (path, seen) in found.into_iter().zip(facts) {
        match seen {
            Seen::Image => read.images.push(path),
            Seen::Facts(facts) => {
                read.files.push(path);
                let LayerFacts {
                    packages,
                    secrets,
                    unread,
                    waiting: files,
                    ..
                } = *facts;
                waiting.waiting.extend(files);
                read.tree.packages.extend(packages);
                read.tree.secrets.extend(secrets);
                read.tree.unread.extend(unread);
                read.tree.files += 1;
            }
        }
    }
    for analyser in analysers {
        analyser.end(&mut waiting);
    }
    read.tree.packages.extend(waiting.packages);
    read.tree.unread.extend(waiting.unread);
    read.images.sort();
    Ok(read)
}

/// The regular files of a folder, or the file itself, without reading any.
///
/// # Errors
/// The root cannot be read.
pub(crate) fn list(root: &Path) -> Result<Vec<PathBuf>, ReadFolderError> {
    list_up_to(root, FILES_MAX).map(|(files, _)| files)
}

/// The same of at most some files, and whether there are more.
///
/// # Errors
/// The root cannot be read.
pub(crate) fn list_up_to(
    root: &Path,
    files_max: usize,
) -> Result<(Vec<PathBuf>, bool), ReadFolderError> {
    let open = |source| ReadFolderError::Open {
        path: root.to_owned(),
        source,
    };
    if !fs::metadata(root).map_err(open)?.is_file() {
        fs::read_dir(root).map_err(open)?;
    }
    let one_more = files_max.saturating_add(1);
    let mut files = walk(root, one_more, &mut FolderRead::default());
    let is_cut = files.len() > files_max;
    files.truncate(files_max);
    Ok((files, is_cut))
}

/// Lets files wait for others as long as there is room; one that has none is read by itself.
fn bound(facts: &mut LayerFacts, room: &AtomicUsize, analysers: &[&dyn Analyser]) {
    for file in &facts.waiting {
        let bytes = file.content.len() + WAITING_FILE_BYTES;
        let take = |room: usize| room.checked_sub(bytes);
        if room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .is_ok()
        {
            continue;
        }
        let reason = format!(
            "it was read by itself: more than {WAITING_BYTES_MAX} bytes of files are to be read \
             together"
        );
        facts
            .unread
            .push(Unread::new(&file.path, file.cataloguer, reason));
        // The rest of this file's facts stay as they are: nothing else waits in them.
        let mut alone = LayerFacts {
            waiting: std::mem::take(&mut facts.waiting),
            ..LayerFacts::default()
        };
        for analyser in analysers {
            analyser.end(&mut alone);
        }
        facts.packages.extend(alone.packages);
        facts.unread.extend(alone.unread);
        return;
    }
}

/// The regular files below a root, in order; layouts of images go to `read.images` as a whole.
fn walk(root: &Path, files_max: usize, read: &mut FolderRead) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut links = Vec::new();
    let walker = WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(false)
        .max_depth(Some(DEPTH_MAX))
        .sort_by_file_name(Ord::cmp)
        .filter_entry(|entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let root = entry.depth() == 0;
            let name = entry.file_name().to_str().unwrap_or_default();
            // Below a layout there are only its blobs.
            let in_layout = entry
                .path()
                .parent()
                .is_some_and(|parent| !root && is_layout(parent));
            let passed = folder
                && !root
                && (PASSED_OVER.contains(&name) || entry.path().join("CACHEDIR.TAG").is_file());
            !passed && !in_layout
        })
        .build();
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                read.tree
                    .unread
                    .push(Unread::new("", "folder", error.to_string()));
                continue;
            }
        };
        let kind = entry.file_type();
        if kind.is_some_and(|kind| kind.is_dir()) {
            if is_layout(entry.path()) {
                read.images.push(entry.into_path());
            } else if entry.depth() == DEPTH_MAX {
                let reason = format!("folders deeper than {DEPTH_MAX} are not read");
                read.tree
                    .unread
                    .push(Unread::new(shown(root, entry.path()), "folder", reason));
            }
        } else if kind.is_some_and(|kind| kind.is_symlink()) && entry.depth() > 0 {
            links.push(entry.into_path());
        } else if kind.is_some_and(|kind| kind.is_file()) {
            if files.len() == files_max {
                let reason = format!("files beyond the first {files_max} are not read");
                read.tree.unread.push(Unread::new("", "folder", reason));
                break;
            }
            files.push(entry.into_path());
        }
    }
    tell_links(root, &links, read);
    files
}

/// Tells of links that lead out of the folder, or nowhere: what lies there is not read. Others lead
/// to files that are read by their own names.
fn tell_links(root: &Path, links: &[PathBuf], read: &mut FolderRead) {
    let Ok(inside) = root.canonicalize() else {
        return;
    };
    let leads_out = |link: &&PathBuf| !link.canonicalize().is_ok_and(|to| to.starts_with(&inside));
    let out: Vec<&PathBuf> = links.iter().filter(leads_out).collect();
    for link in out.iter().take(LINKS_TOLD_MAX) {
        let reason = "it is a link that leads out of the folder, and is not followed";
        let unread = Unread::new(shown(root, link), "folder", reason);
        read.tree.unread.push(unread);
    }
    if let Some(more) = out
        .len()
        .checked_sub(LINKS_TOLD_MAX)
        .filter(|more| *more > 0)
    {
        let reason = format!("{more} more links lead out of the folder, and are not followed");
        read.tree.unread.push(Unread::new("", "folder", reason));
    }
}

/// An OCI image layout (OCI image specification, image-layout.md).
fn is_layout(folder: &Path) -> bool {
    folder.join("oci-layout").is_file() && folder.join("index.json").is_file()
}

/// What came of one file.
enum Seen {
    Image,
    Facts(Box<LayerFacts>),
}

fn file(root: &Path, path: &Path, is_root: bool, analysers: &[&dyn Analyser]) -> Seen {
    let mut facts = Box::<LayerFacts>::default();
    let shown = if is_root {
        name_of(path)
    } else {
        shown(root, path)
    };
    match look(path, &shown, analysers, &mut facts) {
        Ok(Looked::Image) => return Seen::Image,
        // In a folder, most files are none of anybody's business. Who names one file asks about it.
        Ok(Looked::Searched) if is_root && facts.unread.is_empty() => {
            let reason = "it is no image, bill of materials, lock file or program that is known, \
                          and was searched for secrets only";
            facts.unread.push(Unread::new(&shown, "file", reason));
        }
        Ok(_) => {}
        Err(error) => facts
            .unread
            .push(Unread::new(&shown, "folder", error.to_string())),
    }
    // Analysers name files as images do, without a leading slash; a folder has other names.
    Seen::Facts(facts)
}

/// What became of a file.
enum Looked {
    /// It is an image, which is none of the analysers' business.
    Image,
    /// A cataloguer wanted it.
    Catalogued,
    /// Nobody wanted it, or only who searches for secrets.
    Searched,
}

/// Shows one file to the analysers, unless it is an image.
fn look(
    path: &Path,
    shown: &str,
    analysers: &[&dyn Analyser],
    facts: &mut LayerFacts,
) -> io::Result<Looked> {
    let mut input = File::open(path)?;
    let mut head = Vec::new();
    input
        .by_ref()
        .take(HEAD_BYTES_MAX as u64)
        .read_to_end(&mut head)?;
    let named = has_name_of_archive(shown);
    let mut no_image = None;
    if named || seaworthy_image::may_be_archive(&head) || seaworthy_image::is_sif(&head) {
        let reason = match seaworthy_image::detect(path) {
            Ok(Some(_)) => return Ok(Looked::Image),
            Ok(None) => "it is an archive of something else than an image".to_owned(),
            Err(error) => error.to_string(),
        };
        // It may be an image that was cut off; that nothing was found in it must not be silence.
        no_image = named.then(|| format!("no packages are looked for in it: {reason}"));
    }
    let looked = show(&mut input, shown, &head, analysers, facts)?;
    if let Some(reason) = no_image {
        tell_once(shown, reason, facts);
    }
    Ok(looked)
}

/// Puts all that is not known of one archive into one entry: what is wrong with it is one thing,
/// whoever met it.
fn tell_once(shown: &str, first: String, facts: &mut LayerFacts) {
    let mut reasons = vec![first];
    facts.unread.retain(|unread| {
        let of_it = unread.path == shown;
        if of_it && !reasons.contains(&unread.reason) {
            reasons.push(unread.reason.clone());
        }
        !of_it
    });
    facts
        .unread
        .push(Unread::new(shown, "image", reasons.join("; ")));
}

/// Shows the content of a file to the analysers that want it. The head was read already.
fn show(
    input: &mut File,
    shown: &str,
    head: &[u8],
    analysers: &[&dyn Analyser],
    facts: &mut LayerFacts,
) -> io::Result<Looked> {
    let size_bytes = input.metadata()?.len();
    let file = FileHead {
        path: shown,
        size_bytes,
        mode: 0,
        uid: 0,
        gid: 0,
        head,
    };
    let wants: Vec<(&&dyn Analyser, Interest)> = analysers
        .iter()
        .map(|analyser| (analyser, analyser.interest(&file)))
        .collect();
    let is_catalogued = wants
        .iter()
        .any(|(analyser, wish)| *wish != Interest::None && analyser.id() != SECRETS);
    let looked = match is_catalogued {
        true => Looked::Catalogued,
        false => Looked::Searched,
    };
    let wanted = |interest| wants.iter().filter(move |(_, wish)| *wish == interest);
    let mut streams: Vec<_> = wanted(Interest::Stream)
        .map(|(analyser, _)| analyser.stream(&file))
        .collect();
    let mut whole = wanted(Interest::Whole).peekable();
    if whole.peek().is_some() && size_bytes > WHOLE_BYTES_MAX {
        let reason = format!("it is larger than {} MiB", WHOLE_BYTES_MAX >> 20);
        facts.unread.extend(
            wanted(Interest::Whole).map(|(a, _)| Unread::new(shown, a.id(), reason.as_str())),
        );
    } else if whole.peek().is_some() {
        let mut content = head.to_vec();
        input
            .by_ref()
            .take(WHOLE_BYTES_MAX)
            .read_to_end(&mut content)?;
        for (analyser, _) in whole {
            analyser.whole(&file, &content, facts);
        }
        streams.iter_mut().for_each(|stream| stream.chunk(&content));
        streams.into_iter().for_each(|stream| stream.finish(facts));
        return Ok(looked);
    }
    if !streams.is_empty() {
        streams.iter_mut().for_each(|stream| stream.chunk(head));
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let count = input.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            streams.iter_mut().for_each(|stream| stream.chunk(bytes));
        }
        streams.into_iter().for_each(|stream| stream.finish(facts));
    }
    Ok(looked)
}

pub(crate) fn shown(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    clean_path(&relative).unwrap_or_else(|_| relative.into_owned())
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Runs a function over all items on several threads, and keeps their order.
pub(crate) fn each<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    run: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        let mut mine = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { break };
            mine.push((index, run(item)));
        }
        done.lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .extend(mine);
    };
    thread::scope(|scope| {
        for _ in 1..threads.clamp(1, items.len().max(1)) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_their_items_on_any_number_of_threads() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [1, 2, 7] {
            assert_eq!(each(&items, threads, |item| item * 2)[999], 1998);
            assert!(each(&items, threads, |item| *item).is_sorted());
        }
        assert!(each(&Vec::<u8>::new(), 3, |_| ()).is_empty());
    }

    #[test]
    fn copies_and_caches_are_passed_over_and_layouts_are_images() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"x").unwrap();
        };
        for path in [
            "a.txt",
            ".env",
            "node_modules/b/package.json",
            ".git/config",
            "out/CACHEDIR.TAG",
            "out/c.txt",
            "image/oci-layout",
            "image/index.json",
            "image/blobs/sha256/0",
        ] {
            put(path);
        }
        let mut read = FolderRead::default();
        let files = walk(folder.path(), FILES_MAX, &mut read);
        let names: Vec<String> = files
            .iter()
            .map(|path| shown(folder.path(), path))
            .collect();
        assert_eq!(names, [".env", "a.txt"]);
        assert_eq!(read.images, [folder.path().join("image")]);
    }

    #[test]
    fn a_single_file_that_no_cataloguer_knows_is_told_and_a_known_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let unread = |name: &str, content: &str| {
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            let cataloguers = seaworthy_packages::Cataloguers::default();
            let engine = seaworthy_secrets::Engine::builtin().unwrap();
            let secrets = seaworthy_secrets::SecretAnalyser::new(engine);
            read(&path, &[&cataloguers, &secrets], 1)
                .unwrap()
                .tree
                .unread
        };
        let told = unread("notes.txt", "hello\n");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].reason.contains("searched for secrets only"));
        assert!(unread("Cargo.lock", "version = 4\n").is_empty());
    }

    #[test]
    fn a_root_that_is_not_there_is_an_error() {
        let error = read(Path::new("/nowhere"), &[], 1).unwrap_err();
        assert_eq!(error.to_string(), "cannot read /nowhere");
    }
}
