//! Storage is not readable or writable by everyone.
//!
//! # Why
//! Open buckets are found by scanners within hours, with backups and state files in them.
//!
//! # Fix
//! Remove public ACLs, `allUsers` and `*`; serve public files through a distribution.
//!
//! # See
//! CIS AWS 2.1.4
//! CIS GCP 5.1
//! CKV_AWS_20, CKV_AWS_57, CKV_GCP_28, CKV_AZURE_34, CKV_ALI_1, CKV_OCI_10

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::Node;
use seaworthy_model::Severity;

use crate::policy::Statement;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("ACC-01", Severity::Critical, run)
    .doc(seaworthy_check::header!("public_bucket.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {
  acl = "public-read"   #! `aws_s3_bucket.a` is open to everyone
}
"#,
        ),
        Example::new(
            r#"
Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead   #! `Files` is open to everyone
"#,
        ),
        Example::new(
            r#"
resource "aws_s3_bucket" "a" {
  acl = "private"
}
resource "aws_s3_bucket_policy" "p" {
  bucket = aws_s3_bucket.a.id
  policy = jsonencode({
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*" }]
  })
}
"#,
        ),
    ]);

const SAYS: &str = "is open to everyone";

static ASKS: &[Ask] = &[
    allows(
        &["aws_s3_bucket", "aws_s3_bucket_acl"],
        "acl",
        Want::NoneOf(&[
            "public-read",
            "public-read-write",
            "authenticated-read",
            "website",
        ]),
    ),
    allows(
        &["AWS::S3::Bucket"],
        "AccessControl",
        Want::NoneOf(&["PublicRead", "PublicReadWrite", "AuthenticatedRead"]),
    ),
    allows(
        &["google_storage_bucket_iam_member"],
        "member",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &["google_storage_bucket_iam_binding"],
        "members",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &[
            "google_storage_bucket_access_control",
            "google_storage_default_object_access_control",
        ],
        "entity",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &["azurerm_storage_container"],
        "container_access_type",
        Want::NoneOf(&["blob", "container"]),
    ),
    allows(
        &["Microsoft.Storage/storageAccounts/blobServices/containers"],
        "properties.publicAccess",
        Want::NoneOf(&["Blob", "Container"]),
    ),
    allows(&["aws_s3_bucket_policy"], "policy", Want::Is(is_bound)),
    allows(
        &["AWS::S3::BucketPolicy"],
        "PolicyDocument",
        Want::Is(is_bound),
    ),
    allows(
        &["alicloud_oss_bucket"],
        "acl",
        Want::NoneOf(&[
            "public-read",
            "public-read-write",
            "authenticated-read",
            "website",
        ]),
    ),
    allows(
        &["oci_objectstorage_bucket"],
        "access_type",
        Want::NoneOf(&["ObjectRead", "ObjectReadWithoutList"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_bound(node: &Node) -> bool {
    let Some(document) = node.document() else {
        return true;
    };
    let statements = Statement::all(&document);
    !statements
        .iter()
        .any(|one| one.allows() && one.is_for_everyone() && !one.has_condition())
}
