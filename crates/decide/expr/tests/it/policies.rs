//! What policies say, through bindings, selectors, parameters and failures.

use seaworthy_expr::limits::{
    BINDINGS_MAX, EXPRESSIONS_MAX, OBJECT_DEPTH_MAX, OBJECT_VALUES_MAX, PARAMS_MAX, POLICIES_MAX,
};
use seaworthy_expr::{Action, Policies, ReviewOptions, Said, judge, review};
use seaworthy_facts::manifest::kubernetes::ObjectSet;

use super::{objects, set};

const CONFIG_MAP: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop, labels: {app: web}}
data: {count: '42'}
";

/// A policy over ConfigMaps, with more fields of its specification and one validation.
fn policy(more: &str, expression: &str) -> String {
    format!(
        "
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {{name: rule}}
spec:
  {more}
  matchConstraints:
    resourceRules:
      - {{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}}
  validations:
    - expression: |-
        {expression}
      message: 'no'
"
    )
}

fn binding(more: &str) -> String {
    format!(
        "
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {{name: bound}}
spec:
  policyName: rule
  validationActions: [Deny]
  {more}
"
    )
}

fn ask(set: &ObjectSet, policies: &Policies) -> Vec<Said> {
    let reviews = review(set, policies, &ReviewOptions::default());
    reviews.into_iter().map(|review| review.answer).collect()
}

/// What policies from elsewhere say of objects.
fn given(policies: &[&str], judged: &str) -> Vec<Said> {
    let mut read = Policies::default();
    read.read_given(&set(objects(&policies.join("---\n"))));
    assert_eq!(read.problems(), []);
    ask(&set(objects(judged)), &read)
}

fn messages(said: &[Said]) -> Vec<&str> {
    let refused = said.iter().map(|said| match said {
        Said::Refused { message, .. } => message.as_str(),
        Said::Unknown(_) => "?",
    });
    refused.collect()
}

fn problem(text: &str) -> String {
    let mut read = Policies::default();
    read.read_given(&set(objects(text)));
    let problem = read.problems().first().expect("something is wrong");
    problem.reason.clone()
}

#[test]
fn a_policy_among_the_objects_holds_only_where_it_is_bound() {
    let text = format!("{CONFIG_MAP}---{}", policy("", "false"));
    let unbound = set(objects(&text));
    let mut policies = Policies::default();
    policies.read(&unbound);
    assert_eq!(ask(&unbound, &policies), []);
    let bound = set(objects(&format!("{text}---{}", binding(""))));
    let mut policies = Policies::default();
    policies.read(&bound);
    assert_eq!(messages(&ask(&bound, &policies)), ["no"]);
}

#[test]
fn a_policy_from_elsewhere_holds_everywhere_unless_it_is_bound() {
    let rule = policy("", "false");
    assert_eq!(messages(&given(&[&rule], CONFIG_MAP)), ["no"]);
    let other = binding("matchResources: {objectSelector: {matchLabels: {app: db}}}");
    assert_eq!(given(&[&rule, &other], CONFIG_MAP), []);
}

#[test]
fn the_strictest_action_counts() {
    let text = "  validationActions: [Audit, Warn]";
    let warned = binding("").replace("  validationActions: [Deny]", text);
    let said = given(&[&policy("", "false"), &warned], CONFIG_MAP);
    assert!(
        matches!(&said[..], [Said::Refused { action: Action::Warn, binding: Some(name), .. }]
        if name == "bound")
    );
}

#[test]
fn an_error_is_a_refusal_or_unknown_and_never_a_pass() {
    let closed = given(&[&policy("", "object.data.missing == 'x'")], CONFIG_MAP);
    assert!(messages(&closed)[0].contains("resulted in error: no such key: missing"));
    let open = policy("failurePolicy: Ignore", "object.data.missing == 'x'");
    assert!(
        matches!(&given(&[&open], CONFIG_MAP)[..], [Said::Unknown(reason)]
        if reason.contains("Ignore"))
    );
    let dynamic = policy("", "object.data.count");
    assert!(messages(&given(&[&dynamic], CONFIG_MAP))[0].contains("not a bool"));
}

#[test]
fn conditions_decide_whether_a_policy_is_asked() {
    let with = |condition: &str| {
        let more = format!("matchConditions: [{{name: c, expression: \"{condition}\"}}]");
        given(&[&policy(&more, "false")], CONFIG_MAP)
    };
    assert_eq!(with("object.metadata.name == 'other'"), []);
    assert_eq!(messages(&with("request.namespace == 'shop'")), ["no"]);
    assert!(messages(&with("object.spec.x == 1"))[0].contains("no such key: spec"));
}

#[test]
fn variables_are_asked_when_needed_and_build_on_one_another() {
    let more = "variables: [{name: bad, expression: 'object.none'}, \
                {name: number, expression: 'int(object.data.count)'}, \
                {name: more, expression: 'variables.number + 1'}]";
    assert_eq!(
        given(&[&policy(more, "variables.more == 43")], CONFIG_MAP),
        []
    );
    let said = given(&[&policy(more, "variables.bad == 1")], CONFIG_MAP);
    assert!(messages(&said)[0].contains("no such key: none"));
}

#[test]
fn labels_of_a_namespace_that_no_file_describes_are_unknown() {
    let rule = policy("", "false");
    let by = |label: &str| {
        let selector = format!("matchResources: {{namespaceSelector: {{matchLabels: {label}}}}}");
        binding(&selector)
    };
    let stage = by("{stage: production}");
    assert!(
        matches!(&given(&[&rule, &stage], CONFIG_MAP)[..], [Said::Unknown(reason)]
        if reason.contains("`shop`"))
    );
    let named = by("{kubernetes.io/metadata.name: other}");
    assert_eq!(given(&[&rule, &named], CONFIG_MAP), []);
    let namespace =
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {stage: test}}\n";
    assert_eq!(given(&[&rule, &stage, namespace], CONFIG_MAP), []);
    let asking = policy("", "namespaceObject.metadata.labels.stage == 'test'");
    assert!(matches!(
        &given(&[&asking], CONFIG_MAP)[..],
        [Said::Unknown(_)]
    ));
    assert_eq!(given(&[&asking, namespace], CONFIG_MAP), []);
}

#[test]
fn parameters_come_from_files_and_are_unknown_without() {
    let rule = policy(
        "paramKind: {apiVersion: v1, kind: ConfigMap}",
        "object.metadata.name != params.data.name || params.metadata.name == object.metadata.name",
    );
    let bound =
        binding("paramRef: {name: limits, namespace: policy, parameterNotFoundAction: Deny}");
    assert!(
        matches!(&given(&[&rule, &bound], CONFIG_MAP)[..], [Said::Unknown(reason)]
        if reason.contains("`limits`"))
    );
    assert!(matches!(
        &given(&[&rule], CONFIG_MAP)[..],
        [Said::Unknown(_)]
    ));
    let params = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits, namespace: policy}\n\
                  data: {name: settings}\n";
    let said = given(&[&rule, &bound, params], CONFIG_MAP);
    assert_eq!(messages(&said), ["no"]);
}

#[test]
fn a_rule_of_another_version_is_unknown_and_an_exact_one_is_not_asked() {
    let rule = policy("", "false").replace("apiVersions: [v1]", "apiVersions: [v2]");
    assert!(
        matches!(&given(&[&rule], CONFIG_MAP)[..], [Said::Unknown(reason)]
        if reason.contains("converted"))
    );
    let exact = rule.replace("resourceRules:", "matchPolicy: Exact\n    resourceRules:");
    assert_eq!(given(&[&exact], CONFIG_MAP), []);
    let excluded = policy("", "false").replace(
        "    resourceRules:",
        "    excludeResourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], \
         resources: ['*'], resourceNames: [settings]}]\n    resourceRules:",
    );
    assert_eq!(given(&[&excluded], CONFIG_MAP), []);
}

#[test]
fn pods_that_a_workload_makes_are_asked_about() {
    let rule = policy(
        "",
        "object.spec.containers.all(c, c.imagePullPolicy == 'Always')",
    )
    .replace("configmaps", "pods");
    let deployment = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers: [{name: web, image: 'web:1'}]
";
    let judgements = judge(&set(objects(deployment)), &[set(objects(&rule))]);
    let finding = &judgements[0].findings[0];
    assert_eq!(
        finding.message,
        "admission policy `rule` refuses the pods of Deployment/web: no"
    );
    assert!(finding.rule.is_none());
}

#[test]
fn the_content_of_a_secret_is_in_no_message() {
    let secret =
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n";
    let rule = policy("", "false").replace("configmaps", "secrets");
    let telling = format!("{rule}      messageExpression: object.stringData.password\n");
    assert_eq!(messages(&given(&[&telling], secret)), ["no"]);
    let stumbling =
        policy("", "{'a': 1}[object.stringData.password] == 1").replace("configmaps", "secrets");
    let said = given(&[&stumbling], secret);
    assert!(!messages(&said)[0].contains("hunter2"));
}

#[test]
fn what_cannot_be_used_is_named() {
    assert!(
        problem(&policy("", "authorizer.path('/x').check('get').allowed()"))
            .contains("`authorizer` is not supported")
    );
    assert!(problem(&policy("", "object.frob()")).contains("an API server would refuse it"));
    assert!(problem(&policy("", "1 + 1")).contains("must evaluate to bool"));
    assert!(problem(&policy("speed: 1", "true")).contains("`speed`"));
    assert!(problem(&policy("failurePolicy: Maybe", "true")).contains("Maybe"));
    let future = policy("", "true").replace("k8s.io/v1", "k8s.io/v9");
    assert!(problem(&future).contains("`v9` is not supported"));
    let mutating = policy("", "true").replace("Validating", "Mutating");
    assert!(problem(&mutating).contains("not supported"));
}

#[test]
fn a_policy_that_cannot_be_used_leaves_an_unknown() {
    let rule = policy("", "authorizer.path('/x').check('get').allowed()");
    let judgements = judge(&set(objects(CONFIG_MAP)), &[set(objects(&rule))]);
    let unknown = &judgements[0].unknowns[0];
    let what = "ValidatingAdmissionPolicy `rule` of a.yaml (admission policy)";
    assert_eq!(unknown.what, what);
}

#[test]
fn policies_bindings_and_expressions_have_limits() {
    let rule = objects(&policy("", "true")).remove(0);
    let mut read = Policies::default();
    read.read(&set(vec![rule; POLICIES_MAX + 1]));
    assert_eq!(read.problems().len(), 1);
    let bound = objects(&binding("")).remove(0);
    let mut read = Policies::default();
    read.read(&set(vec![bound; BINDINGS_MAX + 1]));
    assert_eq!(read.problems().len(), 1);
    let many = "    - expression: 'true'\n".repeat(EXPRESSIONS_MAX);
    assert!(problem(&format!("{}{many}", policy("", "true"))).contains("expressions"));
}

#[test]
fn parameters_and_objects_have_limits() {
    let rule = policy("paramKind: {apiVersion: v1, kind: ConfigMap}", "true");
    let bound = binding("paramRef: {selector: {}, namespace: shop}");
    let mut read = Policies::default();
    read.read_given(&set(objects(&format!("{rule}---{bound}"))));
    let many = set(vec![objects(CONFIG_MAP).remove(0); PARAMS_MAX + 1]);
    assert!(matches!(&ask(&many, &read)[..], [Said::Unknown(reason), ..]
        if reason.contains("more than")));
    let rule = policy("", "true");
    let deep = format!(
        "{CONFIG_MAP}x: {}{}",
        "[".repeat(OBJECT_DEPTH_MAX + 1),
        "]".repeat(OBJECT_DEPTH_MAX + 1)
    );
    assert!(
        matches!(&given(&[&rule], &deep)[..], [Said::Unknown(reason)]
        if reason.contains("levels"))
    );
    let items = vec!["1"; OBJECT_VALUES_MAX].join(",");
    let wide = format!("{CONFIG_MAP}x: [{items}]");
    assert!(
        matches!(&given(&[&rule], &wide)[..], [Said::Unknown(reason)]
        if reason.contains("values"))
    );
}

#[test]
fn steps_of_all_policies_together_have_a_limit() {
    let mut read = Policies::default();
    read.read_given(&set(objects(&policy(
        "",
        "lists.range(100).all(i, i >= 0)",
    ))));
    let many = set(vec![objects(CONFIG_MAP).remove(0); 20]);
    let options = ReviewOptions {
        steps_max: 2_000,
        ..ReviewOptions::default()
    };
    let reviews = review(&many, &read, &options);
    assert!(!reviews.is_empty());
    assert!(
        reviews
            .iter()
            .all(|review| matches!(review.answer, Said::Unknown(_)))
    );
}
