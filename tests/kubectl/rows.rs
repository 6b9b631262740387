//! What was found by asking kubectl, each with what must come of it: read as kubectl reads it, or
//! refused. Where there is a kubectl to ask, it is held to what is said of it here.

use serde_json::Value;

use crate::harness::{folder_of, seaworthy};
use crate::manifests::laws::same;

use super::client::{Kubectl, file_name, lay_out};
use super::compare;

/// What must come of an input.
#[derive(Clone, Copy)]
enum Want {
    /// It is read as this object, or these, by kubectl too.
    Read(&'static str),
    /// It is read as a ConfigMap `cm` with these data, by kubectl too.
    Data(&'static str),
    /// It is refused with this code.
    Refused(&'static str),
}

/// An input.
struct Row {
    input: Vec<u8>,
    want: Want,
}

fn row(input: impl Into<Vec<u8>>, want: Want) -> Row {
    Row { input: input.into(), want }
}

/// A ConfigMap with these `data`, and what they are read as.
fn data(written: &str, want: Want) -> Row {
    row(format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: cm}}\ndata: {written}"), want)
}

/// The inputs of all rows.
pub(super) fn inputs() -> Vec<Vec<u8>> {
    rows().into_iter().map(|row| row.input).collect()
}

const JSON: &str = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}"#;
const JSON_TWICE: &str = r#"[{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}},
    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}]"#;

fn rows() -> Vec<Row> {
    [values(), texts(), streams()].into_iter().flatten().collect()
}

/// What values are.
fn values() -> Vec<Row> {
    use Want::{Data, Refused};
    vec![
        data(
            "[yes, y, On, n, OFF, 0777, 08, 0o17, -0b11, 1__0_, -_1, 0_7, 00, -0, 1_0.5]",
            Data(r#"[true, true, true, false, false, 511, 8, 15, -3, 10, -1, 7, 0, 0, 10.5]"#),
        ),
        data(
            "[9223372036854775807, 9223372036854775808, 123456789012345678901234567890, 1e999]",
            Data(r#"[9223372036854775807, 9223372036854776000, 1.2345678901234568e+29, "1e999"]"#),
        ),
        data(
            "[1., .5, +.5, 1e3, 2001-01-01, 1:30, -.nan, 0x1p-2, 0b, '=', ~, null, Null, nUll]",
            Data(
                r#"[1, 0.5, 0.5, 1000, "2001-01-01", "1:30", "-.nan", "0x1p-2", "0b", "=", null, null, null, "nUll"]"#,
            ),
        ),
        data(
            "{yes: 1, 0x10: 2, 1.10: 3, 1234567.0: 4, 0.00001: 5, 1e30: 6, .inf: 7, 08: 8}",
            Data(
                r#"{".inf": 7, "1.1": 3, "1.234567e+06": 4, "16": 2, "1e+30": 6, "1e-05": 5, "8": 8, "true": 1}"#,
            ),
        ),
        data(
            "{a: &a {x: 1, y: 2}, b: {<<: *a, z: 3}, c: {<<: [{x: 0}, *a]}, d: *a}",
            Data(
                r#"{"a": {"true": 2, "x": 1}, "b": {"true": 2, "x": 1, "z": 3}, "c": {"true": 2, "x": 0}, "d": {"true": 2, "x": 1}}"#,
            ),
        ),
        data(
            "\n  a: |\n    x\n     y\n\n  b: >-\n    z\n    w\n\n    v\n  c: |+\n    u\n\n  d: \"e\\\n    f\\x41\"",
            Data(r#"{"a": "x\n y\n", "b": "z w\nv", "c": "u\n\n", "d": "efA"}"#),
        ),
        data(
            "\n  a: !!str 123\n  b: ! 010\n  c: !local x\n  d: !!float 1.5",
            Data(r#"{"a": "123", "b": "010", "c": "x", "d": 1.5}"#),
        ),
        data("\n  ? a\n  : b\n  ? c\n  - d\n  -\n  - - e\n    - f", Refused("E0504")),
        data(
            "{\"a\":b, c: [d, e: f, {g}], \"h\" :i, j: 'k''l'}",
            Data(r#"{"a": "b", "c": ["d", {"e": "f"}, {"g": null}], "h": "i", "j": "k'l"}"#),
        ),
        data("{a:, b: c}", Refused("E0525")),
        data("[a :, b]", Refused("E0525")),
        data("[a?b]", Refused("E0525")),
        data("{a: &x:y b}", Refused("E0512")),
        data("\n  a: b\n...\nc: d", Refused("E0517")),
        data("\n  a: 1\n  a: 2", Refused("E0507")),
        data("\n  a: \"b\n  c\"", Refused("E0504")),
        data("a # b\u{2028}kind: x", Refused("E0503")),
        data("\n  a: |\n    no newline at the end", Data(r#"{"a": "no newline at the end\n"}"#)),
    ]
}

/// Where lines and documents begin and end.
fn texts() -> Vec<Row> {
    use Want::{Data, Read, Refused};
    vec![
        // Lines end where kubectl ends them: what follows a comment in one line is none.
        row(
            "# c\rapiVersion: v1\rkind: Pod\rspec: {containers: [{image: evil}]}\r",
            Read(
                r#"{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "evil"}]}}"#,
            ),
        ),
        row("# c\u{85}apiVersion: v1\u{85}kind: Pod\n", Refused("E0503")),
        row("# c\u{2028}apiVersion: v1\u{2028}kind: Pod\n", Refused("E0503")),
        row("# c\u{2029}apiVersion: v1\u{2029}kind: Pod\n", Refused("E0503")),
        // So does the comment of a separator, which may be left to the parser.
        row(format!("---\r#\r{JSON}\n"), Refused("E0517")),
        row("--- # c\rapiVersion: v1\rkind: Pod\n", Refused("E0517")),
        row("--- # c\u{2028}apiVersion: v1\u{2028}kind: Pod\n", Refused("E0517")),
        row("--- # c\u{85}apiVersion: v1\u{85}kind: Pod\n", Refused("E0517")),
        // Of separators that follow one another the first is left to the parser.
        row("---\n...\napiVersion: v1\nkind: Pod\n", Refused("E0517")),
        row("a: 1\n---\n---\n# c\n... # c\n\napiVersion: v1\nkind: Pod\n", Refused("E0517")),
        // A tag that says nothing merges, quoted or not; one that says something does not.
        data("{! \"<<\": {image: evil}}", Refused("E0514")),
        data("{!<!> '<<': {image: evil}}", Refused("E0514")),
        data("{! <<: {image: evil}}", Refused("E0514")),
        data("{!local <<: {image: evil}}", Refused("E0514")),
        data("{!!str <<: {image: evil}}", Data(r#"{"<<": {"image": "evil"}}"#)),
        data("{\"<<\": {image: evil}}", Data(r#"{"<<": {"image": "evil"}}"#)),
        data("{!!merge <<: {image: evil}}", Data(r#"{"image": "evil"}"#)),
    ]
}

/// In UTF-16, behind a mark.
fn wide(text: &str) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// JSON, and what stands behind tags.
fn streams() -> Vec<Row> {
    use Want::{Data, Read, Refused};
    vec![
        // JSON objects follow one another where the first opens the file.
        row(format!("{JSON}{JSON}"), Read(JSON_TWICE)),
        row(format!("\n {JSON}\n{JSON}"), Read(JSON_TWICE)),
        row(format!("\u{feff}{JSON}\n{JSON}"), Read(JSON_TWICE)),
        row(format!("---\n{JSON}{JSON}"), Refused("E0517")),
        row(format!("---\n{JSON}null{JSON}"), Refused("E0517")),
        row(format!("{JSON}\n---\n{JSON}\n{JSON}"), Refused("E0517")),
        row(" ".repeat(4095) + JSON + JSON, Read(JSON_TWICE)),
        row(" ".repeat(4096) + JSON + JSON, Refused("E0517")),
        row("\u{feff}".to_owned() + &" ".repeat(4095) + JSON + JSON, Read(JSON_TWICE)),
        // What kubectl calls a blank is passed over before JSON, by some versions.
        row(format!("\u{a0}{JSON}"), Refused("E0519")),
        row(format!(" \n\u{2003}\t\u{a0}{JSON}"), Refused("E0519")),
        row(format!("{JSON}\n---\n\u{feff}apiVersion: v1\nkind: Pod\n"), Refused("E0502")),
        row(format!("\u{feff}\u{feff}{JSON}"), Refused("E0502")),
        // That of UTF-16 is a mark too: what looks like another behind it is one too many.
        row(wide(&format!("{JSON}\n{JSON}")), Read(JSON_TWICE)),
        row(wide(&format!("\u{feff}{JSON}\n{JSON}")), Refused("E0502")),
        row(wide(&format!("\u{feff}{JSON}")), Refused("E0502")),
        row(wide("\u{feff}apiVersion: v1\nkind: Pod\n"), Refused("E0502")),
        row(wide("\u{feff}---\napiVersion: v1\nkind: Pod\n"), Refused("E0502")),
        // A comma is a part of the tag that it follows.
        data("[!!str,a, b]", Refused("E0525")),
        data("{!!str,a: b}", Refused("E0525")),
        data("{image: !x,y evil}", Refused("E0525")),
        data("[!!str]", Refused("E0525")),
        data("[!!str , b]", Data(r#"["", "b"]"#)),
        // Of CR CR LF kubectl takes away one CR before it parses.
        data("{a: \"b\r\r\n  c\"}", Refused("E0503")),
        data("{a: \"b\r\n  c\", d: \"e\r f\"}", Data(r#"{"a": "b c", "d": "e f"}"#)),
    ]
}

/// The objects that must be read.
fn said(want: Want) -> Option<Vec<Value>> {
    let value = |text: &str| serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"));
    match want {
        Want::Read(objects) => match value(objects) {
            Value::Array(objects) => Some(objects),
            object => Some(vec![object]),
        },
        Want::Data(data) => Some(vec![serde_json::json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": value(data),
        })]),
        Want::Refused(_) => None,
    }
}

fn all_same(a: &[Value], b: &[Value]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

#[test]
fn each_is_read_or_refused() {
    let folder = folder_of::<&str>(&[]);
    let file = folder.path().join("row.yaml");
    for row in rows() {
        let shown = String::from_utf8_lossy(&row.input).into_owned();
        let ours = compare::ours(&row.input);
        std::fs::write(&file, &row.input).unwrap();
        let ran = seaworthy(["check", "--output", "json", file.to_str().unwrap()], "");
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let errors = report["errors"].as_array().unwrap();
        match row.want {
            Want::Read(_) | Want::Data(_) => {
                assert!(ours.whole, "{shown:?}\n{report:#}");
                let (said, read) = (said(row.want).unwrap(), ours.objects);
                assert!(all_same(&said, &read), "{shown:?}\n{said:?}\n{read:?}");
            }
            Want::Refused(code) => {
                let told = errors.iter().any(|error| error["code"] == code);
                assert!(told && ran.code == 3, "{shown:?}: {code}, but {}\n{report:#}", ran.code);
            }
        }
    }
}

#[test]
fn kubectl_reads_them_so() {
    let rows = rows();
    let folder = folder_of::<&str>(&[]);
    let inputs: Vec<Vec<u8>> = rows.iter().map(|row| row.input.clone()).collect();
    lay_out(folder.path(), &inputs);
    for kubectl in Kubectl::all() {
        let decoded = kubectl.decode_all(folder.path(), rows.len());
        for ((row, mut theirs), index) in rows.iter().zip(decoded).zip(0..) {
            let Some(said) = said(row.want) else { continue };
            if theirs.errors.is_empty() {
                theirs = kubectl.decode(&folder.path().join(file_name(index)));
            }
            let holds = all_same(&said, &theirs.objects);
            let shown = String::from_utf8_lossy(&row.input);
            assert!(holds, "{}: {shown:?}\n{theirs:?}", kubectl.version);
        }
    }
}
