//! Plans of Terraform are read.

use crate::reading::{facts, one, shown};

#[test]
fn a_plan_tells_values_and_what_is_not_known_yet() {
    let plan = r#"{"format_version": "1.2",
 "planned_values": {"root_module": {
  "resources": [{"address": "aws_s3_bucket_versioning.v[0]", "mode": "managed",
    "type": "aws_s3_bucket_versioning", "name": "v",
    "values": {"versioning_configuration": [{"status": "Enabled"}]}}],
  "child_modules": [{"resources": [{"address": "module.m[\"k\"].aws_s3_bucket.b",
    "type": "aws_s3_bucket", "name": "b", "values": {"acl": null, "bucket": "x"}}]}]}},
 "resource_changes": [{"address": "aws_s3_bucket_versioning.v[0]",
   "change": {"after_unknown": {"bucket": true, "versioning_configuration": [{"status": false}]}}}],
 "configuration": {"root_module": {"resources": [{"address": "aws_s3_bucket_versioning.v",
   "expressions": {"bucket": {"references": ["module.m.id", "aws_s3_bucket.b.id"]}}}]}}}"#;
    let facts = facts(&[("plan.json", plan)]);
    let versioning = one(&facts, "aws_s3_bucket_versioning.v");
    assert_eq!(
        shown(versioning, "versioning_configuration.status"),
        "Enabled"
    );
    assert_eq!(shown(versioning, "bucket"), "?known when applied");
    let references = versioning.look("bucket").node().unwrap().references();
    assert_eq!(&*references[0].address, "aws_s3_bucket.b");
    let bucket = one(&facts, "module.m.aws_s3_bucket.b");
    assert_eq!(shown(bucket, "acl"), "-");
    assert_eq!(shown(bucket, "bucket"), "x");
    assert_eq!(versioning.place.line, 3);
}
