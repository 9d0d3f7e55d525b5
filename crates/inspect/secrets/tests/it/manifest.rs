//! Manifests: what is decoded, and what is silent.

use seaworthy_secrets::{Engine, Scanned, Shortfall};

fn scan(path: &str, text: &str) -> Scanned {
    Engine::builtin()
        .expect("the built-in rules are read")
        .scan_manifest(text.as_bytes(), path)
}

fn found(text: &str) -> Vec<(&'static str, u64)> {
    let hits = scan("deploy/a.yaml", text).hits.into_iter();
    hits.map(|hit| (hit.rule, hit.line)).collect()
}

/// Values that belong to nobody, put together here so that no file holds them whole.
fn key_id() -> String {
    ["AKIA", "Q3EGR7ZT", "W5XNB2KD"].concat()
}

fn password() -> String {
    ["k9", "mPq2vLx8"].concat()
}

#[test]
fn values_of_a_secret_are_searched_decoded() {
    // The access key, once and twice encoded, and the password, put together.
    let once = ["QUtJQVEzRUdSN1p", "UVzVYTkIyS0Q="].concat();
    let twice = ["UVV0SlFWRXpSVWRTTjF", "wVVZ6VllUa0l5UzBRPQ=="].concat();
    let word = ["azltUHEy", "dkx4OA=="].concat();
    let text = format!(
        "apiVersion: v1\ndata:\n  id: {once}\n  other: \"{twice}\"\n  db-password: {word}\n  \
         user: YWRtaW4=\nkind: Secret\n"
    );
    let expected = [
        ("aws-access-key-id", 3),
        ("aws-access-key-id", 4),
        ("generic-password", 5),
    ];
    assert_eq!(found(&text), expected);
    let hits = scan("deploy/a.yaml", &text).hits;
    let [first, second, third] = &hits[..] else {
        panic!("{hits:?}")
    };
    assert_eq!((first.column, first.length), (7, 20));
    assert_eq!(first.fingerprint, second.fingerprint);
    assert_eq!(third.length, password().len() as u64);
    assert!(!format!("{hits:?}").contains(&password()));
    // The same bytes in another kind are data of a program.
    let other = text.replace("kind: Secret", "kind: ConfigMap");
    assert!(!found(&other).contains(&("aws-access-key-id", 3)));
}

#[test]
fn a_simple_password_in_a_secret_counts_and_a_stand_in_does_not() {
    let secret = |value: &str| format!("kind: Secret\ndata:\n  password: {value}\n");
    // `letmein`, `changeme`, `${PASSWORD}`, nothing.
    assert_eq!(
        found(&secret("bGV0bWVpbg==")),
        [("kubernetes-secret-data", 3)]
    );
    for value in [
        "Y2hhbmdlbWU=",
        "JHtQQVNTV09SRH0=",
        "\"\"",
        "{{ .Values.password | b64enc }}",
    ] {
        assert_eq!(found(&secret(value)), [], "{value}");
    }
    let plain = "kind: Secret\nstringData:\n  password: letmein\n  username: admin\n";
    assert_eq!(found(plain), [("kubernetes-secret-data", 3)]);
}

#[test]
fn docker_configurations_are_decoded() {
    use base64_of::encode;
    let auth = encode(&["robot:", &password()].concat());
    let config = encode(&format!(
        "{{\"auths\":{{\"r.example\":{{\"auth\":\"{auth}\"}}}}}}"
    ));
    let text = format!(
        "kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: {config}\n"
    );
    assert_eq!(found(&text), [("docker-config-auth", 4)]);
    let wrapped = text.replace(
        &config,
        &format!("|\n    {}\n    {}", &config[..40], &config[40..]),
    );
    assert_eq!(found(&wrapped), [("docker-config-auth", 4)]);
}

#[test]
fn the_copy_that_apply_keeps_is_searched() {
    let word = base64_of::encode(&password());
    let object = format!("{{\"kind\":\"Secret\",\"data\":{{\"password\":\"{word}\"}}}}");
    let key = "kubectl.kubernetes.io/last-applied-configuration";
    let text = format!("kind: Secret\nmetadata:\n  annotations:\n    {key}: |\n      {object}\n");
    assert_eq!(found(&text), [("generic-password", 4)]);
    let quoted = format!("kind: Secret\nmetadata:\n  annotations:\n    {key}: '{object}'\n");
    assert_eq!(found(&quoted), [("generic-password", 4)]);
}

#[test]
fn a_variable_and_its_value_on_two_lines_belong_together() {
    let text = format!(
        "kind: Pod\nspec:\n  containers:\n  - env:\n    - name: DB_PASSWORD\n      value: {}\n\
        \x20   - \
         value: \"{}\"\n      name: ADMIN_PASSWORD\n    - name: PASSWORD_FILE\n\
         \x20     value: {}\n    - \
         name: OTHER\n      value: {}\n",
        password(),
        password(),
        password(),
        password()
    );
    assert_eq!(
        found(&text),
        [("generic-password", 6), ("generic-password", 7)]
    );
}

#[test]
fn lists_in_json_are_read_as_well() {
    let word = base64_of::encode(&key_id());
    let text = format!(
        "{{\"kind\": \"List\", \"items\": [\n{{\"kind\": \"Secret\",\n\"data\": {{\"id\": \
         \"{word}\"}}}}]}}\n"
    );
    let hits = scan("all.json", &text).hits;
    let [hit] = &hits[..] else { panic!("{hits:?}") };
    assert_eq!(
        (hit.rule, hit.line, hit.column),
        ("aws-access-key-id", 3, 17)
    );
}

#[test]
fn what_is_sealed_or_encrypted_is_silent() {
    let sealed = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n\
    \x20 encryptedData:\n    \
                  password: AgBy3i4OJSWK9PiTySYZZA9rO43cGDEq2xKm7Qw0vLtR5uYh8\n    apiKey: \
                  AgCtr8v0Lk2Jm5Nq7Pw9Rx1Sz3Ub6Vd8We0Xf4Yg2Zh\n";
    assert_eq!(found(sealed), []);
    let sops = "db:\n\
    \x20 password: ENC[AES256_GCM,data:p7Qk2w==,iv:k9mPq2vLx8Rt5Yw=,tag:Zz1==,type:str]\n\
                sops:\n  kms: []\n  mac: ENC[AES256_GCM,data:k9mPq2vLx8Rt5Ywk9mPq2,type:str]\n  \
                secret_token: k9mPq2vLx8Rt5YwZ3nB7c\n";
    assert_eq!(found(sops), []);
}

#[test]
fn references_and_names_are_silent() {
    for text in [
        "kind: ExternalSecret\nspec:\n  data:\n  - secretKey: db-password-k9mPq2vLx8\n\
        \x20   remoteRef:\n      \
         key: prod/db_password_k9mPq2vLx8Rt5\n      property: apikey_k9mPq2vLx8Rt5Yw\n",
        "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n\
        \x20     name: pw-k9mPq2vLx8\n      key: \
         password_k9mPq2vLx8\n",
        "secretName: db-password-k9mPq2vLx8Rt5Yw\napiVersion: secret-token.io/v1alpha1k9mPq2\n",
        "existingSecret: api-key-k9mPq2vLx8Rt5Yw\n",
        "password: vault:secret/data/db#k9mPq2vLx8\n",
        "password: {{ .Values.global.password | default \"\" | quote }}\n",
        "password: ${DB_PASSWORD}\ntoken: <your-token>\n",
        "password: \"{{ lookup('env', 'K9mPq2vLx8') }}\"\n",
        "env:\n- name: API_TOKEN_FILE\n  value: /run/secrets/k9mPq2vLx8Rt5\n",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}

#[test]
fn a_token_of_a_known_form_is_one_wherever_it_stands() {
    let text = format!("kind: ExternalSecret\nsecretName: {}\n", key_id());
    assert_eq!(found(&text), [("aws-access-key-id", 2)]);
}

#[test]
fn what_is_no_manifest_is_searched_as_text() {
    let text = format!("a: [\n  {{x: {}}}\n\u{0}", key_id());
    let _ = scan("a.yaml", &text);
    let broken = format!("{{\"kind\": \"Secret\", \"id\": \"{}\"", key_id());
    assert_eq!(scan("a.json", &broken).hits.len(), 1);
    let deep = "[".repeat(100_000);
    assert_eq!(scan("a.json", &deep).hits.len(), 0);
}

mod base64_of {
    /// RFC 4648, section 4, for values that tests put together.
    pub(super) fn encode(text: &str) -> String {
        const LETTERS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut encoded = String::new();
        for group in text.as_bytes().chunks(3) {
            let bits = group
                .iter()
                .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
            let bits = bits << (8 * (3 - group.len()));
            for at in 0..4 {
                let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
                encoded.push(if at > group.len() {
                    '='
                } else {
                    char::from(letter)
                });
            }
        }
        encoded
    }
}

#[test]
fn many_values_end_in_a_shortfall() {
    let data: String = (0..1_100)
        .map(|at| format!("  token{at}: bGV0bWVpbm{at:04}\n"))
        .collect();
    let scanned = scan("a.yaml", &format!("kind: Secret\nstringData:\n{data}"));
    assert_eq!(scanned.hits.len(), Scanned::HITS_MAX);
    assert_eq!(scanned.shortfall, Some(Shortfall::Hits));
    let keys = format!("kind: Secret\n{}", "a:\n".repeat(500_000));
    assert_eq!(scan("a.yaml", &keys).shortfall, Some(Shortfall::Keys));
}
