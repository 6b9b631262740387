//! What of Secrets is marked as never to be shown.

use super::manifest;

/// The text with every redacted byte shown as `*`.
fn masked(text: &str) -> String {
    let read = manifest(text);
    let mut bytes = read.source.text().as_bytes().to_vec();
    for span in read.source.redacted() {
        for byte in &mut bytes[span.range()] {
            if *byte != b'\n' {
                *byte = b'*';
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_data_of_secrets_is_masked() {
    let text = "kind: Secret\nmetadata:\n  name: n\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {SECRET}\n\
                data:\n  # SECRET\n  a: SECRET # SECRET\n  b: |\n    SECRET\n    SECRET\n  # SECRET\nstringData: {c: \"SECRET\"}\ntype: Opaque # kept\n";
    let shown = masked(text);
    assert!(!shown.contains("SECRET"), "{shown}");
    for kept in ["kind: Secret", "name: n", "  a: *", "  b: *", "c: *", "type: Opaque # kept"] {
        assert!(shown.contains(kept), "{kept}: {shown}");
    }
}

#[test]
fn wherever_they_stand() {
    for text in [
        "kind: List\nitems:\n- kind: Secret\n  data: {a: SECRET}\n- kind: Pod\n  data: kept\n",
        "kind: SecretList\nitems:\n- data: {a: SECRET}\n- stringData:\n    b: [SECRET]\n- metadata: kept\n",
        "kind: Template\nobjects:\n- data: {a: SECRET}\n  kind: 'Secret'\nx: kept\n",
        "{\"x\": \"kept\", \"kind\": \"Secret\", \"data\": {\"a\": \"SECRET\"}}",
        "x: &a SECRET\nkind: Secret\ndata: {a: *a}\ny: kept\n",
        "x: kept\nkind: secret\ndata: SECRET\n",
        "kind: Pod\ndata: kept\n---\nkind: Secret\ndata:\n- SECRET\n",
        "kind: Secret\nmetadata: kept\nstringData: &d\n  a: >\n    SECRET\n",
        "kind: Secret\nmetadata: kept\nstringData:\n  <<: {a: SECRET, b: SECRET}\n  a: SECRET\n",
        "kept: &b {data: {a: SECRET}}\nkind: Secret\n<<: *b\ndata: {}\n",
    ] {
        let shown = masked(text);
        assert!(!shown.contains("SECRET") && shown.contains("kept"), "{shown}");
    }
}

#[test]
fn refused_documents_are_masked_by_the_line() {
    for text in [
        "kind: Secret\nmetadata: kept\ndata:\n  a: SECRET\n  a: SECRET\n",
        "kind: Secret\nmetadata: kept\ndata:\n  a: |\n    SECRET: SECRET\n  b: [\n",
        "metadata: kept\ndata:\na: SECRET\nkind:   \"Secret\"\n\t:\n",
        "{\"x\": \"kept\", \"kind\": \"Secret\", \"data\": {\"a\": \"SECRET\",,}",
        "kept: 1\nstringData:\n  a: SECRET\n b: SECRET\n",
        "kind: {{ if x }}\nkept: 1\nstringData:\n  a: {{ SECRET }}\n",
        "kept: a\nkind: !!str Secret\ndata:\n  a: SECRET\nkept: b\n",
        "kept: a\n? kind\n: Secret\ndata:\n  a: SECRET\nkept: b\n",
        "kind: Secret\nkept: 1\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: 'SECRET'\n    x: [\n",
    ] {
        let read = manifest(text);
        assert!(!read.is_whole(), "{text:?}");
        let shown = masked(text);
        assert!(!shown.contains("SECRET") && shown.contains("kept"), "{text}\n{shown}");
    }
}

#[test]
fn other_objects_are_shown() {
    for text in [
        "kind: ConfigMap\ndata: {a: b}\n",
        "kind: Pod\nspec:\n  volumes:\n  - secret: {secretName: x}\n  imagePullSecrets: [{name: y}]\n",
        "kind: Pod\nspec:\n  volumes:\n  - secret: {secretName: x}\n  data: [\n",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn no_message_quotes_a_value() {
    let text = "kind: Secret\ndata:\n  a: !!int SECRET\n  b: *SECRET_NAME\n  c: .inf\n  d: !x 5\n";
    for problem in manifest(text).problems() {
        let said = problem.message.clone() + &problem.help.concat();
        assert!(!said.contains("!!int SECRET") && !said.contains(" 5"), "{said}");
    }
}
