//! What stays the same as long as nobody writes to a file, so that its bytes need no second look.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::time::{Duration, SystemTime};

use crate::cache::{Key, Parts};

/// Two changes within one tick of the clock of a file system leave the same time. The kernel's is
/// 10 ms at most; file systems that count in whole seconds are told by their zeros.
const TICK: Duration = Duration::from_millis(100);
const COARSE_TICK: Duration = Duration::from_secs(3);

/// Device, number, size and both times of a file. The time of change is set by the kernel at every
/// write, and no program can set it back. `None`: the file was changed a moment ago, and could be
/// changed again without a trace.
pub(super) fn of(metadata: &Metadata, now: SystemTime) -> Option<Parts> {
    let nanos = u32::try_from(metadata.ctime_nsec()).unwrap_or(0);
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let changed = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos);
    let tick = if nanos == 0 { COARSE_TICK } else { TICK };
    // A change in the future is one of a clock that cannot be relied on.
    if now.duration_since(changed).ok()? < tick {
        return None;
    }
    Some(
        Key::new("file")
            .number(metadata.dev())
            .number(metadata.ino())
            .number(metadata.len())
            .text(&format!("{}.{}", metadata.mtime(), metadata.mtime_nsec()))
            .text(&format!("{}.{}", metadata.ctime(), metadata.ctime_nsec())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_times_once_it_rests() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let metadata = file.as_file().metadata().unwrap();
        let later = SystemTime::now() + Duration::from_secs(60);
        let key = |metadata: &Metadata| of(metadata, later).unwrap().finish();
        let before = key(&metadata);
        assert_eq!(before, key(&file.as_file().metadata().unwrap()));
        std::fs::write(file.path(), b"x").unwrap();
        assert_ne!(before, key(&file.as_file().metadata().unwrap()));
        let changed = SystemTime::UNIX_EPOCH
            + Duration::new(
                u64::try_from(metadata.ctime()).unwrap(),
                u32::try_from(metadata.ctime_nsec()).unwrap(),
            );
        assert!(of(&metadata, changed).is_none());
        assert!(of(&metadata, changed - Duration::from_secs(1)).is_none());
    }
}
