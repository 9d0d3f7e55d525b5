//! The image names a user that is not root.
//!
//! # Why
//! A process that is root in its container is root to the kernel as well: a flaw in the runtime, a
//! mounted folder or one capability too many is enough to reach the node.
//!
//! # Fix
//! Add a user in the build and name it by number, as `USER 10001`, so that `runAsNonRoot` can be
//! checked without looking into the image.
//!
//! # See
//! CIS Docker 4.1
//! Pod Security Standards, restricted: running as non-root
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-03", Severity::High, run)
    .doc(seaworthy_check::header!("root_user.rs"))
    .examples(&[
        Example::new(
            "
            config:
              user: root   #! the image runs as root
            ",
        ),
        Example::new(
            "
            config:
              user: ''   #! the image names no user and runs as root
            ",
        ),
        Example::new(
            "
            config:
              user: admin:staff   #! the image runs as `admin`, which has user id 0
            accounts:
              - {name: admin, uid: 0, gid: 0}
            ",
        ),
        Example::new(
            "
            config:
              user: '10001'
            ",
        ),
        Example::new(
            "
            config:
              user: web
            accounts:
              - {name: web, uid: 10001, gid: 10001}
            ",
        ),
        Example::new("name: a-root-file-system"),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let user = config.user.split(':').next().unwrap_or_default();
    let account = image
        .facts
        .accounts
        .iter()
        .find(|account| account.name == user);
    let uid = user
        .parse::<u32>()
        .ok()
        .or_else(|| account.map(|account| account.uid));
    let message = match (user, uid) {
        ("", _) => "the image names no user and runs as root".to_owned(),
        ("root" | "0", _) => "the image runs as root".to_owned(),
        (_, Some(0)) => format!("the image runs as `{user}`, which has user id 0"),
        _ => return,
    };
    let failure = Failure::new(message, Location::object("config.user"));
    judge.fail(failure.evidence("config.User", config.user.clone()));
}
