//! No library is put into every process.
//!
//! # Why
//! What `LD_PRELOAD` or `/etc/ld.so.preload` names is loaded before all else and may replace any
//! function: allocators are loaded like this, and so are root kits.
//!
//! # Fix
//! Link the library into the program that needs it. If it must be preloaded, waive the finding
//! with the reason, and see that only root may write the library.
//!
//! # See
//! MITRE ATT&CK T1574.006

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("preloaded_library.rs"))
    .examples(&[
        Example::new(
            "
            config:
              env:
                LD_PRELOAD: /usr/lib/a.so   #! `LD_PRELOAD` puts a library into every process
            ",
        ),
        Example::new(
            "
            files:
              - path: etc/ld.so.preload   #! `/etc/ld.so.preload` puts libraries into every process
                purposes: [preload]
            ",
        ),
        Example::new(
            "
            config:
              env:
                LD_PRELOAD: ''
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for (layer, files) in image.files_for(FilePurpose::Preload) {
        for found in files {
            let message = format!("`/{}` puts libraries into every process", found.file.path);
            let location = image.facts.location(layer, Some(&found.file.path), None);
            judge.fail(Failure::new(message, location).severity(Severity::Medium));
        }
    }
    let env = image.facts.config.iter().flat_map(|config| &config.env);
    for (name, value) in env {
        let preload = matches!(name.as_str(), "LD_PRELOAD" | "LD_AUDIT");
        if preload && !value.trim().is_empty() {
            let message = format!("`{name}` puts a library into every process");
            let location = Location::object(format!("config.env.{name}"));
            judge.fail(Failure::new(message, location).evidence("value", value.trim()));
        }
    }
}
