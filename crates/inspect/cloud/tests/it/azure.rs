//! Templates of Azure, in JSON and in Bicep.

use crate::reading::{facts, one, shown};

#[test]
fn a_template_in_json_is_evaluated() {
    let template = r#"{
 "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
 "parameters": {"name": {"type": "string", "defaultValue": "Web"}, "open": {"type": "string"}},
 "variables": {"full": "[concat(toLower(parameters('name')), '-', 'it''s')]", "ports": [22, 80]},
 "resources": [
  {"type": "Microsoft.Storage/storageAccounts", "name": "[variables('full')]",
   "properties": {"a": "[parameters('open')]", "b": "[variables('ports')[1]]",
     "c": "[if(equals(parameters('name'), 'Web'), 'yes', 'no')]", "d": "[[literal]",
     "copy": [{"name": "rules", "count": 2, "input": {"n": "[copyIndex('rules', 1)]"}}]},
   "resources": [{"type": "blobServices", "name": "default", "properties": {"x": true}}]},
  {"type": "Microsoft.X/y",
   "name": "[concat('n', copyIndex())]", "copy": {"name": "l", "count": 2}},
  {"type": "Microsoft.X/z", "name": "off", "condition": "[not(true())]"},
  {"type": "Microsoft.Resources/deployments", "name": "inner", "properties": {
    "expressionEvaluationOptions": {"scope": "inner"},
    "parameters": {"p": {"value": "[parameters('name')]"}},
    "template": {"parameters": {"p": {"type": "string"}},
      "resources": [{"type": "Microsoft.X/w", "name": "[parameters('p')]"}]}}}
 ]}"#;
    let facts = facts(&[("azuredeploy.json", template)]);
    let account = one(&facts, "Microsoft.Storage/storageAccounts/web-it's");
    let expected = [
        ("properties.a", "?the parameter `open` has no value"),
        ("properties.b", "80"),
        ("properties.c", "yes"),
        ("properties.d", "[literal]"),
        ("properties.rules", "[{n:1},{n:2}]"),
    ];
    for (path, value) in expected {
        assert_eq!(shown(account, path), value, "{path}");
    }
    let services = one(
        &facts,
        "Microsoft.Storage/storageAccounts/blobServices/default",
    );
    assert_eq!(shown(services, "properties.x"), "true");
    one(&facts, "Microsoft.X/y/n0");
    one(&facts, "Microsoft.X/y/n1");
    one(&facts, "Microsoft.X/w/Web");
    assert_eq!(facts.resources.len(), 5);
}

#[test]
fn bicep_is_evaluated() {
    let main = "targetScope = 'resourceGroup'\n\n@description('the name')\n\
        param name string = 'web'\nparam open string\n@secure()\nparam list array = [\n  'a'\n  \
        'b'\n]\n\
        var tags = {\n  env: 'x-${name}'\n  'b-c': true // yes\n}\n\
        var names = [for (n, i) in list: '${n}${i}']\n\
        resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: \
        toLower('ACC')\n  \
        tags: tags\n  properties: {\n    supportsHttpsTrafficOnly: false\n    \
        choice: empty(open) ? 'e' : 'f'\n    known: name == 'web' ? 1 : 2\n    \
        names: names\n    mapped: map(list, x => toUpper(x))\n  }\n\n  \
        resource blobs 'blobServices' = {\n    name: 'default'\n  }\n}\n\
        resource other 'Microsoft.X/y@1' existing = {\n  name: 'o'\n}\n\
        resource many 'Microsoft.X/z@1' = [for n in list: if (n != 'b') {\n  name: n\n}]\n\
        resource child 'Microsoft.X/y/c@1' = if (false) {\n  name: 'n'\n}\n\
        module inner './modules/inner.bicep' = {\n  name: 'inner'\n  params: {\n    p: \
        account.name\n  }\n}\n\
        resource user 'Microsoft.X/u@1' = {\n  name: inner.outputs.given\n  parent: account\n}\n";
    let inner =
        "param p string\nresource r 'Microsoft.X/i@1' = {\n  name: p\n}\noutput given string = p\n";
    let facts = facts(&[("main.bicep", main), ("modules/inner.bicep", inner)]);
    assert!(facts.problems.is_empty(), "{:?}", facts.problems);
    let account = one(&facts, "account");
    let expected = [
        ("name", "acc"),
        ("tags", "{env:x-web,b-c:true}"),
        ("properties.supportsHttpsTrafficOnly", "false"),
        ("properties.choice", "?the parameter `open` has no value"),
        ("properties.known", "1"),
        ("properties.names", "[a0,b1]"),
        ("properties.mapped", "[A,B]"),
    ];
    for (path, value) in expected {
        assert_eq!(shown(account, path), value, "{path}");
    }
    assert_eq!(account.kind, "Microsoft.Storage/storageAccounts");
    assert_eq!(
        one(&facts, "blobs").kind,
        "Microsoft.Storage/storageAccounts/blobServices"
    );
    assert_eq!(shown(one(&facts, "many"), "name"), "a");
    assert_eq!(shown(one(&facts, "inner.r"), "name"), "acc");
    assert_eq!(shown(one(&facts, "user"), "name"), "acc");
    let parent = one(&facts, "user").look("parent").node().unwrap();
    assert_eq!(&*parent.references()[0].address, "account");
    assert!(
        facts
            .resources
            .iter()
            .all(|one| !["other", "child"].contains(&&*one.address))
    );
    let https = account
        .look("properties.supportsHttpsTrafficOnly")
        .node()
        .unwrap();
    assert_eq!((&*https.place.path, https.place.line), ("main.bicep", 20));
}
