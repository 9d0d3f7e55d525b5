//! The list of rule files. A new rule is one file in `rules/` and one line here.

/// The rules, in the order of their ids.
pub(crate) const FILES: &[&str] = &[
    include_str!("../rules/1password-service-token.toml"),
    include_str!("../rules/age-secret-key.toml"),
    include_str!("../rules/airtable-token.toml"),
    include_str!("../rules/alibaba-access-key.toml"),
    include_str!("../rules/anthropic-key.toml"),
    include_str!("../rules/artifactory-reference-token.toml"),
    include_str!("../rules/artifactory-token.toml"),
    include_str!("../rules/atlassian-admin-token.toml"),
    include_str!("../rules/atlassian-api-token.toml"),
    include_str!("../rules/auth0-client-secret.toml"),
    include_str!("../rules/aws-access-key-id.toml"),
    include_str!("../rules/aws-key-pair.toml"),
    include_str!("../rules/aws-secret-access-key.toml"),
    include_str!("../rules/aws-session-token.toml"),
    include_str!("../rules/azure-client-secret.toml"),
    include_str!("../rules/azure-sas-token.toml"),
    include_str!("../rules/azure-service-bus-key.toml"),
    include_str!("../rules/azure-sql-connection.toml"),
    include_str!("../rules/azure-storage-key.toml"),
    include_str!("../rules/basic-header.toml"),
    include_str!("../rules/bearer-header.toml"),
    include_str!("../rules/bitbucket-app-password.toml"),
    include_str!("../rules/bitbucket-client-secret.toml"),
    include_str!("../rules/braintree-access-token.toml"),
    include_str!("../rules/brevo-key.toml"),
    include_str!("../rules/buildkite-token.toml"),
    include_str!("../rules/circleci-token.toml"),
    include_str!("../rules/cloudflare-origin-ca-key.toml"),
    include_str!("../rules/cloudflare-token.toml"),
    include_str!("../rules/codecov-token.toml"),
    include_str!("../rules/command-line-login.toml"),
    include_str!("../rules/contentful-token.toml"),
    include_str!("../rules/crates-io-token.toml"),
    include_str!("../rules/database-url-password.toml"),
    include_str!("../rules/databricks-token.toml"),
    include_str!("../rules/datadog-key.toml"),
    include_str!("../rules/digitalocean-token.toml"),
    include_str!("../rules/discord-bot-token.toml"),
    include_str!("../rules/discord-webhook.toml"),
    include_str!("../rules/django-secret-key.toml"),
    include_str!("../rules/docker-config-auth.toml"),
    include_str!("../rules/dockerhub-token.toml"),
    include_str!("../rules/doppler-token.toml"),
    include_str!("../rules/duffel-token.toml"),
    include_str!("../rules/dynatrace-token.toml"),
    include_str!("../rules/easypost-key.toml"),
    include_str!("../rules/encrypted-private-key.toml"),
    include_str!("../rules/fastly-token.toml"),
    include_str!("../rules/figma-token.toml"),
    include_str!("../rules/fly-token.toml"),
    include_str!("../rules/gcp-api-key.toml"),
    include_str!("../rules/gcp-service-account.toml"),
    include_str!("../rules/generic-api-key.toml"),
    include_str!("../rules/generic-password.toml"),
    include_str!("../rules/github-fine-grained-token.toml"),
    include_str!("../rules/github-legacy-token.toml"),
    include_str!("../rules/github-oauth-token.toml"),
    include_str!("../rules/github-refresh-token.toml"),
    include_str!("../rules/github-server-token.toml"),
    include_str!("../rules/github-token.toml"),
    include_str!("../rules/github-user-token.toml"),
    include_str!("../rules/gitlab-agent-token.toml"),
    include_str!("../rules/gitlab-deploy-token.toml"),
    include_str!("../rules/gitlab-feed-token.toml"),
    include_str!("../rules/gitlab-job-token.toml"),
    include_str!("../rules/gitlab-mail-token.toml"),
    include_str!("../rules/gitlab-oauth-secret.toml"),
    include_str!("../rules/gitlab-pipeline-trigger.toml"),
    include_str!("../rules/gitlab-runner-token.toml"),
    include_str!("../rules/gitlab-scim-token.toml"),
    include_str!("../rules/gitlab-token.toml"),
    include_str!("../rules/google-oauth-access-token.toml"),
    include_str!("../rules/google-oauth-client-secret.toml"),
    include_str!("../rules/grafana-api-key.toml"),
    include_str!("../rules/grafana-cloud-token.toml"),
    include_str!("../rules/grafana-service-token.toml"),
    include_str!("../rules/groq-key.toml"),
    include_str!("../rules/heroku-api-key.toml"),
    include_str!("../rules/heroku-token.toml"),
    include_str!("../rules/huggingface-token.toml"),
    include_str!("../rules/java-key-store.toml"),
    include_str!("../rules/json-web-token.toml"),
    include_str!("../rules/kubeconfig-client-key.toml"),
    include_str!("../rules/kubernetes-bootstrap-token.toml"),
    include_str!("../rules/langsmith-key.toml"),
    include_str!("../rules/linear-api-key.toml"),
    include_str!("../rules/mailchimp-key.toml"),
    include_str!("../rules/mailgun-key.toml"),
    include_str!("../rules/netlify-token.toml"),
    include_str!("../rules/netrc-password.toml"),
    include_str!("../rules/new-relic-key.toml"),
    include_str!("../rules/new-relic-license-key.toml"),
    include_str!("../rules/notion-legacy-secret.toml"),
    include_str!("../rules/notion-token.toml"),
    include_str!("../rules/npm-token.toml"),
    include_str!("../rules/npmrc-auth-token.toml"),
    include_str!("../rules/nuget-key.toml"),
    include_str!("../rules/okta-token.toml"),
    include_str!("../rules/openai-key.toml"),
    include_str!("../rules/openrouter-key.toml"),
    include_str!("../rules/openssh-encrypted-key.toml"),
    include_str!("../rules/openssh-private-key.toml"),
    include_str!("../rules/password-hash.toml"),
    include_str!("../rules/paypal-client-secret.toml"),
    include_str!("../rules/perplexity-key.toml"),
    include_str!("../rules/pgp-private-key.toml"),
    include_str!("../rules/pgpass-password.toml"),
    include_str!("../rules/pkcs12-store.toml"),
    include_str!("../rules/plaid-access-token.toml"),
    include_str!("../rules/plaid-secret.toml"),
    include_str!("../rules/planetscale-credential.toml"),
    include_str!("../rules/postman-key.toml"),
    include_str!("../rules/prefect-key.toml"),
    include_str!("../rules/private-key.toml"),
    include_str!("../rules/pulumi-token.toml"),
    include_str!("../rules/putty-private-key.toml"),
    include_str!("../rules/pypi-token.toml"),
    include_str!("../rules/rails-secret-key-base.toml"),
    include_str!("../rules/replicate-token.toml"),
    include_str!("../rules/rubygems-key.toml"),
    include_str!("../rules/sendgrid-key.toml"),
    include_str!("../rules/sentry-org-token.toml"),
    include_str!("../rules/sentry-user-token.toml"),
    include_str!("../rules/shippo-token.toml"),
    include_str!("../rules/shopify-admin-token.toml"),
    include_str!("../rules/shopify-custom-app-token.toml"),
    include_str!("../rules/shopify-private-app-password.toml"),
    include_str!("../rules/shopify-shared-secret.toml"),
    include_str!("../rules/slack-app-token.toml"),
    include_str!("../rules/slack-config-token.toml"),
    include_str!("../rules/slack-token.toml"),
    include_str!("../rules/slack-webhook.toml"),
    include_str!("../rules/snyk-token.toml"),
    include_str!("../rules/sonar-token.toml"),
    include_str!("../rules/sourcegraph-token.toml"),
    include_str!("../rules/square-access-token.toml"),
    include_str!("../rules/square-oauth-secret.toml"),
    include_str!("../rules/stripe-secret-key.toml"),
    include_str!("../rules/stripe-test-key.toml"),
    include_str!("../rules/stripe-webhook-secret.toml"),
    include_str!("../rules/supabase-token.toml"),
    include_str!("../rules/tailscale-key.toml"),
    include_str!("../rules/teams-webhook.toml"),
    include_str!("../rules/telegram-bot-token.toml"),
    include_str!("../rules/terraform-cloud-token.toml"),
    include_str!("../rules/twilio-auth-token.toml"),
    include_str!("../rules/typeform-token.toml"),
    include_str!("../rules/url-password.toml"),
    include_str!("../rules/vault-legacy-token.toml"),
    include_str!("../rules/vault-token.toml"),
    include_str!("../rules/wordpress-salt.toml"),
    include_str!("../rules/xai-key.toml"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::context::Context;
    use crate::engine::Engine;
    use crate::rule::Rule;

    fn engine() -> Engine {
        Engine::builtin().unwrap()
    }

    fn context(path: Option<&str>) -> Context<'_> {
        path.map_or_else(Context::default, Context::file)
    }

    #[test]
    fn every_rule_file_is_listed_under_its_own_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        let listed: Vec<String> = engine()
            .rules()
            .iter()
            .map(|rule| rule.id.clone())
            .collect();
        let unique: BTreeSet<String> = listed.iter().cloned().collect();
        assert_eq!(unique.len(), listed.len(), "an id is there twice");
        assert_eq!(unique, files);
        assert!(listed.len() >= 60);
    }

    #[test]
    fn every_rule_is_complete() {
        for rule in engine().rules() {
            let id = &rule.id;
            rule.compile()
                .unwrap_or_else(|error| panic!("{id}: {error:?}"));
            assert!(
                rule.pattern.contains("(?P<secret>"),
                "{id}: no group `secret`"
            );
            for text in [&rule.title, &rule.why, &rule.remedy, &rule.source] {
                assert!(text.len() >= 8, "{id}: a text is missing");
            }
            assert!(
                rule.why.ends_with('.') && rule.remedy.ends_with('.'),
                "{id}: no sentence"
            );
            assert!(rule.head || !rule.keywords.is_empty(), "{id}: no keyword");
            assert!(
                rule.head || !rule.found().is_empty(),
                "{id}: no example that is found"
            );
            assert!(rule.silent().count() > 0, "{id}: no silent example");
            for keyword in &rule.keywords {
                assert!(
                    keyword.len() >= 3,
                    "{id}: the keyword {keyword} is too common"
                );
            }
        }
    }

    /// What went wrong with the examples of one rule, without their values.
    fn faults(engine: &Engine, rule: &Rule) -> Vec<String> {
        let mut faults = Vec::new();
        for (number, example) in rule.found().iter().enumerate() {
            let (text, secret) = (example.text(), example.secret());
            let hits = engine.scan(text.as_bytes(), context(example.path())).hits;
            let right = hits.iter().any(|hit| {
                hit.rule == rule.id
                    && text.get(hit.span.start as usize..hit.span.end as usize) == Some(&*secret)
            });
            if !right {
                let rules: Vec<_> = hits
                    .iter()
                    .map(|hit| (hit.rule, hit.span.clone()))
                    .collect();
                faults.push(format!("{} found {number}: {rules:?}", rule.id));
            }
        }
        let path = rule.found().first().and_then(|example| example.path());
        for (number, text) in rule.silent().enumerate() {
            let hits = engine.scan(text.as_bytes(), context(path)).hits;
            if hits.iter().any(|hit| hit.rule == rule.id) {
                faults.push(format!("{} silent {number}", rule.id));
            }
        }
        faults
    }

    #[test]
    fn every_example_is_found_or_silent_as_its_file_says() {
        let engine = engine();
        let faults: Vec<String> = engine
            .rules()
            .iter()
            .flat_map(|rule| faults(&engine, rule))
            .collect();
        assert!(
            faults.is_empty(),
            "{} faults:\n{}",
            faults.len(),
            faults.join("\n")
        );
    }

    #[test]
    fn no_rule_file_holds_a_value_in_one_piece() {
        // A host that scans pushes for live tokens must find nothing in the rule files.
        let engine = engine();
        for (text, rule) in super::FILES.iter().zip(engine.rules()) {
            let mut hits = engine
                .scan(text.as_bytes(), Context::file("rules/rule.toml"))
                .hits;
            // Neighbouring pieces may look like a name with its value; that is no known form.
            hits.retain(|hit| !hit.rule.starts_with("generic-"));
            assert!(hits.is_empty(), "{}: {hits:?}", rule.id);
        }
    }
}
