//! Files of the build context are copied with `COPY`, not with `ADD`.
//!
//! # Why
//! `ADD` unpacks archives and fetches addresses on the way: what lands in the image depends on
//! the form of the file, and an archive from elsewhere may put files where nobody expects them.
//!
//! # Fix
//! Use `COPY`. To unpack an archive, copy it and unpack it in a `RUN` step that verifies it
//! first.
//!
//! # See
//! CIS Docker 4.9

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("local_archive_add.rs"))
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: ADD rootfs.tar.xz /
                - created_by: ADD app.tar.gz /srv/   #! `ADD` puts local files into /srv/
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: '/bin/sh -c #(nop) ADD file:5d7c in / '
                - created_by: COPY app /srv/
                - created_by: ADD --checksum=sha256:00 https://example.com/tool /usr/bin/
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for (index, entry) in config.history.iter().enumerate() {
        let step = entry
            .created_by
            .trim_start_matches("/bin/sh -c #(nop)")
            .trim();
        let step = step.strip_suffix("# buildkit").unwrap_or(step).trim();
        let Some(arguments) = step.strip_prefix("ADD ") else {
            continue;
        };
        let remote = ["http://", "https://", "git@", "git://"];
        if remote.iter().any(|scheme| arguments.contains(scheme)) {
            continue;
        }
        // The root file system of a base image can come in no other way.
        let target = arguments.split_whitespace().last().unwrap_or_default();
        if target == "/" {
            continue;
        }
        let message = format!("`ADD` puts local files into {target}");
        let location = Location::object(format!("config.history[{index}].created_by"));
        judge.fail(Failure::new(message, location).key(target));
    }
}
