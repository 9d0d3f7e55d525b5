//! Terraform as plain code writes it.

use crate::reading::{facts, one, shown};

#[test]
fn names_are_followed_to_their_values_and_places() {
    let facts = facts(&[
        (
            "main.tf",
            "variable \"acl\" {\n  default = \"public-read\"\n}\nvariable \"open\" {}\n\
             locals {\n  tags = merge({ a = \"b\" }, { c = upper(\"d\") })\n}\n\
             resource \"aws_s3_bucket\" \"b\" {\n  acl    = var.acl\n  bucket = \
             \"x-${var.open}\"\n  \
             tags   = local.tags\n  force_destroy = null\n}\n",
        ),
        ("terraform.tfvars", "acl = \"private\"\n"),
        ("other.tfvars", "acl = \"unused\"\n"),
    ]);
    let bucket = one(&facts, "aws_s3_bucket.b");
    assert_eq!(shown(bucket, "acl"), "private");
    assert_eq!(shown(bucket, "bucket"), "?the variable `open` has no value");
    assert_eq!(shown(bucket, "tags"), "{a:b,c:D}");
    assert_eq!(shown(bucket, "force_destroy"), "-");
    let acl = bucket.look("acl").node().unwrap();
    assert_eq!((&*acl.place.path, acl.place.line), ("main.tf", 9));
    assert_eq!(&*acl.origin.as_ref().unwrap().path, "terraform.tfvars");
    let name = bucket.look("bucket").node().unwrap();
    assert_eq!(name.partial_text(), Some("x-\u{fffc}"));
}

#[test]
fn modules_get_their_inputs_and_give_their_outputs() {
    let facts = facts(&[
        (
            "main.tf",
            "module \"net\" {\n  source = \"./net\"\n  cidr = \"0.0.0.0/0\"\n}\n\
             resource \"x\" \"y\" {\n  a = module.net.given\n  b = module.net.id\n}\n\
             module \"far\" {\n  source = \"git::https://me:pw@git.example/vpc.git?token=x\"\n}\n",
        ),
        (
            "net/main.tf",
            "variable \"cidr\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.cidr\n}\n\
             output \"given\" {\n  value = var.cidr\n}\noutput \"id\" {\n  value = \
             aws_vpc.v.id\n}\n",
        ),
    ]);
    let vpc = one(&facts, "module.net.aws_vpc.v");
    assert_eq!(shown(vpc, "cidr_block"), "0.0.0.0/0");
    assert_eq!(vpc.calls[0].place.line, 1);
    let user = one(&facts, "x.y");
    assert_eq!(shown(user, "a"), "0.0.0.0/0");
    let id = user.look("b").node().unwrap();
    assert_eq!(&*id.references()[0].address, "module.net.aws_vpc.v");
    assert_eq!(facts.problems.len(), 1, "{:?}", facts.problems);
    assert!(
        facts.problems[0]
            .reason
            .ends_with("`git::https://git.example/vpc.git` is not among the files")
    );
}

#[test]
fn instances_and_dynamic_blocks_are_expanded() {
    let facts = facts(&[(
        "main.tf",
        "locals {\n  ports = [22, 80]\n}\n\
         resource \"sg\" \"a\" {\n  dynamic \"ingress\" {\n    for_each = local.ports\n    \
         content {\n      port = ingress.value\n    }\n  }\n  ingress {\n    port = 1\n  }\n}\n\
         resource \"b\" \"many\" {\n  for_each = toset([\"x\", \"y\"])\n  name = each.key\n}\n\
         resource \"b\" \"none\" {\n  count = 0\n}\n\
         resource \"b\" \"two\" {\n  count = 2\n  n = \"i-${count.index}\"\n}\n\
         resource \"b\" \"open\" {\n  count = var.unknown\n}\n",
    )]);
    let group = one(&facts, "sg.a");
    assert_eq!(shown(group, "ingress"), "[{port:22},{port:80},{port:1}]");
    let names = |address: &str, path: &str| -> Vec<String> {
        let found = facts.resources.iter().filter(|one| one.address == address);
        found.map(|one| shown(one, path)).collect()
    };
    assert_eq!(names("b.many", "name"), ["x", "y"]);
    assert_eq!(names("b.none", "n"), [""; 0]);
    assert_eq!(names("b.two", "n"), ["i-0", "i-1"]);
    assert_eq!(names("b.open", "n").len(), 1);
}

#[test]
fn expressions_are_evaluated_and_never_guessed() {
    let facts = facts(&[(
        "main.tf",
        "variable \"u\" {}\nresource \"r\" \"e\" {\n\
         a = true ? \"yes\" : \"no\"\n\
         b = var.u ? 1 : 2\n\
         c = var.u && false\n\
         d = [for k, v in { x = 1, y = 2 } : \"${k}${v}\" if v > 1]\n\
         e = { for s in [\"p\", \"q\"] : s => upper(s) }\n\
         f = r.other[*].name\n\
         g = [{ n = 1 }, { n = 2 }][*].n\n\
         h = <<EOT\nline ${1 + 1}\n%{ for i in [1, 2] ~}\n${i}\n%{ endfor ~}\nEOT\n\
         i = jsonencode({ a = [1, true, null], b = var.u })\n\
         j = try(var.nothing.here, \"fallback\")\n\
         k = lookup({ a = \"b\" }, \"z\", \"default\")\n\
         l = sha256(\"x\")\n\
         m = !false\n\
         n = -1\n\
         o = local.circle\n\
         p = var.u ? 3 : 3\n\
         }\nlocals {\n  circle = local.circle\n}\n",
    )]);
    let e = one(&facts, "r.e");
    let expected = [
        ("a", "yes"),
        ("b", "?the variable `u` has no value"),
        ("c", "false"),
        ("d", "[y2]"),
        ("e", "{p:P,q:Q}"),
        ("g", "[1,2]"),
        ("h", "line 2\n1\n2\n"),
        ("i", "json({a:[1,true,null],b:?})"),
        ("k", "default"),
        ("l", "?the function `sha256` is not evaluated"),
        ("m", "true"),
        ("n", "-1"),
        ("o", "?`local.circle` depends on itself"),
        ("p", "3"),
    ];
    for (path, value) in expected {
        assert_eq!(shown(e, path), value, "{path}");
    }
}

#[test]
fn resources_know_each_other_by_reference() {
    let facts = facts(&[(
        "main.tf",
        "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"logs\"\n}\n\
         resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = aws_s3_bucket.b.id\n}\n\
         resource \"aws_s3_bucket_acl\" \"a\" {\n  bucket = aws_s3_bucket.b.bucket\n}\n\
         data \"aws_iam_policy_document\" \"d\" {\n  statement {\n    actions = [\"*\"]\n    \
         resources = [\"${aws_s3_bucket.b.arn}/*\"]\n    principals {\n      type = \"AWS\"\n      \
         identifiers = [\"*\"]\n    }\n  }\n}\n\
         resource \"aws_s3_bucket_policy\" \"p\" {\n  policy = \
         data.aws_iam_policy_document.d.json\n}\n",
    )]);
    let of = |address: &str| {
        let node = one(&facts, address).look("bucket").node().unwrap();
        node.references()[0].address.to_string()
    };
    assert_eq!(of("aws_s3_bucket_versioning.v"), "aws_s3_bucket.b");
    assert_eq!(of("aws_s3_bucket_acl.a"), "aws_s3_bucket.b");
    assert_eq!(shown(one(&facts, "aws_s3_bucket_acl.a"), "bucket"), "logs");
    let policy = one(&facts, "aws_s3_bucket_policy.p");
    let policy = policy.look("policy").node().unwrap().document().unwrap();
    let statement = &policy.get("Statement").unwrap().items()[0];
    let principal = statement.get("Principal").unwrap().get("AWS").unwrap();
    assert_eq!(principal.items()[0].as_str(), Some("*"));
    assert_eq!(statement.get("Effect").unwrap().as_str(), Some("Allow"));
    let resource = &statement.get("Resource").unwrap().items()[0];
    assert_eq!(resource.partial_text(), Some("\u{fffc}/*"));
}

#[test]
fn the_form_in_json_and_files_beside_are_read() {
    let facts = facts(&[
        (
            "main.tf.json",
            "{\"variable\": {\"n\": {\"default\": \"v\"}},\n \"resource\": {\"a\": {\"b\": {\n   \
             \"x\": \"${var.n}-1\", \"y\": [{\"z\": true}],\n   \
             \"t\": \"${templatefile(\\\"t.tpl\\\", {who = \\\"me\\\"})}\"}}}}",
        ),
        ("t.tpl", "hello ${who}"),
    ]);
    let a = one(&facts, "a.b");
    assert_eq!(shown(a, "x"), "v-1");
    assert_eq!(shown(a, "y.z"), "true");
    assert_eq!(shown(a, "t"), "hello me");
    assert_eq!(a.look("y").node().unwrap().place.line, 3);
}

#[test]
fn providers_and_back_ends_are_resources_too() {
    let facts = facts(&[(
        "main.tf",
        "terraform {\n  backend \"s3\" {\n    encrypt = false\n  }\n}\n\
         provider \"aws\" {\n  access_key = \"AKIAEXAMPLE\"\n}\n",
    )]);
    assert_eq!(shown(one(&facts, "backend.s3"), "encrypt"), "false");
    assert_eq!(
        shown(one(&facts, "provider.aws"), "access_key"),
        "AKIAEXAMPLE"
    );
}
