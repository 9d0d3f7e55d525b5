//! Templates of CloudFormation.

use crate::reading::{facts, one, shown};

#[test]
fn functions_are_evaluated_in_both_forms() {
    let facts = facts(&[(
        "stack.yaml",
        "AWSTemplateFormatVersion: '2010-09-09'\n\
         Parameters:\n  Acl: {Type: String, Default: PublicRead}\n  Open: {Type: String}\n  \
         Nets: {Type: CommaDelimitedList, Default: 'a, b'}\n\
         Mappings:\n  M: {eu: {size: big}}\n\
         Conditions:\n  Yes: !Equals [!Ref Acl, PublicRead]\n  No: !Not [!Condition Yes]\n  \
         Loop: !Condition Loop\n\
         Resources:\n  B:\n    Type: AWS::S3::Bucket\n    Properties:\n      \
         AccessControl: !Ref Acl\n      BucketName: !Sub 'x-${Open}-y'\n      \
         Size: !FindInMap [M, eu, size]\n      \
         Joined: !Join ['-', [a, !Ref Acl]]\n      \
         Pick: !Select [1, !Ref Nets]\n      \
         Choice: !If [No, 1, 2]\n      \
         Gone: !If [No, 1, !Ref 'AWS::NoValue']\n      \
         Around: !If [Loop, 1, 2]\n      \
         Parts: {'Fn::Split': [',', 'p,q']}\n      \
         Zone: {'Fn::Select': ['0', {'Fn::GetAZs': ''}]}\n  \
         Never:\n    Type: AWS::S3::Bucket\n    Condition: No\n  \
         P:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: !Ref B\n",
    )]);
    let bucket = one(&facts, "B");
    let expected = [
        ("AccessControl", "PublicRead"),
        ("BucketName", "?`Open` is not known"),
        ("Size", "big"),
        ("Joined", "a-PublicRead"),
        ("Pick", "b"),
        ("Choice", "2"),
        ("Gone", "-"),
        ("Around", "?the condition is not known"),
        ("Parts", "[p,q]"),
        ("Zone", "?`Fn::GetAZs` is known when deployed"),
    ];
    for (path, value) in expected {
        assert_eq!(shown(bucket, path), value, "{path}");
    }
    assert_eq!(bucket.look("AccessControl").node().unwrap().place.line, 16);
    assert!(facts.resources.iter().all(|one| one.address != "Never"));
    let policy = one(&facts, "P").look("Bucket").node().unwrap();
    assert_eq!(&*policy.references()[0].address, "B");
}

#[test]
fn a_template_in_json_is_read_and_other_documents_are_not() {
    let facts = facts(&[
        (
            "t.json",
            "{\"Resources\": {\"Q\": {\"Type\": \"AWS::SQS::Queue\"}}}",
        ),
        ("k8s.yaml", "apiVersion: v1\nkind: Pod\n"),
        (
            "package.json",
            "{\"Resources\": {\"a\": {\"Type\": \"x\"}}}",
        ),
    ]);
    assert_eq!(facts.resources.len(), 1);
    assert!(facts.problems.is_empty());
}
