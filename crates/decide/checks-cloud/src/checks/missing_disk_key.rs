//! Disks are encrypted with a key of the owner.
//!
//! # Why
//! A key of the provider cannot be taken away by the owner.
//!
//! # Fix
//! Name a `kms_key_id`, a `disk_encryption_set_id` or a `disk_encryption_key`.
//!
//! # See
//! CKV_AWS_189, CKV_AZURE_93, CKV_GCP_37, CKV_GCP_38

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Resource;
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Low, run)
    .doc(seaworthy_check::header!("missing_disk_key.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_compute_disk" "a" {   #! `google_compute_disk.a` is encrypted with a key of the provider
  name = "a"
}
"#,
        ),
        Example::new(
            r#"
resource "google_compute_disk" "a" {
  disk_encryption_key {
    kms_key_self_link = "k"
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is encrypted with a key of the provider";

static ASKS: &[Ask] = &[
    needs(&["aws_ebs_volume"], "kms_key_id", Want::Present),
    needs(
        &["azurerm_managed_disk"],
        "disk_encryption_set_id",
        Want::Present,
    ),
    needs(
        &["google_compute_disk"],
        "disk_encryption_key",
        Want::Present,
    ),
    refuses(&["google_compute_instance"], lacks_key),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn lacks_key(resource: &Resource) -> bool {
    let is_absent = |path: &str| resource.look(path).is_absent();
    is_absent("boot_disk.disk_encryption_key_raw") && is_absent("boot_disk.kms_key_self_link")
}
